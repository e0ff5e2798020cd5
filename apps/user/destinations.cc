#include "store/destinations.h"
#include "base/text.h"
#include "notify/verify.h"
#include "records/addresses.h"
#include "records/record_writer.h"
#include "records/session.h"
#include "store/contacts.h"
#include "user/commands.h"

namespace tocsin::user_tool {
namespace {

// Numbered as they are stored; `record` gives each as what would store it.
template <typename Record>
Exit list(cli::Run& run, const std::vector<store::Destination>& places, const Record& record,
          std::vector<cli::Column> columns, std::string_view none) {
  std::vector<OrderedJson> rows;
  for (const auto& d : places) {
    OrderedJson row{{"number", d.id}};
    row.update(record(run.db(), d));
    records::mask_addresses(row);
    if (!d.dead_reason.empty()) row["dead"] = d.dead_reason;
    rows.push_back(std::move(row));
  }
  columns.insert(columns.begin(), cli::Column{"number", "NUMBER", true});
  columns.push_back({"dead", "DEAD"});
  run.out().rows(columns, rows, none);
  return Exit::ok;
}

Exit add(cli::Run& run, const store::Person& person, Json record, std::string_view noun) {
  record["source"] = person.source;
  record["user"] = person.external_id;
  auto trail = run.trail();
  const auto stored = records::put_record(run.db(), trail, record, run.dry_run());
  run.out().line(fmt::format("{} {} of user {} {}{}", noun, stored.id, person.external_id,
                             run.dry_run() ? "would be " : "", word(stored.change)));
  return Exit::ok;
}

// `act` inside a transaction, with its line in the audit trail.
Exit change(cli::Run& run, const store::Destination& d, const std::string& done,
            const std::function<void()>& act) {
  if (!run.dry_run()) {
    auto trail = run.trail();
    run.db().transaction([&] {
      trail.clear();
      act();
      trail.note("destination." + done, "destination", std::to_string(d.id));
      trail.flush();
    });
  }
  run.out().line(fmt::format("destination {} {}{}", d.id, run.dry_run() ? "would be " : "", done));
  return Exit::ok;
}

Exit switch_to(cli::Run& run, store::Destination d, bool enabled) {
  d.enabled = enabled;
  return change(run, d, enabled ? "enabled" : "disabled",
                [&] { store::save_destination(run.db(), d, run.now()); });
}

Exit verify(cli::Run& run, const store::Destination& d, const std::string& code) {
  if (run.dry_run()) {
    run.out().line(
        fmt::format("would {} destination {}", code.empty() ? "send a code to" : "verify", d.id));
    return Exit::ok;
  }
  auto trail = run.trail();
  if (code.empty()) {
    const auto settings = notify::read_settings(run.config());
    notify::Carriers carriers(run.config(), settings);
    const auto m = notify::queue_code(run.db(), carriers, settings, trail, d, notify::new_code());
    run.out().line(
        fmt::format("a code is on its way to {} ({})", mask_address(d.address), m.public_id));
    return Exit::ok;
  }
  const auto verdict = notify::verify(run.db(), trail, d, code);
  switch (verdict) {
    case store::CodeVerdict::right:
      run.out().line(fmt::format("destination {} is verified", d.id));
      return Exit::ok;
    case store::CodeVerdict::wrong:
      fail(Exit::no, "that is not the code");
    case store::CodeVerdict::expired:
      fail(Exit::no, "the code has expired: ask for another with `verify` alone");
    case store::CodeVerdict::too_often:
      fail(Exit::no, "too many tries: ask for another code with `verify` alone");
    case store::CodeVerdict::none:
      break;
  }
  fail(Exit::no, "no code was sent there: ask for one with `verify` alone");
}

store::Destination numbered(const DestinationRequest& request, const store::Person& person,
                            std::vector<store::Destination> places, std::string_view command) {
  if (request.number == 0) fail(Exit::usage, "{} needs a number of the list", request.action);
  for (auto& d : places) {
    if (d.id == request.number) return std::move(d);
  }
  fail(Exit::no_input, "user {0} has none numbered {1}: `tocsin user {2} {0}` shows them",
       person.external_id, request.number, command);
}

std::vector<store::Destination> contact_addresses(cli::Run& run, const store::Person& person) {
  std::vector<store::Destination> out;
  for (const auto& contact : store::contacts_of_person(run.db(), person.id)) {
    for (auto& d : store::destinations_of_contact(run.db(), contact.id))
      out.push_back(std::move(d));
  }
  return out;
}

}  // namespace

Exit destinations(cli::Run& run, const DestinationRequest& request, const Json& fields) {
  const auto person = find(run, request.user);
  const auto places = store::destinations_of_person(run.db(), person.id);
  if (request.action == "list") {
    return list(run, places, records::destination_of,
                {{"channel", "CHANNEL"},
                 {"address", "ADDRESS"},
                 {"enabled", "ENABLED"},
                 {"verified", "VERIFIED"},
                 {"priority", "PRIORITY", true}},
                "No destinations.");
  }
  if (request.action == "add") return add(run, person, fields, "destination");
  const auto d = numbered(request, person, places, "destinations");
  if (request.action == "enable") return switch_to(run, d, true);
  if (request.action == "disable") return switch_to(run, d, false);
  if (request.action == "verify") return verify(run, d, request.code);
  return change(run, d, "removed", [&] { store::remove_destination(run.db(), d); });
}

Exit contacts(cli::Run& run, const DestinationRequest& request, const Json& fields) {
  const auto person = find(run, request.user);
  const auto places = contact_addresses(run, person);
  if (request.action == "list") {
    const auto record = [](store::Database& db, const store::Destination& d) {
      OrderedJson row = records::emergency_contact_of(db, d);
      row["enabled"] = d.enabled;
      return row;
    };
    return list(
        run, places, record,
        {{"name", "NAME"}, {"channel", "CHANNEL"}, {"address", "ADDRESS"}, {"enabled", "ENABLED"}},
        "No emergency contacts.");
  }
  if (request.action == "add") return add(run, person, fields, "emergency contact");
  const auto d = numbered(request, person, places, "contacts");
  if (request.action == "enable") return switch_to(run, d, true);
  if (request.action == "disable") return switch_to(run, d, false);
  return change(run, d, "removed", [&] { store::remove_contact_address(run.db(), d); });
}

}  // namespace tocsin::user_tool
