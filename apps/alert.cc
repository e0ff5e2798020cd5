// tocsin-alert: list, show and settle alerts; raise one; silence many.

#include "alert/alert_record.h"
#include "base/digest.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/run.h"
#include "store/people.h"
#include "store/silences.h"

namespace {

using namespace tocsin;

cli::Colour colour_of(const OrderedJson& row) {
  const auto priority = row["priority"].get<Priority>();
  if (row["status"] != "active") return cli::Colour::dim;
  return priority >= 4 ? cli::Colour::red : priority == 3 ? cli::Colour::yellow : cli::Colour::none;
}

const std::vector<cli::Column>& columns() {
  static const std::vector<cli::Column> list{
      {"id", "ALERT"},           {"priority", "PRI", true, colour_of}, {"status", "STATUS"},
      {"kind", "KIND"},          {"title", "TITLE", false, colour_of}, {"times_seen", "SEEN", true},
      {"first_seen_at", "SINCE"}};
  return list;
}

alert::Alert find(cli::Run& run, const std::string& typed) {
  auto found = alert::find_public(run.db(), typed);
  if (!found) fail(Exit::no_input, "no alert '{}': `tocsin alert list` shows them", typed);
  return *found;
}

struct ListOptions {
  std::vector<std::string> status;
  std::string kind, priority, subject, after;
  std::int64_t limit = 50;
};

Exit list(cli::Run& run, const ListOptions& given) {
  alert::Filter filter;
  for (const std::string& name : given.status) {
    const auto status = from_word<AlertStatus>(name);
    if (!status)
      fail(Exit::usage,
           "--status: '{}' is none of active, acknowledged, snoozed, resolved, ignored", name);
    filter.status.push_back(*status);
  }
  filter.kind = given.kind;
  if (!given.priority.empty()) {
    filter.at_least = priority_from(given.priority);
    if (!filter.at_least)
      fail(Exit::usage, "--priority: '{}' is none of 1 to 5, low, normal, medium, high, critical",
           given.priority);
  }
  if (const auto colon = given.subject.find(':'); colon != std::string::npos) {
    filter.subject_type = given.subject.substr(0, colon);
    filter.subject_id = given.subject.substr(colon + 1);
  } else {
    filter.subject_type = given.subject;
  }
  if (!given.after.empty()) filter.before_id = find(run, given.after).id;
  filter.limit = given.limit;
  const auto alerts = alert::list(run.db(), filter);
  std::vector<OrderedJson> rows;
  for (const alert::Alert& a : alerts) rows.push_back(alert::alert_record(a));
  run.out().rows(columns(), rows, "No alerts.");
  if (static_cast<std::int64_t>(rows.size()) == given.limit && !rows.empty()) {
    run.out().line(fmt::format("older ones: --after {}", alerts.back().public_id));
  }
  return Exit::ok;
}

Exit show(cli::Run& run, const std::string& id) {
  const alert::Alert found = find(run, id);
  OrderedJson record = alert::alert_record(found);
  std::vector<OrderedJson> rows;
  for (const auto& h : alert::history(run.db(), found.id)) {
    rows.push_back({{"at", format_instant(h.at)},
                    {"actor", h.actor},
                    {"action", h.action},
                    {"detail", h.detail}});
  }
  if (run.out().format() == cli::Format::json) {
    record["history"] = rows;
    run.out().json_line(record);
    return Exit::ok;
  }
  record.erase("type");
  run.out().record(record);
  run.out().line("");
  run.out().rows({{"at", "AT"}, {"actor", "BY"}, {"action", "WHAT"}, {"detail", "DETAIL"}}, rows);
  return Exit::ok;
}

struct RaiseOptions {
  std::string kind, title, severity = "medium", body, key, subject;
  std::vector<std::string> labels, to;
};

// "user:ann", "team:desk" and "org:desk" by the names people use; "role:ops_manager" as it is.
std::string recipient(store::Database& db, const std::string& text) {
  const auto colon = text.find(':');
  const std::string type = text.substr(0, colon);
  const std::string name = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (type == "role") return text;
  if (type == "user") {
    if (const auto p = store::find_person_named(db, name)) return fmt::format("person:{}", p->id);
  } else if (type == "team") {
    if (const auto t = store::find_team_named(db, name)) return fmt::format("team:{}", t->id);
  } else if (type == "org") {
    if (const auto o = store::find_organization_named(db, name)) {
      return fmt::format("organization:{}", o->id);
    }
  } else {
    fail(Exit::usage, "--to: '{}' is none of user:NAME, team:NAME, org:NAME, role:NAME", text);
  }
  fail(Exit::no_input, "--to: there is no {} '{}'", type, name);
}

AlertDraft draft_of(cli::Run& run, const RaiseOptions& given) {
  AlertDraft draft;
  draft.kind = given.kind;
  draft.title = given.title;
  draft.body = given.body;
  const auto severity = from_word<Severity>(given.severity);
  if (!severity) fail(Exit::usage, "--severity: low, medium, high or critical");
  draft.priority = priority_of(*severity);
  const auto colon = given.subject.find(':');
  draft.subject = {given.subject.substr(0, colon),
                   colon == std::string::npos ? "" : given.subject.substr(colon + 1)};
  draft.labels = {{"kind", given.kind}, {"severity", given.severity}};
  for (const std::string& label : given.labels) {
    const auto equals = label.find('=');
    if (equals == std::string::npos || equals == 0)
      fail(Exit::usage, "--label: NAME=VALUE, not '{}'", label);
    draft.labels[label.substr(0, equals)] = label.substr(equals + 1);
  }
  for (const std::string& to : given.to) draft.recipients.push_back(recipient(run.db(), to));
  if (draft.recipients.empty()) draft.recipients = {"role:ops_manager", "role:super_admin"};
  draft.dedup_key =
      given.key.empty()
          ? "own|" + sha256_hex(fmt::format("{}|{}|{}", given.kind, given.subject, given.title))
                         .substr(0, 16)
          : given.key;
  return draft;
}

Exit raise(cli::Run& run, const RaiseOptions& given) {
  const AlertDraft draft = draft_of(run, given);
  if (run.dry_run()) {
    run.out().line(fmt::format("would raise {} with priority {}", draft.kind, draft.priority));
    return Exit::ok;
  }
  auto trail = run.trail();
  const alert::Raised raised = run.db().transaction([&] {
    trail.clear();
    const auto result = alert::raise(run.db(), trail, draft);
    trail.flush();
    return result;
  });
  run.out().record({{"id", raised.public_id}, {"new", raised.is_new}});
  return Exit::ok;
}

// One change to each of some alerts; 1 if any had ended and could not take it.
using Change = std::function<bool(store::Database&, alert::Trail&, std::int64_t)>;

Exit change(cli::Run& run, const std::vector<std::string>& ids, const std::string& what,
            const Change& act) {
  std::vector<alert::Alert> alerts;
  for (const std::string& id : ids) alerts.push_back(find(run, id));
  bool all = true;
  std::vector<OrderedJson> rows;
  const auto add_row = [&](const alert::Alert& a, bool done) {
    all = all && done;
    rows.push_back({{"id", a.public_id},
                    {"title", a.facts.title},
                    {"result", done ? what : fmt::format("is already {}", word(a.status))}});
  };
  if (run.dry_run()) {
    for (const alert::Alert& a : alerts) add_row(a, is_open(a.status));
  } else {
    auto trail = run.trail();
    run.db().transaction([&] {
      trail.clear();
      rows.clear();
      all = true;
      for (const alert::Alert& a : alerts) add_row(a, act(run.db(), trail, a.id));
      trail.flush();
    });
  }
  run.out().rows({{"id", "ALERT"}, {"result", "RESULT"}, {"title", "TITLE"}}, rows);
  return all ? Exit::ok : Exit::no;
}

struct SilenceOptions {
  std::string action = "list", expire, reason;
  std::vector<std::string> matchers;
  std::optional<Duration> length;
  std::optional<Instant> from, until;
};

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

Exit silence(cli::Run& run, const SilenceOptions& given) {
  if (given.action == "add") return add_silence(run, given);
  if (given.action == "expire") return expire_silence(run, given.expire);
  return list_silences(run);
}

}  // namespace

