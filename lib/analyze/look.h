// One look of a watch at an event: what began, what still holds, what ended (WA-3, WA-5).
//
// A pure function from what the watch saw last and what is on offer now to the alerts that follow.
// A condition has one open alert a watch and event; it is raised when it begins, re-scored while it
// holds and resolved with a sentence when it ends. A condition whose value changes (a still lower
// price, another date) replaces its alert. What begins within the watch's cool-down waits for its
// end, and `next` asks for a look then.
//
//   ticket_match    offers meet the watch, for the first time
//   price_drop      the best price fell by analyze.drop_percent since the last look or since the
//                   price that it counts from (what was last alerted, or the highest since), so
//                   that slow drift alerts; or fell into the cheapest tenth of its past, or to its
//                   all-time low, by half of that at least. With again_if_better_percent set, only
//                   if so much better than the price last alerted. Ends when back where it fell
//                   from
//   target_reached  best price at or below the target, at the first look too
//   back_in_stock   offers meet the watch again, or for the first time can be bought
//   low_inventory   the tickets that meet it fell to analyze.low_inventory, or only "limited" ones
//   budget_reached  the quantity wanted fits the budget; resolved when it no longer does
//   on_sale_soon    within a day of the sale, again within an hour
//   sold_out        nothing of the event can be bought any more
//   event_changed   cancelled, postponed, another start or venue
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyze/match.h"
#include "analyze/match_state.h"
#include "analyze/price.h"
#include "analyze/score.h"
#include "model/alert.h"

namespace tocsin::analyze {

inline constexpr Duration kSaleNotice = std::chrono::hours{24};
inline constexpr Duration kSaleUrgent = std::chrono::hours{1};

struct Rules {
  BasisPoints drop = 500;
  std::int64_t few = 4;
  Duration cool_down = std::chrono::hours{1};
  Weights weights;
};

struct WatchFacts {
  std::int64_t id = 0, person_id = 0;
  std::string public_id, name;
  WatchCriteria criteria;
  std::string criteria_digest;
  Watcher watcher;
  std::vector<std::string> favourite_teams;  // folded
  SeatSet favourite_sections;
  std::map<std::string, double, std::less<>> acts_on;  // by kind, where enough is known
  std::string inactive;  // why it raises nothing ("the watch is paused"); empty: it does
};

// What there is to see; the same for every watch.
struct Scene {
  EventView event;
  std::string followed;  // where this event is looked at together with others; empty: here
  std::vector<store::StoredOffer> offers;             // open ones, of all platforms
  std::unordered_map<std::int64_t, History> history;  // by offer
  Market market;
};

struct Ending {
  std::string dedup_key, why;
};

struct LookResult {
  std::optional<MatchState> state;  // absent: the watch does not care for this event
  std::vector<AlertDraft> raise;
  std::vector<AlertDraft> update;  // only where the alert is still open
  std::vector<Ending> resolve;
  std::vector<Ending> replace;  // ends unsaid: a raised one takes its place
  std::optional<Instant> next;  // when time alone changes the answer
};

LookResult look(const WatchFacts& watch, const std::optional<MatchState>& before,
                const Scene& scene, const Rules& rules, Instant now);

std::string dedup_key(std::int64_t watch_id, std::int64_t event_id, std::string_view kind,
                      std::string_view value);

}  // namespace tocsin::analyze
