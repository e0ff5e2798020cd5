// Recipients as planning sees them, read from the store and kept for one run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "notify/plan/item.h"
#include "store/destinations.h"
#include "store/preferences.h"

namespace tocsin::notify {

class People {
 public:
  explicit People(store::Database& db) : db_(db) {}

  // As alert/recipients.h reads it. Each recipient once, as long as this lives.
  const std::vector<const Recipient*>& resolve(const std::string& token);
  // What was read may have changed: the next call reads again. Recipients given out are gone.
  void forget();
  // The person as they want to be told of this: with what they chose for the watch that it comes
  // from. Everybody else as they are.
  const Recipient* as_told_of(const Recipient* who, const Notice& notice);
  const Recipient* person(std::int64_t id);        // null if there is none
  const Recipient* organization(std::int64_t id);  // null if there is none
  const Recipient* contact(std::int64_t id);       // null if there is none
  // A program of the desk's own, at this place.
  const Recipient* program(const store::Destination& place);
  // The organization or the emergency contact whose destination this is; null if it is none's.
  const Recipient* owner_of(std::int64_t destination_id);
  std::size_t size() const { return people_.size() + organizations_.size() + contacts_.size(); }

 private:
  std::vector<const Recipient*> look_up(const std::string& token);
  bool hears_critical(std::optional<std::int64_t> organization_id);

  store::Database& db_;
  std::map<std::int64_t, Recipient> people_, organizations_, contacts_;
  std::map<std::string, Recipient> programs_;  // by address
  std::unordered_map<std::string, std::vector<const Recipient*>> resolved_;
  std::map<std::optional<std::int64_t>, bool> hears_critical_;  // by organization
  struct Watched {
    std::optional<store::WatchPreferences> preferences;
    std::optional<Recipient> person;  // once asked for
  };
  std::map<std::string, Watched, std::less<>> watches_;  // by public ID
};

}  // namespace tocsin::notify
