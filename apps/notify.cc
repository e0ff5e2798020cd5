// tocsin-notify: plan and deliver messages, and say why.

#include "alert/alerts.h"
#include "base/file.h"
#include "base/id.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/run.h"
#include "notify/channels/telegram_chats.h"
#include "notify/commands.h"
#include "notify/deliver.h"
#include "notify/direct.h"
#include "notify/event.h"
#include "notify/identity.h"
#include "notify/plan.h"
#include "notify/poll.h"
#include "notify/receipts.h"
#include "notify/why.h"
#include "store/decisions.h"
#include "store/dead_letters.h"
#include "store/held_messages.h"
#include "store/messages.h"
#include "store/people.h"

namespace {

using namespace tocsin;

struct Job {
  explicit Job(cli::Run& run)
      : settings(notify::read_settings(run.config())), carriers(run.config(), settings) {
    if (run.jobs()) settings.jobs = static_cast<int>(*run.jobs());
  }
  notify::Settings settings;
  notify::Carriers carriers;
};

notify::PlanOptions plan_options(const cli::Run& run) {
  return {run.now(), run.actor(), run.dry_run(), run.wait(), run.limit()};
}

alert::Counts plan(cli::Run& run, Job& job) {
  const auto planned = notify::plan(run.db(), job.carriers, job.settings, plan_options(run));
  std::vector<OrderedJson> rows;
  for (const notify::PlannedMessage& m : planned.messages) {
    OrderedJson row{{"alert", m.alert},           {"recipient", m.recipient},
                    {"channel", word(m.channel)}, {"address", mask_address(m.address)},
                    {"priority", m.priority},     {"title", m.title}};
    row["held_until"] = m.held_until ? OrderedJson(format_instant(*m.held_until)) : OrderedJson();
    rows.push_back(std::move(row));
  }
  if (run.dry_run()) {
    run.out().rows({{"recipient", "RECIPIENT"},
                    {"channel", "CHANNEL"},
                    {"priority", "PRIORITY", true},
                    {"title", "TITLE"},
                    {"held_until", "HELD UNTIL"}},
                   rows);
  }
  return planned.counts;
}

alert::Counts ask_providers(cli::Run& run) {
  if (run.dry_run()) fail(Exit::usage, "what is asked for is taken: poll has no dry run");
  alert::Counts counts = notify::poll(run.db(), run.config(), run.actor(), run.now());
  for (const auto& [name, count] : notify::settle_receipts(run.db(), run.actor(), run.now())) {
    counts[name] += count;
  }
  return counts;
}

alert::Counts deliver(cli::Run& run, Job& job) {
  if (run.dry_run()) {
    std::vector<OrderedJson> rows;
    for (const auto& m : store::due(run.db(), run.now(), run.limit().value_or(1000))) {
      rows.push_back(notify_tool::row_of(m));
    }
    run.out().rows(notify_tool::message_columns(), rows);
    return {{"due", static_cast<std::int64_t>(rows.size())}};
  }
  return notify::deliver(run.db(), job.carriers, job.settings,
                         {run.now(), run.actor(), run.limit(), std::nullopt});
}

alert::Counts plan_and_deliver(cli::Run& run) {
  Job job(run);
  alert::Counts counts;
  if (!run.dry_run()) counts = notify::settle_receipts(run.db(), run.actor(), run.now());
  for (const auto& [name, count] : plan(run, job)) counts[name] += count;
  for (const auto& [name, count] : deliver(run, job)) counts[name] += count;
  return counts;
}

void list_digests(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const auto& d : store::waiting_digests(run.db())) {
    const auto person = d.person_id ? store::find_person(run.db(), *d.person_id) : std::nullopt;
    rows.push_back({{"recipient", person ? OrderedJson(person->name) : OrderedJson()},
                    {"channel", word(d.channel)},
                    {"address", d.address_masked},
                    {"due_at", format_instant(d.due_at)},
                    {"notices", d.notices}});
  }
  run.out().rows({{"recipient", "RECIPIENT"},
                  {"channel", "CHANNEL"},
                  {"due_at", "DUE"},
                  {"notices", "NOTICES", true}},
                 rows, "No digest is waiting.");
}

