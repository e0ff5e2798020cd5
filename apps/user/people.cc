#include "records/addresses.h"
#include "records/record_writer.h"
#include "records/session.h"
#include "user/commands.h"

namespace tocsin::user_tool {
namespace {

const std::vector<cli::Column> kColumns{{"external_id", "USER"}, {"name", "NAME"},
                                        {"email", "E-MAIL"},     {"role", "ROLE"},
                                        {"tier", "TIER"},        {"organization", "ORG"},
                                        {"time_zone", "ZONE"},   {"disabled", "DISABLED"}};
constexpr std::int64_t kPage = 1'000;

OrderedJson record_of(cli::Run& run, const store::Person& person, bool plain) {
  OrderedJson record = records::user_of(run.db(), person);
  if (!plain) records::mask_addresses(record);
  return record;
}

}  // namespace

store::Person find(cli::Run& run, const std::string& typed) {
  auto found = store::find_person_named(run.db(), typed);
  if (!found) fail(Exit::no_input, "no one user '{}': `tocsin user list` shows them", typed);
  return *found;
}

Exit add(cli::Run& run, const std::string& id, Json record) {
  record["external_id"] = id;
  auto trail = run.trail();
  const auto stored = records::put_record(run.db(), trail, record, run.dry_run());
  run.out().line(
      fmt::format("user {} {}{}", id, run.dry_run() ? "would be " : "", word(stored.change)));
  return Exit::ok;
}

Exit edit(cli::Run& run, const std::string& typed, const Json& changes) {
  const auto person = find(run, typed);
  Json record{{"source", person.source}, {"name", person.name}};
  record.update(changes);
  return add(run, person.external_id, std::move(record));
}

Exit list(cli::Run& run, const std::string& role) {
  std::vector<OrderedJson> rows;
  const bool plain = records::may_see_addresses(run.db(), run.actor());
  for (std::int64_t last = 0;;) {
    const auto page = store::people_after(run.db(), last, kPage);
    for (const auto& person : page) {
      if (role.empty() || person.role == role) rows.push_back(record_of(run, person, plain));
    }
    if (page.empty()) break;
    last = page.back().id;
  }
  run.out().rows(kColumns, rows, "No users.");
  return Exit::ok;
}

Exit show(cli::Run& run, const std::string& typed) {
  run.out().record(
      record_of(run, find(run, typed), records::may_see_addresses(run.db(), run.actor())));
  return Exit::ok;
}

}  // namespace tocsin::user_tool
