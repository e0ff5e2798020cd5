// alert silence: list, add, expire.

#include "base/time.h"
#include "commands.h"
#include "store/silences.h"

namespace tocsin::alert_tool {
namespace {

Exit list_silences(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const auto& s : store::silences_from(run.db(), run.now())) {
    rows.push_back({{"id", s.public_id},
                    {"matchers", OrderedJson::parse(s.matchers)},
                    {"from", format_instant(s.from)},
                    {"until", format_instant(s.until)},
                    {"reason", s.reason},
                    {"author", s.author}});
  }
  run.out().rows({{"id", "SILENCE"},
                  {"matchers", "MATCHERS"},
                  {"from", "FROM"},
                  {"until", "UNTIL"},
                  {"author", "BY"},
                  {"reason", "REASON"}},
                 rows, "No silences.");
  return Exit::ok;
}

Exit add_silence(cli::Run& run, const SilenceOptions& given) {
  if (given.matchers.empty()) fail(Exit::usage, "what should be silent? --match NAME=VALUE");
  if (given.reason.empty()) fail(Exit::usage, "why? --reason TEXT");
  store::Silence s;
  s.matchers = Json(given.matchers).dump();
  s.from = given.from.value_or(run.now());
  if (given.length) s.until = s.from + *given.length;
  if (given.until) s.until = *given.until;
  if (s.until <= s.from) fail(Exit::usage, "until when? --for DURATION or --until TIME");
  s.reason = given.reason;
  s.author = run.actor();
  if (run.dry_run()) {
    run.out().line(fmt::format("would silence until {}", format_instant(s.until)));
    return Exit::ok;
  }
  auto trail = run.trail();
  run.db().transaction([&] {
    trail.clear();
    store::add_silence(run.db(), s, run.now());
    trail.note("silence.add", "silence", s.matchers, {{"reason", s.reason}});
    trail.flush();
  });
  return list_silences(run);
}

Exit expire_silence(cli::Run& run, const std::string& typed) {
  const auto found = store::find_silence(run.db(), typed);
  if (!found) fail(Exit::no_input, "no silence '{}'", typed);
  if (run.dry_run()) return Exit::ok;
  auto trail = run.trail();
  const bool ended = run.db().transaction([&] {
    trail.clear();
    const bool done = store::expire_silence(run.db(), found->id, run.now());
    if (done) trail.note("silence.expire", "silence", found->public_id);
    trail.flush();
    return done;
  });
  return ended ? Exit::ok : Exit::no;
}

}  // namespace

Exit silence(cli::Run& run, const SilenceOptions& given) {
  if (given.action == "add") return add_silence(run, given);
  if (given.action == "expire") return expire_silence(run, given.expire);
  return list_silences(run);
}

}  // namespace tocsin::alert_tool