// What waits and is due, delivered; no alert is planned.
alert::Counts digest(cli::Run& run) {
  if (run.dry_run()) {
    list_digests(run);
    return {};
  }
  Job job(run);
  auto options = plan_options(run);
  options.only_held = true;
  alert::Counts counts = notify::plan(run.db(), job.carriers, job.settings, options).counts;
  for (const auto& [name, count] : deliver(run, job)) counts[name] += count;
  return counts;
}

Exit send(cli::Run& run, const std::string& file) {
  const AlertDraft draft = notify::draft_of_event(read_file(file, 1U << 20), run.now());
  if (run.dry_run()) {
    run.out().record({{"kind", draft.kind}, {"priority", draft.priority}, {"title", draft.title}});
    return Exit::ok;
  }
  auto trail = run.trail();
  const auto raised = run.db().transaction([&] {
    trail.clear();
    auto done = alert::raise(run.db(), trail, draft);
    trail.flush();
    return done;
  });
  Job job(run);
  OrderedJson record{
      {"alert", raised.public_id}, {"kind", draft.kind}, {"priority", draft.priority}};
  for (const auto& [name, count] : plan(run, job)) record[name] = count;
  run.out().record(record);
  return Exit::ok;
}

const notify::ChannelRow& channel_named(const std::string& name) {
  for (const notify::ChannelRow& row : notify::channel_table()) {
    if (word(row.channel) == name) return row;
  }
  fail(Exit::usage, "'{}' is no channel that is plugged in", name);
}

Exit render(cli::Run& run, const std::string& kind, const std::string& channel_name,
            const std::string& file, const std::string& to) {
  Job job(run);
  const notify::ChannelRow& row = channel_named(channel_name);
  std::string why;
  const auto data = parse_json(read_file(file), why);
  if (!data) fail(Exit::bad_input, "{}: {}", file, why);
  const notify::Notice notice = notify::notice_from(kind, *data, run.now());
  notify::Carrier& carrier = *job.carriers.find(row.channel);
  const std::string content =
      carrier.compose({&notice, "", job.settings.language, job.settings.quiet.time_zone, {}});
  const std::string_view address = to.empty() ? row.example : std::string_view(to);
  const auto preview = carrier.preview(
      {notify::idempotency_key("preview/" + kind), address, "", content, run.now()});
  OrderedJson headers = OrderedJson::object();
  for (const net::Header& h : preview.headers) headers[h.name] = h.value;
  run.out().record({{"method", preview.method},
                    {"url", preview.url},
                    {"headers", headers},
                    {"body", preview.body}});
  return Exit::ok;
}

Exit test(cli::Run& run, const std::string& channel_name, const std::string& address) {
  Job job(run);
  const Channel channel = channel_named(channel_name).channel;
  if (run.dry_run()) return Exit::ok;
  auto trail = run.trail();
  const auto queued =
      notify::queue_test(run.db(), job.carriers, job.settings, trail, channel, address);
  (void)notify::deliver(run.db(), job.carriers, job.settings,
                        {run.now(), run.actor(), std::nullopt, queued.id});
  auto m = store::find_message(run.db(), queued.id).value();
  if (m.state != MessageState::sent) {
    // A test is of this moment: no retry surprises anybody later, no dead letter stays.
    run.db().transaction([&] {
      trail.clear();
      if (!store::suppress(run.db(), m.id, Reason::direct, run.now())) {
        (void)store::drop(run.db(), m.id, run.now());
      }
      trail.note("notify.test", "message", m.public_id, {{"outcome", m.error}});
      trail.flush();
    });
  }
  run.out().record(notify_tool::row_of(m));
  return m.state == MessageState::sent ? Exit::ok : Exit::no;
}

Exit telegram_chats(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const notify::TelegramChat& chat : notify::telegram_chats(run.config())) {
    rows.push_back({{"id", chat.id},
                    {"type", chat.type},
                    {"name", chat.name},
                    {"last", format_instant(chat.last)}});
  }
  run.out().rows({{"id", "CHAT"}, {"type", "TYPE"}, {"name", "NAME"}, {"last", "LAST"}}, rows,
                 "Nobody wrote to the bot lately.");
  return Exit::ok;
}

