// What the one who acts may do with tickets, by role.
//
// Super admins, operations managers and agents: everything; finance and auditors read; customers
// see what they asked for, open tickets and comment on them; others nothing. Whoever is no person
// in the database runs the machine and may do everything, as elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/database.h"
#include "store/tickets.h"

namespace tocsin::ticket {

enum class Right { nothing, own, read, all };

struct Access {
  Right right = Right::all;
  std::optional<std::int64_t> person_id;                 // whose own tickets
  bool outsider() const { return right == Right::own; }  // internal comments are not for them
};

// Exit::not_allowed for an actor who is disabled, or may see nothing.
Access access_of(store::Database& db, const std::string& actor);
// Exit::not_allowed unless the actor may change tickets as agents do.
void require_all(const Access& access, const std::string& actor);
// Exit::not_allowed unless the actor may see this one.
void require_sight(const Access& access, const store::Ticket& ticket);

}  // namespace tocsin::ticket
