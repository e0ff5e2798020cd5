// Events and offers as one reading of one page gives them (schema.org's words).
//
// What the page did not say is absent, never guessed. Where it can be read in two ways the likelier
// one counts and is marked: start_guess, price_guess. A time written without a zone is marked by
// StartPrecision.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "model/words.h"

namespace tocsin {

enum class Availability {
  in_stock,
  limited,
  sold_out,
  presale,
  on_sale_soon,
  unavailable,
  unknown
};
TOCSIN_WORDS(Availability, "in_stock", "limited", "sold_out", "presale", "on_sale_soon",
             "unavailable", "unknown");

// Can somebody buy it now?
constexpr bool is_buyable(Availability a) {
  return a == Availability::in_stock || a == Availability::limited || a == Availability::presale;
}

enum class EventStatus { scheduled, cancelled, postponed, rescheduled, moved_online };
TOCSIN_WORDS(EventStatus, "scheduled", "cancelled", "postponed", "rescheduled", "moved_online");

// exact: the page gave the zone. local: a wall time without a zone, kept as if it were UTC.
// day: a date without a time, kept as midnight UTC.
enum class StartPrecision { exact, local, day };
TOCSIN_WORDS(StartPrecision, "exact", "local", "day");

enum class PriceIs { each, total };
TOCSIN_WORDS(PriceIs, "each", "total");

struct Venue {
  std::string name, street, city, region, country, postal_code;
  std::optional<double> latitude, longitude;
  friend bool operator==(const Venue&, const Venue&) = default;
};

struct EventFacts {
  std::string external_id, name, category, url, time_zone;
  std::vector<std::string> performers;
  Venue venue;
  std::optional<Instant> starts_at, doors_at, on_sale_from, on_sale_until;
  // The start by the clocks at the venue, as if they showed UTC; absent where only the instant is
  // known. Platforms that link the same event agree in it.
  std::optional<Instant> starts_local;
  StartPrecision start_precision = StartPrecision::exact;
  bool start_guess = false;  // "5/6/2026", "Fri 10am"
  std::optional<EventStatus> status;
  friend bool operator==(const EventFacts&, const EventFacts&) = default;
};

struct OfferFacts {
  std::string external_id, section, row, seats, delivery, url;
  std::optional<std::int64_t> quantity;
  std::optional<Money> price, fees;  // as the page states them, see price_is
  PriceIs price_is = PriceIs::each;
  bool price_guess = false;  // "$45" of an unknown country, "1.400" in an unknown language
  Availability availability = Availability::unknown;
  std::optional<bool> resale;
  friend bool operator==(const OfferFacts&, const OfferFacts&) = default;

  // What one ticket costs in all: price and fees, divided by the quantity where the price is for
  // all of them (rounded up: never promise too little). Absent without a price.
  std::optional<Money> price_each() const;
};

struct Observation {
  std::string platform;
  EventFacts event;
  std::optional<OfferFacts> offer;  // absent: an event seen without offers
  Instant observed_at{};
};

// What a reading says wins; what it does not say stays as it was.
EventFacts merged(EventFacts stored, const EventFacts& seen);

// Which of an event's offers this is: its external ID, or else where it sits. Deterministic.
std::string offer_key(const OfferFacts& offer);
// Which event it is on its platform: its external ID, else its URL, else name, start and venue.
std::string event_key(const EventFacts& event);

}  // namespace tocsin
