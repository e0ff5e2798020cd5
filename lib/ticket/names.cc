#include "ticket/names.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "store/people.h"

namespace tocsin::ticket {
namespace {

// Roles of those who are served; everybody else is of our own people.
constexpr auto kServed = std::to_array<std::string_view>({"customer", "vendor", "watcher"});

std::optional<store::Person> person_called(store::Database& db, const store::Ticket& ticket,
                                           std::string_view name) {
  auto own = store::find_person(db, ticket.source, name);
  return own ? own : store::find_person_named(db, name);
}

// Whoever is no person here is an agent of the system that the trail comes from, unless they asked.
bool is_agent(store::Database& db, const store::Ticket& ticket, std::string_view by) {
  if (by.empty()) return false;
  const auto person = person_called(db, ticket, by);
  if (!person) return true;
  return person->id != ticket.requester_id &&
         std::find(kServed.begin(), kServed.end(), person->role) == kServed.end();
}

}  // namespace

std::string person_name(store::Database& db, const std::optional<std::int64_t>& id) {
  const auto person = id ? store::find_person(db, *id) : std::nullopt;
  return person ? person->external_id : "";
}

std::string organization_name(store::Database& db, const std::optional<std::int64_t>& id) {
  const auto organization = id ? store::find_organization(db, *id) : std::nullopt;
  return organization ? organization->external_id : "";
}

std::string merged_into_name(store::Database& db, const store::Ticket& ticket) {
  const auto into = ticket.merged_into ? store::find_ticket(db, *ticket.merged_into) : std::nullopt;
  return into ? into->number : "";
}

Lookup lookup_of(store::Database& db, const store::Ticket& ticket) {
  Lookup out;
  out.is_agent = [&db, &ticket](std::string_view by) { return is_agent(db, ticket, by); };
  out.person = [&db, &ticket](std::string_view name) -> std::optional<std::int64_t> {
    const auto person = person_called(db, ticket, name);
    return person ? std::optional(person->id) : std::nullopt;
  };
  out.organization = [&db, &ticket](std::string_view name) -> std::optional<std::int64_t> {
    auto found = store::find_organization(db, ticket.source, name);
    if (!found) found = store::find_organization_named(db, name);
    return found ? std::optional(found->id) : std::nullopt;
  };
  return out;
}

store::Ticket ticket_named(store::Database& db, const std::string& typed) {
  auto found = store::tickets_named(db, typed);
  if (found.empty()) {
    fail(Exit::no_input,
         "no ticket '{}': `tocsin ticket list` and `tocsin ticket search` show them", typed);
  }
  if (found.size() > 1) {
    fail(Exit::no_input, "several tickets are called '{}': say {} or {}", typed, found[0].public_id,
         found[1].public_id);
  }
  return std::move(found.front());
}

}  // namespace tocsin::ticket
