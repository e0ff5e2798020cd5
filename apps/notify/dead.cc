// notify dead: messages that were given up, or of which nobody can say whether they arrived.

#include "base/id.h"
#include "commands.h"
#include "store/dead_letters.h"
#include "store/decisions.h"

namespace tocsin::notify_tool {
namespace {

constexpr std::int64_t kListed = 100;

store::DeadFilter filter_of(const DeadOptions& given, std::int64_t limit) {
  store::DeadFilter filter{std::nullopt, given.since, limit};
  if (given.channel.empty()) return filter;
  filter.channel = from_word<Channel>(given.channel);
  if (!filter.channel) fail(Exit::usage, "'{}' is no channel", given.channel);
  return filter;
}

store::Message message_named(cli::Run& run, const std::string& id) {
  const auto canonical = canonical_id(id);
  auto m = canonical ? store::find_message(run.db(), *canonical) : std::nullopt;
  if (!m) fail(Exit::no_input, "no message '{}'", id);
  return *std::move(m);
}

// The one named, or all that the options describe.
std::vector<store::Message> chosen(cli::Run& run, const DeadOptions& given) {
  const bool by_options = !given.channel.empty() || given.since;
  if (given.id.empty() != by_options) {
    fail(Exit::usage, "{}: one message by its ID, or several by --channel and --since",
         given.action);
  }
  if (!given.id.empty()) return {message_named(run, given.id)};
  if (!given.to.empty()) fail(Exit::usage, "--to mends one message");
  return store::dead_letters(
      run.db(), filter_of(given, run.limit().value_or(std::numeric_limits<std::int64_t>::max())));
}

bool act(cli::Run& run, const store::Message& m, const DeadOptions& given, Duration life) {
  const Instant now = run.now();
  return given.action == "replay" ? store::replay(run.db(), m.id, now, now + life, given.to)
                                  : store::drop(run.db(), m.id, now);
}

Exit change(cli::Run& run, const DeadOptions& given) {
  const bool replay = given.action == "replay";
  if (!replay && given.reason.empty()) fail(Exit::usage, "drop needs --reason");
  if (!replay && !given.to.empty()) fail(Exit::usage, "--to is for replay");
  const auto messages = chosen(run, given);
  const Duration life = run.config().duration("notify.expire_after");
  std::vector<OrderedJson> rows;
  auto trail = run.trail();
  const auto work = [&] {
    trail.clear();
    rows.clear();
    Json moved = Json::array();
    for (const store::Message& m : messages) {
      if (!run.dry_run() && !act(run, m, given, life)) continue;
      rows.push_back(row_of(m));
      if (run.dry_run()) continue;
      store::add_decision(run.db(),
                          {run.now(), m.alert_id, m.person_id, m.destination_id, m.id, "dead",
                           replay ? Reason::replayed : Reason::dropped, given.reason});
      moved.push_back(m.public_id);
    }
    if (moved.empty()) return;
    trail.note("message." + given.action, "message",
               moved.size() == 1 ? moved[0].get<std::string>() : "",
               {{"reason", given.reason}, {"messages", moved}});
    trail.flush();
  };
  if (run.dry_run()) {
    work();
  } else {
    run.db().transaction(work);
  }
  if (rows.empty() && !given.id.empty()) {
    fail(Exit::no, "{} is no dead letter", messages.front().public_id);
  }
  run.out().rows(message_columns(), rows, "No dead letters.");
  return Exit::ok;
}

}  // namespace

Exit dead(cli::Run& run, const DeadOptions& given) {
  if (given.action == "list") {
    std::vector<OrderedJson> rows;
    const auto filter = filter_of(given, run.limit().value_or(kListed));
    for (const auto& m : store::dead_letters(run.db(), filter)) rows.push_back(row_of(m));
    run.out().rows(message_columns(), rows, "No dead letters.");
    return Exit::ok;
  }
  if (given.action == "show") {
    const store::Message m = message_named(run, given.id);
    OrderedJson record = row_of(m);
    record["provider"] = m.provider.empty() ? OrderedJson() : OrderedJson(m.provider);
    record["content"] = m.content;
    run.out().record(record);
    return Exit::ok;
  }
  return change(run, given);
}

}  // namespace tocsin::notify_tool
