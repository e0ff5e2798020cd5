// Forecasts of events: what they are made from, when they are due, what was said, what came of it.
//
// event_outlook but for its requests (offer_writer.h), event_trait and forecast are written here
// and nowhere else. Call what writes inside a transaction.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/words.h"
#include "store/offers.h"

namespace tocsin {

enum class ForecastKind { price, sell_out };
TOCSIN_WORDS(ForecastKind, "price", "sell_out");

}  // namespace tocsin

namespace tocsin::store {

// An offer, open or closed, with all of its history, oldest first.
struct OfferPast {
  std::vector<PricePoint> points;
  std::optional<Instant> closed_at;
  Instant last_seen_at{};
  std::int64_t event_id = 0;  // of one platform
  std::string place = {};     // section and row, folded; empty unless both are told
};
// Of the event alone, not of the same event elsewhere.
std::vector<OfferPast> offers_past(Database& db, std::int64_t event_id);

struct DueOutlook {
  std::int64_t event_id = 0, version = 0;
  Instant due_at{};
  std::optional<Instant> made_at;  // of the one there is
};
// After (due_at, event_id).
std::vector<DueOutlook> outlooks_due(Database& db, Instant now, const DueOutlook& after,
                                     std::int64_t limit);
// `next`: when it is due again unless the event changed since it was read as due; absent: never,
// unless it changes.
void save_outlook(Database& db, const DueOutlook& due, Instant made_at, std::string_view outlook,
                  std::optional<Instant> next);
// Leaves the one there is.
void postpone_outlook(Database& db, const DueOutlook& due, std::optional<Instant> until);

struct StoredOutlook {
  Instant made_at{};
  std::string outlook;  // JSON
};
std::optional<StoredOutlook> find_outlook(Database& db, std::int64_t event_id);

// The rows of an event become exactly these.
void file_traits(Database& db, std::int64_t event_id, std::optional<Instant> starts_at,
                 const std::vector<std::string>& traits);
// Of events with this trait that start before then, the last ones first.
std::vector<std::int64_t> events_with_trait(Database& db, std::string_view trait, Instant before,
                                            std::int64_t limit);

// That begin within [from, until), each once however many platforms list it, in this order.
std::vector<std::int64_t> events_beginning(Database& db, Instant from, Instant until);

struct StoredForecast {
  std::int64_t id = 0, event_id = 0;
  ForecastKind kind = ForecastKind::price;
  std::string horizon;
  Instant made_at{}, target_at{};
  std::string model;
  std::optional<Money> base;            // the price when it was made
  std::string currency;                 // of the quantiles; empty for sell_out
  std::vector<std::int64_t> quantiles;  // minor units, by analyze's probabilities
  std::optional<double> probability;
  double confidence = 0;
  std::optional<std::int64_t> outcome;
};
struct LastMade {
  ForecastKind kind = ForecastKind::price;
  std::string horizon;
  Instant made_at{};
};
std::vector<LastMade> forecasts_last_made(Database& db, std::int64_t event_id);
void add_forecast(Database& db, const StoredForecast& forecast);
// Whose time has come by `until`, after (target_at, id).
std::vector<StoredForecast> forecasts_to_score(Database& db, Instant until,
                                               const StoredForecast& after, std::int64_t limit);
// An outcome, or why there is none.
void score_forecast(Database& db, std::int64_t id, Instant now, std::optional<std::int64_t> outcome,
                    std::string_view unknown);
// Scored ones whose time came before then, at most so many; how many there were.
std::int64_t drop_scored_forecasts(Database& db, Instant before, std::int64_t limit);
// Those whose outcome is known and whose time came since then.
void each_scored_forecast(Database& db, Instant since,
                          const std::function<void(const StoredForecast&)>& each);

}  // namespace tocsin::store
