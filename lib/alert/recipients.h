// Who a recipient is that an alert, a route or a policy names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "store/database.h"

namespace tocsin::alert {

// A person, an organization or an emergency contact, by the ID of their row.
struct RecipientId {
  enum class Kind { person, organization, contact };
  Kind kind = Kind::person;
  std::int64_t id = 0;
  friend bool operator==(const RecipientId&, const RecipientId&) = default;
  friend bool operator<(const RecipientId& a, const RecipientId& b) {
    return std::tie(a.kind, a.id) < std::tie(b.kind, b.id);
  }
};

// "person:ID", "role:NAME", "team:ID" or "organization:ID" (ours or the outside world's ID; a
// person or a team by a name that only one of them has, too); "contact:ID", an emergency contact,
// and "contacts:ID", all those of a person, by our ID. Nothing for a token that nobody answers to.
// Disabled people are among them.
std::vector<RecipientId> resolve_recipients(store::Database& db, const std::string& token);

// "person:12", which resolve_recipients() reads back.
std::string token_of(const RecipientId& who);

// A program of the desk's own as a recipient, "exec:NAME argument…": what is run; else nothing.
std::optional<std::string> program_in(std::string_view token);

}  // namespace tocsin::alert
