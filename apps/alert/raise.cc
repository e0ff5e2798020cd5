// alert raise: an alert of a person's own.

#include "base/digest.h"
#include "commands.h"
#include "store/people.h"

namespace tocsin::alert_tool {
namespace {

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

}  // namespace

Exit raise(cli::Run& run, const RaiseOptions& given) {
  const AlertDraft draft = draft_of(run, given);
  if (run.dry_run()) {
    run.out().line(fmt::format("would raise {} with priority {}", draft.kind, draft.priority));
    return Exit::ok;
  }
  auto trail = run.trail();
  const alert::Raised raised = run.db().transaction([&] {
    trail.clear();
    auto result = alert::raise(run.db(), trail, draft);
    trail.flush();
    return result;
  });
  run.out().record({{"id", raised.public_id}, {"new", raised.is_new}});
  return Exit::ok;
}

}  // namespace tocsin::alert_tool
