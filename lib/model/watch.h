// A watch's criteria as values, read from the fields of its `watch` record.
//
// A criterion is required or preferred; each has a weight in the score of a match. A watch names
// what it requires ("required"); without that list all it gives is required.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/hours.h"
#include "base/json.h"
#include "base/money.h"
#include "model/seat_set.h"
#include "model/words.h"

namespace tocsin {

// Named as their fields; radius_km belongs to city, primary to resale.
enum class Criterion {
  event,
  performer,
  venue,
  city,
  category,
  keywords,
  from,
  until,
  weekdays,
  hours,
  platforms,
  sections,
  rows,
  quantity,
  resale,
  min_price,
  max_price,
  budget
};
TOCSIN_WORDS(Criterion, "event", "performer", "venue", "city", "category", "keywords", "from",
             "until", "weekdays", "hours", "platforms", "sections", "rows", "quantity", "resale",
             "min_price", "max_price", "budget");
inline constexpr std::size_t kCriteria = Words<Criterion>::list.size();
// The criteria up to here are about the event; the rest are about an offer.
inline constexpr Criterion kLastOfEvent = Criterion::platforms;

// A name as given and in the form in which names are compared (base/text.h: fold).
struct Name {
  std::string text, folded;
};

// An instant, or a whole day: then `at` is its midnight as if it were UTC, to be compared with
// wall time where the event is.
struct DayOrInstant {
  Instant at{};
  bool whole_day = false;
};

struct Place {
  double latitude = 0, longitude = 0;  // degrees
};

// Hundredths of a percent.
using BasisPoints = std::int64_t;

struct WatchCriteria {
  std::optional<Name> event, venue, city, category;
  std::vector<Name> performers, keywords, platforms;
  std::optional<Place> place;  // city given as "53.80,-1.55"
  std::optional<double> radius_km;
  std::optional<DayOrInstant> from, until;
  std::array<bool, 7> weekdays{};  // Monday first
  DayHours hours;
  SeatSet sections, rows;
  std::optional<std::int64_t> quantity;  // together
  std::optional<bool> primary, resale;
  // Per ticket with all fees, but the budget, which is for `quantity` tickets in all.
  std::optional<Money> min_price, max_price, budget, target_price;

  std::array<bool, kCriteria> given{}, required{};
  std::array<double, kCriteria> weight{};  // 1 unless the watch says otherwise

  std::vector<std::string> alerts;  // kinds; empty: all
  std::optional<Duration> cool_down;
  std::optional<BasisPoints> again_if_better;
  std::optional<Instant> expires_at;

  bool has(Criterion c) const { return given[static_cast<std::size_t>(c)]; }
  bool requires_(Criterion c) const { return required[static_cast<std::size_t>(c)]; }
  double weight_of(Criterion c) const { return weight[static_cast<std::size_t>(c)]; }
  bool wants(std::string_view kind) const;
  // Tickets a price is multiplied by: the quantity, or one.
  std::int64_t tickets() const { return quantity.value_or(1); }
};

// The kinds of alert that watches raise.
std::span<const std::string_view> watch_alert_kinds();

// The fields of a `watch` record that make its criteria (INTERFACE: JSON lines). Other fields are
// left alone: names are checked where records are read. Nothing, and "FIELD: reason" in `why`, for
// a value that cannot be meant.
std::optional<WatchCriteria> read_criteria(const Json& record, std::string& why);

}  // namespace tocsin
