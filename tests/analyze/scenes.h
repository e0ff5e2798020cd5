// Events, offers and watches for the tests of analyze, made in a line each.
#pragma once

#include <stdexcept>

#include "analyze/load.h"
#include "base/time.h"

namespace tocsin::analyze::test {

inline Instant at(std::string_view text) {
  return *parse_instant(text);
}

inline Money gbp(std::int64_t minor) {
  return {minor, *Currency::parse("GBP")};
}
inline Money eur(std::int64_t minor) {
  return {minor, *Currency::parse("EUR")};
}

inline WatchCriteria criteria(const char* json) {
  std::string why;
  auto out = read_criteria(Json::parse(json), why);
  if (!out) throw std::runtime_error(why);
  return *out;
}

inline WatchFacts watch(const char* json) {
  WatchFacts w;
  w.id = 7;
  w.person_id = 3;
  w.public_id = "w-0000000-0000000-0000001";
  w.name = "Derby day";
  w.criteria = criteria(json);
  w.criteria_digest = json;
  w.watcher.centre = w.criteria.place;
  return w;
}

// Leeds v Derby at Elland Road on Saturday 12 December 2026, 15:00 in London (no summer time).
inline store::StoredEvent derby() {
  store::StoredEvent e;
  e.id = 5;
  e.platform = "ticketsite";
  e.facts.external_id = "LD-1";
  e.facts.name = "Leeds United v Derby County";
  e.facts.category = "Sports";
  e.facts.performers = {"Leeds United", "Derby County"};
  e.facts.venue.name = "Elland Road Stadium";
  e.facts.venue.city = "Leeds";
  e.facts.venue.latitude = 53.7778;
  e.facts.venue.longitude = -1.5721;
  e.facts.starts_at = at("2026-12-12T15:00:00Z");
  e.facts.time_zone = "Europe/London";
  e.facts.url = "https://tickets.example/ld1";
  return e;
}

inline store::StoredOffer offer(std::int64_t id, std::optional<Money> each,
                                Availability availability = Availability::in_stock) {
  store::StoredOffer o;
  o.id = id;
  o.event_id = 5;
  o.each = each;
  o.facts.price = each;
  o.facts.section = "B4";
  o.facts.row = "12";
  o.facts.quantity = 10;
  o.facts.availability = availability;
  return o;
}

}  // namespace tocsin::analyze::test