Exit explain_why(cli::Run& run, const std::string& id) {
  const auto lines = notify::why(run.db(), id);
  if (!lines) fail(Exit::no_input, "no alert, message or person '{}'", id);
  std::vector<OrderedJson> rows;
  for (const notify::WhyLine& l : *lines) {
    rows.push_back({{"at", format_instant(l.at)},
                    {"alert", l.alert},
                    {"who", l.who},
                    {"channel", l.channel},
                    {"stage", l.stage},
                    {"result", l.result},
                    {"because", l.because}});
  }
  run.out().rows({{"at", "AT"},
                  {"who", "WHO"},
                  {"channel", "CHANNEL"},
                  {"stage", "STAGE"},
                  {"result", "RESULT"},
                  {"because", "BECAUSE"}},
                 rows, "Nothing was decided yet.");
  return Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  using cli::Access;
  using cli::Options;
  std::string file, kind, channel, to, id;
  notify_tool::KeyOptions key;
  notify_tool::DeadOptions dead;
  cli::Tool tool{
      "notify",
      "Plan and deliver messages",
      {{.name = "",
        .summary = "",
        .access = Access::write,
        .options = {},
        .action = {},
        .job = plan_and_deliver},
       {.name = "plan",
        .summary = "Turn alerts into messages, or into reasons why not",
        .access = Access::write,
        .options = {},
        .action = {},
        .job =
            [](cli::Run& run) {
              Job job(run);
              return plan(run, job);
            }},
       {.name = "deliver",
        .summary = "Send what is due in the outbox",
        .access = Access::write,
        .options = {},
        .action = {},
        .job =
            [](cli::Run& run) {
              Job job(run);
              return deliver(run, job);
            }},
       {.name = "digest",
        .summary = "Send the digests that are due; with -n list those that wait",
        .access = Access::write,
        .options = {},
        .action = {},
        .job = digest},
       {.name = "poll",
        .summary = "Ask Telegram and Twilio what is new, where no web server can be told",
        .access = Access::write,
        .options = {},
        .action = {},
        .job = ask_providers},
       {.name = "send",
        .summary = "Raise and plan the support event in FILE (- is standard input)",
        .access = Access::write,
        .options = [&](Options& o) { o.text("file", file, "The event as JSON").required(); },
        .action = [&](cli::Run& run) { return send(run, file); },
        .job = {}},
       {.name = "render",
        .summary = "Show the request that a notice of this kind becomes",
        .access = Access::none,
        .options =
            [&](Options& o) {
              o.text("kind", kind, "Kind of alert").required();
              o.text("--channel", channel, "Channel").required();
              o.text("--data", file, "Values as JSON (- is standard input)").required();
              o.text("--to", to, "Address");
            },
        .action = [&](cli::Run& run) { return render(run, kind, channel, file, to); },
        .job = {}},
       {.name = "test",
        .summary = "Send a test and say what is wrong; 1 if it did not get through",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.text("channel", channel, "Channel").required();
              o.text("--to", to, "Address").required();
            },
        .action = [&](cli::Run& run) { return test(run, channel, to); },
        .job = {}},
       {.name = "telegram-chats",
        .summary = "List the chats that wrote to the bot",
        .access = Access::none,
        .options = {},
        .action = telegram_chats,
        .job = {}},
       {.name = "key",
        .summary = "Make a key that a channel signs with",
        .access = Access::none,
        .options =
            [&](Options& o) {
              o.text("kind", key.kind, "push (VAPID), webhook (HMAC) or webhook-pair (Ed25519)")
                  .required()
                  .one_of({"push", "webhook", "webhook-pair"});
              o.flag("--public", key.only_public,
                     "Of the configured key, show the half that is no secret");
            },
        .action = [&](cli::Run& run) { return notify_tool::key(run, key); },
        .job = {}},
       {.name = "why",
        .summary = "Why an alert, message or person was told or not",
        .access = Access::read,
        .options = [&](Options& o) { o.text("id", id, "Alert, message or person").required(); },
        .action = [&](cli::Run& run) { return explain_why(run, id); },
        .job = {}},
       {.name = "dead",
        .summary = "Dead letters: list, show, replay, drop",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.text("action", dead.action, "list, show, replay or drop")
                  .one_of({"list", "show", "replay", "drop"});
              o.text("id", dead.id, "Message");
              o.text("--to", dead.to, "Another address to replay it to");
              o.text("--channel", dead.channel, "Only those of this channel");
              o.time("--since", dead.since, "Only those given up since then");
              o.text("--reason", dead.reason, "Why it is given up");
            },
        .action = [&](cli::Run& run) { return notify_tool::dead(run, dead); },
        .job = {}}}};
  return cli::run(tool, argc, argv);
}
