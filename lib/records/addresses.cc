#include "records/addresses.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "store/people.h"

namespace tocsin::records {
namespace {

constexpr auto kAddresses =
    std::to_array<const char*>({"email", "phone", "slack_webhook", "address"});
constexpr const char* kOptions = "options";

bool is_trusted(const store::Person& person) {
  return !person.disabled && (person.role == "super_admin" || person.role == "ops_manager");
}

}  // namespace

bool may_see_addresses(store::Database& db, std::string_view actor) {
  const auto people = store::people_by_external_id(db, actor);
  return std::all_of(people.begin(), people.end(), is_trusted);
}

void mask_addresses(OrderedJson& record) {
  for (const char* name : kAddresses) {
    if (record.contains(name)) record[name] = mask_address(record[name].get<std::string>());
  }
  record.erase(kOptions);
}

void leave_out_addresses(OrderedJson& record) {
  const std::string type = record.value("type", "");
  if (type == "destination" || type == "emergency_contact") {
    fail(Exit::not_allowed, "{}s are for super admins and operations managers", type);
  }
  for (const char* name : kAddresses) record.erase(name);
}

}  // namespace tocsin::records
