#include "alert/recipients.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "store/contacts.h"
#include "store/people.h"

namespace tocsin::alert {
namespace {

using Kind = RecipientId::Kind;

std::optional<std::int64_t> as_number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::vector<RecipientId> ids_of(const std::vector<store::Person>& people) {
  std::vector<RecipientId> out;
  for (const store::Person& p : people) out.push_back({Kind::person, p.id});
  return out;
}

std::vector<RecipientId> person(store::Database& db, const std::string& name) {
  const auto number = as_number(name);
  if (number && store::find_person(db, *number)) return {{Kind::person, *number}};
  auto out = ids_of(store::people_by_external_id(db, name));
  if (!out.empty()) return out;
  const auto named = store::find_person_named(db, name);
  return named ? ids_of({*named}) : out;
}

std::vector<RecipientId> team(store::Database& db, const std::string& name) {
  const auto number = as_number(name);
  if (number && store::find_team(db, *number)) return ids_of(store::team_members(db, *number));
  if (const auto teams = store::teams_by_external_id(db, name); !teams.empty()) {
    std::vector<RecipientId> out;
    for (const auto& t : teams) {
      for (const RecipientId& who : ids_of(store::team_members(db, t.id))) out.push_back(who);
    }
    return out;
  }
  const auto named = store::find_team_named(db, name);
  return named ? ids_of(store::team_members(db, named->id)) : std::vector<RecipientId>{};
}

std::vector<RecipientId> organization(store::Database& db, const std::string& name) {
  const auto number = as_number(name);
  if (number && store::find_organization(db, *number)) return {{Kind::organization, *number}};
  std::vector<RecipientId> out;
  for (const auto& o : store::organizations_by_external_id(db, name)) {
    out.push_back({Kind::organization, o.id});
  }
  return out;
}

std::vector<RecipientId> contact(store::Database& db, const std::string& id) {
  const auto number = as_number(id);
  if (!number || !store::find_contact(db, *number)) return {};
  return {{Kind::contact, *number}};
}

std::vector<RecipientId> contacts(store::Database& db, const std::string& person_id) {
  std::vector<RecipientId> out;
  const auto number = as_number(person_id);
  if (!number) return out;
  for (const auto& c : store::contacts_of_person(db, *number)) out.push_back({Kind::contact, c.id});
  return out;
}

}  // namespace

std::vector<RecipientId> resolve_recipients(store::Database& db, const std::string& token) {
  const auto colon = token.find(':');
  if (colon == std::string::npos) return {};
  const std::string kind = token.substr(0, colon);
  const std::string name = token.substr(colon + 1);
  if (kind == "role") return ids_of(store::people_with_role(db, name));
  if (kind == "person") return person(db, name);
  if (kind == "team") return team(db, name);
  if (kind == "organization") return organization(db, name);
  if (kind == "contact") return contact(db, name);
  if (kind == "contacts") return contacts(db, name);
  return {};
}

std::string token_of(const RecipientId& who) {
  const std::string_view kind = who.kind == Kind::person    ? "person"
                                : who.kind == Kind::contact ? "contact"
                                                            : "organization";
  return fmt::format("{}:{}", kind, who.id);
}

std::optional<std::string> program_in(std::string_view token) {
  constexpr std::string_view kProgram = "exec:";
  if (!token.starts_with(kProgram)) return std::nullopt;
  return std::string(token.substr(kProgram.size()));
}

}  // namespace tocsin::alert
