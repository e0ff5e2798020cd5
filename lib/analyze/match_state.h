// What a watch last saw of an event: the memory from which the next look tells what is new.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/money.h"
#include "model/offer.h"

namespace tocsin::analyze {

// What event_changed compares.
struct EventMemory {
  std::optional<Instant> starts_at;
  StartPrecision precision = StartPrecision::exact;
  std::optional<EventStatus> status;
  std::string venue;
};

struct OpenAlert {
  std::string value;   // what it was raised for: the price, the new date; ends its dedup key
  std::string digest;  // of what was last said, so that a repetition costs nothing
};

struct MatchState {
  std::string criteria;      // digest of the watch's criteria: an edited watch starts afresh
  std::int64_t offers = 0;   // that meet the watch and can be bought
  std::int64_t meeting = 0;  // that meet the watch, on sale or not
  std::optional<std::int64_t> best_offer;
  std::optional<Money> best;            // cheapest of `offers`, one ticket in all
  std::optional<std::int64_t> tickets;  // of `offers` together, when all state it
  double score = 0;
  Json breakdown = Json::array();
  bool matched = false;        // offers were there at some look
  bool event_on_sale = false;  // anything of the event could be bought
  bool low = false, fits = false;
  std::optional<Money> baseline;  // the price from which a fall is counted
  std::optional<Money> told;      // the price that was last alerted
  std::optional<Money> from;      // what an open price_drop fell from
  std::optional<Money> lowest;    // best of all looks
  EventMemory event;
  std::optional<EventMemory> event_before;  // what an open event_changed changed from
  std::map<std::string, OpenAlert> open;    // by kind
  std::map<std::string, Instant> began;     // by kind: when it was last raised
  std::map<std::string, bool> waiting;      // by kind: began during the cool-down
};

// The part without columns of its own, as JSON and back.
Json state_json(const MatchState& state);
MatchState state_from(const Json& in);

}  // namespace tocsin::analyze
