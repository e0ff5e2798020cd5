#include "ticket/access.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "store/people.h"

namespace tocsin::ticket {
namespace {

constexpr auto kReaders = std::to_array<std::string_view>({"finance", "auditor"});
constexpr auto kStaff = std::to_array<std::string_view>({"super_admin", "ops_manager", "agent"});

Right right_of(std::string_view role) {
  const auto is_in = [&](const auto& roles) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  if (is_in(kStaff)) return Right::all;
  if (is_in(kReaders)) return Right::read;
  return role == "customer" ? Right::own : Right::nothing;
}

}  // namespace

Access access_of(store::Database& db, const std::string& actor) {
  const auto person = store::find_person_named(db, actor);
  if (!person) return {};
  if (person->disabled) fail(Exit::not_allowed, "{} is disabled", actor);
  const Access out{right_of(person->role), person->id};
  if (out.right == Right::nothing) {
    fail(Exit::not_allowed,
         "tickets are not for {}, whose role is {}: `tocsin user edit {} --role agent` makes an "
         "agent",
         actor, person->role.empty() ? "none" : person->role, actor);
  }
  return out;
}

void require_all(const Access& access, const std::string& actor) {
  if (access.right == Right::all) return;
  fail(Exit::not_allowed, "{} may {}, not change tickets", actor,
       access.outsider() ? "open tickets of their own and comment on them" : "read");
}

void require_sight(const Access& access, const store::Ticket& ticket) {
  if (access.outsider() && ticket.requester_id != access.person_id) {
    fail(Exit::not_allowed, "ticket {} is somebody else's", ticket.number);
  }
}

}  // namespace tocsin::ticket
