// What each recipient was sent lately, or has waiting, read from the outbox when first asked for
// and kept up with what this run adds.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "notify/plan/duplicates.h"
#include "notify/plan/group.h"
#include "notify/plan/ladder.h"
#include "store/message_history.h"

namespace tocsin::notify {

// Of one person, or of one place that is no person's. A value.
class History {
 public:
  void add(const store::Sent& sent);

  // Of this kind and subject since then, newest first.
  std::vector<Told> told(std::string_view kind, std::string_view subject_key, Instant since) const;
  GroupState group(std::int64_t place, const std::string& key) const;
  const Flow& flow(Channel channel, Budget budget) const;

 private:
  struct ToldAt {
    Told told;
    Instant at;
  };
  std::unordered_map<std::string, std::vector<ToldAt>> told_;
  std::map<std::pair<std::int64_t, std::string>, GroupState> groups_;
  std::map<std::pair<Channel, Budget>, Flow> flows_;
};

class Histories {
 public:
  // `since`: how far back any rule looks.
  Histories(store::Database& db, Instant since) : db_(db), since_(since) {}

  History& of(const Item& item);  // whose place is chosen
  void forget() { histories_.clear(); }
  std::size_t size() const { return histories_.size(); }

 private:
  using Whose = std::pair<std::optional<std::int64_t>, std::int64_t>;  // person, else place
  store::Database& db_;
  Instant since_;
  std::map<Whose, History> histories_;
};

}  // namespace tocsin::notify
