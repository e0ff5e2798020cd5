// tocsin-alert: list, show and settle alerts; raise one; silence many; plan maintenance.

#include "alert/commands.h"

using namespace tocsin;
using namespace tocsin::alert_tool;

int main(int argc, char** argv) {
  using cli::Access;
  using cli::Options;
  using cli::Run;
  ListOptions list_options;
  RaiseOptions raise_options;
  SilenceOptions silence_options;
  SnoozeOptions snooze_options;
  std::vector<std::string> ids;
  std::string id, text, person;
  const auto ids_option = [&](Options& o) { o.texts("alert", ids, "The alerts").required(); };
  const auto when = [&](Options& o) {
    o.duration("--for", silence_options.length, "For how long");
    o.time("--from", silence_options.from, "From when (default: now)");
    o.time("--until", silence_options.until, "Until when");
    o.text("--mute-time", silence_options.mute_time,
           "Only at these times, named in policies/routing.toml");
    o.text("--reason", silence_options.reason, "Why");
  };
  const auto how_long = [&](Options& o) {
    o.duration("--for", snooze_options.length, "Of a snooze: for how long (default: 1h)");
    o.time("--until", snooze_options.until, "Of a snooze: until when");
    o.text("--or-when", snooze_options.event, "Of a snooze: or until it rises, or repeats")
        .one_of({"rises", "repeats"});
    o.text("--reason", snooze_options.reason, "Why, for the history");
  };
  const auto settling = [&](const char* name, const char* summary, AlertAct act_word) {
    return cli::Command{
        .name = name,
        .summary = summary,
        .access = Access::write,
        .options =
            [&, ids_option](Options& o) {
              ids_option(o);
              o.text("--reason", text, "Why, for the history");
            },
        .action =
            [&, act_word](Run& run) { return act(run, ids, {.act = act_word, .reason = text}); }};
  };
  cli::Tool tool{
      "alert",
      "List, show and settle alerts",
      {{.name = "list",
        .summary = "List alerts, newest first",
        .access = Access::read,
        .options =
            [&](Options& o) {
              o.texts("--status", list_options.status, "Only these (default: all)");
              o.text("--kind", list_options.kind, "Only this kind");
              o.text("--priority", list_options.priority, "Only this priority and above");
              o.text("--subject", list_options.subject, "Only about this: TYPE or TYPE:ID");
              o.text("--after", list_options.after, "Only older than this alert");
              o.integer("--limit", list_options.limit, "At most so many");
            },
        .action = [&](Run& run) { return list(run, list_options); }},
       {.name = "show",
        .summary = "Show an alert and its history",
        .access = Access::read,
        .options = [&](Options& o) { o.text("alert", id, "The alert").required(); },
        .action = [&](Run& run) { return show(run, id); }},
       {.name = "raise",
        .summary = "Raise an alert of your own",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.text("kind", raise_options.kind, "Its kind, a word").required();
              o.text("title", raise_options.title, "What happened, a line").required();
              o.text("--severity", raise_options.severity, "low, medium, high or critical");
              o.text("--body", raise_options.body, "More about it");
              o.text("--key", raise_options.key, "Deduplication key (default: from the rest)");
              o.text("--subject", raise_options.subject, "What it is about, TYPE:ID");
              o.texts("--label", raise_options.labels, "NAME=VALUE, for routing and silences");
              o.texts("--to", raise_options.to,
                      "user:NAME, team:NAME, org:NAME or role:NAME (default: the operators)");
            },
        .action = [&](Run& run) { return raise(run, raise_options); }},
       settling("ack", "Say that somebody has it in hand", AlertAct::acknowledge),
       settling("take", "Make it one's own: assign it to whom --as names", AlertAct::take),
       {.name = "assign",
        .summary = "Make a person responsible",
        .access = Access::write,
        .options =
            [&](Options& o) {
              ids_option(o);
              o.text("--to", person, "The person").required();
            },
        .action = [&](Run& run) { return assign(run, ids, person); }},
       {.name = "snooze",
        .summary = "Put it off for a while",
        .access = Access::write,
        .options =
            [&, how_long](Options& o) {
              ids_option(o);
              how_long(o);
            },
        .action = [&](Run& run) { return snooze(run, ids, snooze_options); }},
       settling("resolve", "Say that it is over", AlertAct::resolve),
       settling("ignore", "Say that it does not matter", AlertAct::ignore),
       {.name = "act",
        .summary = "Do what a link in a message does, once",
        .access = Access::write,
        .options =
            [&, how_long](Options& o) {
              o.text("token", text, "The link, or the token at its end").required();
              how_long(o);
            },
        .action = [&](Run& run) { return act_by_token(run, text, snooze_options); }},
       {.name = "comment",
        .summary = "Add a comment to its history",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.text("alert", id, "The alert").required();
              o.text("text", text, "The comment").required();
            },
        .action = [&](Run& run) { return comment(run, id, text); }},
       {.name = "silence",
        .summary = "List, add or expire silences",
        .access = Access::write,
        .options =
            [&, when](Options& o) {
              o.text("action", silence_options.action, "list, add or expire")
                  .one_of({"list", "add", "expire"});
              o.text("silence", silence_options.expire, "Which to expire");
              o.texts("--match", silence_options.matchers,
                      "NAME=VALUE, NAME!=VALUE or NAME=~REGEX; all must match");
              when(o);
            },
        .action = [&](Run& run) { return silence(run, silence_options); }},
       {.name = "maintenance",
        .summary = "List, add or expire windows of planned maintenance",
        .access = Access::write,
        .options =
            [&, when](Options& o) {
              o.text("action", silence_options.action, "list, add or expire")
                  .one_of({"list", "add", "expire"});
              o.text("maintenance", silence_options.expire, "Which to expire");
              o.text("--platform", silence_options.platform, "On this platform");
              o.text("--area", silence_options.area, "In this area");
              o.text("--organization", silence_options.organization, "For this organization");
              o.texts("--match", silence_options.matchers,
                      "NAME=VALUE, NAME!=VALUE or NAME=~REGEX; all must match");
              when(o);
            },
        .action = [&](Run& run) { return maintenance(run, silence_options); }}}};
  return cli::run(tool, argc, argv);
}
