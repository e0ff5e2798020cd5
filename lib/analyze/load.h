// Reads what a look needs from the database; each watch once a run.
#pragma once

#include <memory>
#include <unordered_map>

#include "analyze/look.h"
#include "store/matches.h"

namespace tocsin::analyze {

class Loader {
 public:
  // `time_zone`: of people who name none.
  Loader(store::Database& db, std::string_view time_zone, Instant now)
      : db_(db), zone_(Zone::find(time_zone)), now_(now) {}

  // Null for a watch that is not there.
  const WatchFacts* watch(std::int64_t id);
  // Nothing for an event that is not there.
  std::optional<Scene> scene(std::int64_t event_id);
  std::optional<MatchState> state(std::int64_t watch_id, std::int64_t event_id);
  // Between batches, so that a long run does not hold every watch there is.
  void forget_many();

 private:
  WatchFacts read(const store::WatchToMatch& row);
  // By kind, where enough is known.
  const std::map<std::string, double, std::less<>>& acts_on(
      std::int64_t person_id, const std::map<std::string, Json>& preferences);
  void add_offers(const store::StoredEvent& event, Scene& scene);

  store::Database& db_;
  Zone zone_;
  Instant now_;
  std::unordered_map<std::int64_t, std::unique_ptr<WatchFacts>> watches_;
  std::unordered_map<std::int64_t, std::map<std::string, double, std::less<>>> acts_on_;
};

Market market_of(const Scene& scene, std::int64_t platform_failures, Instant now);

}  // namespace tocsin::analyze