int main(int argc, char** argv) {
  using cli::Access;
  using cli::Options;
  using cli::Run;
  ListOptions list_options;
  RaiseOptions raise_options;
  SilenceOptions silence_options;
  std::vector<std::string> ids;
  std::string id, text, person;
  const auto ids_option = [&](Options& o) { o.texts("alert", ids, "The alerts").required(); };
  const auto settling = [&](const char* name, const char* summary, const char* done,
                            bool (*act)(store::Database&, alert::Trail&, std::int64_t,
                                        std::string_view)) {
    return cli::Command{.name = name,
                        .summary = summary,
                        .access = Access::write,
                        .options =
                            [&, ids_option](Options& o) {
                              ids_option(o);
                              o.text("--reason", text, "Why, for the history");
                            },
                        .action =
                            [&, done, act](Run& run) {
                              return change(run, ids, done, [&](auto& db, auto& trail, auto alert) {
                                return act(db, trail, alert, text);
                              });
                            },
                        .job = {}};
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
        .action = [&](Run& run) { return list(run, list_options); },
        .job = {}},
       {.name = "show",
        .summary = "Show an alert and its history",
        .access = Access::read,
        .options = [&](Options& o) { o.text("alert", id, "The alert").required(); },
        .action = [&](Run& run) { return show(run, id); },
        .job = {}},
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
        .action = [&](Run& run) { return raise(run, raise_options); },
        .job = {}},
       {.name = "ack",
        .summary = "Say that somebody has it in hand",
        .access = Access::write,
        .options = ids_option,
        .action = [&](Run& run) { return change(run, ids, "acknowledged", alert::acknowledge); },
        .job = {}},
       {.name = "assign",
        .summary = "Make a person responsible",
        .access = Access::write,
        .options =
            [&](Options& o) {
              ids_option(o);
              o.text("--to", person, "The person").required();
            },
        .action =
            [&](Run& run) {
              const auto to = store::find_person_named(run.db(), person);
              if (!to) fail(Exit::no_input, "--to: there is no person '{}'", person);
              return change(run, ids, "assigned to " + to->name,
                            [&](auto& db, auto& trail, auto alert) {
                              return alert::assign(db, trail, alert, to->id);
                            });
            },
        .job = {}},
       settling("resolve", "Say that it is over", "resolved", alert::resolve),
       settling("ignore", "Say that it does not matter", "ignored", alert::ignore),
       {.name = "comment",
        .summary = "Add a comment to its history",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.text("alert", id, "The alert").required();
              o.text("text", text, "The comment").required();
            },
        .action =
            [&](Run& run) {
              ids = {id};
              return change(run, ids, "commented", [&](auto& db, auto& trail, auto alert) {
                alert::comment(db, trail, alert, text);
                return true;
              });
            },
        .job = {}},
       {.name = "silence",
        .summary = "List, add or expire silences",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.text("action", silence_options.action, "list, add or expire")
                  .one_of({"list", "add", "expire"});
              o.text("silence", silence_options.expire, "Which to expire");
              o.texts("--match", silence_options.matchers,
                      "NAME=VALUE, NAME!=VALUE or NAME=~REGEX; all must match");
              o.duration("--for", silence_options.length, "For how long");
              o.time("--from", silence_options.from, "From when (default: now)");
              o.time("--until", silence_options.until, "Until when");
              o.text("--reason", silence_options.reason, "Why");
            },
        .action = [&](Run& run) { return silence(run, silence_options); },
        .job = {}}}};
  return cli::run(tool, argc, argv);
}
