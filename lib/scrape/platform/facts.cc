#include "scrape/platform/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"

namespace tocsin::scrape {
namespace {

constexpr std::string_view kOffer = "offer.";

std::string time_text(const std::optional<Instant>& t) {
  return t ? format_instant(*t) : "";
}

// As a person writes it: a day alone, the clock at the venue without a zone, or the instant.
std::string start_text(const EventFacts& e) {
  if (!e.starts_at) return "";
  std::string out = format_instant(*e.starts_at);
  if (e.start_precision == StartPrecision::day) return out.substr(0, 10);
  if (e.start_precision == StartPrecision::local) out.pop_back();
  return out;
}

std::string coordinate(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

struct EventFact {
  std::string_view name;
  std::string (*text)(const EventFacts&);
};
constexpr auto kEventFacts = std::to_array<EventFact>(
    {{"id", [](const EventFacts& e) { return e.external_id; }},
     {"name", [](const EventFacts& e) { return e.name; }},
     {"category", [](const EventFacts& e) { return e.category; }},
     {"url", [](const EventFacts& e) { return e.url; }},
     {"performers", [](const EventFacts& e) { return join(e.performers, ", "); }},
     {"venue", [](const EventFacts& e) { return e.venue.name; }},
     {"street", [](const EventFacts& e) { return e.venue.street; }},
     {"city", [](const EventFacts& e) { return e.venue.city; }},
     {"region", [](const EventFacts& e) { return e.venue.region; }},
     {"country", [](const EventFacts& e) { return e.venue.country; }},
     {"postal_code", [](const EventFacts& e) { return e.venue.postal_code; }},
     {"latitude", [](const EventFacts& e) { return coordinate(e.venue.latitude); }},
     {"longitude", [](const EventFacts& e) { return coordinate(e.venue.longitude); }},
     {"starts_at", start_text},
     {"time_zone", [](const EventFacts& e) { return e.time_zone; }},
     {"doors_at", [](const EventFacts& e) { return time_text(e.doors_at); }},
     {"status", [](const EventFacts& e) { return e.status ? std::string(word(*e.status)) : ""; }},
     {"on_sale_from", [](const EventFacts& e) { return time_text(e.on_sale_from); }},
     {"on_sale_until", [](const EventFacts& e) { return time_text(e.on_sale_until); }}});

struct OfferFact {
  std::string_view name;
  std::string (*text)(const OfferFacts&);
};
constexpr auto kOfferFacts = std::to_array<OfferFact>(
    {{"offer.id", [](const OfferFacts& o) { return o.external_id; }},
     {"offer.section", [](const OfferFacts& o) { return o.section; }},
     {"offer.row", [](const OfferFacts& o) { return o.row; }},
     {"offer.seats", [](const OfferFacts& o) { return o.seats; }},
     {"offer.quantity",
      [](const OfferFacts& o) { return o.quantity ? std::to_string(*o.quantity) : ""; }},
     {"offer.price", [](const OfferFacts& o) { return o.price ? o.price->text() : ""; }},
     {"offer.fees", [](const OfferFacts& o) { return o.fees ? o.fees->text() : ""; }},
     {"offer.price_is", [](const OfferFacts& o) { return std::string(word(o.price_is)); }},
     {"offer.availability",
      [](const OfferFacts& o) {
        return o.availability == Availability::unknown ? "" : std::string(word(o.availability));
      }},
     {"offer.delivery", [](const OfferFacts& o) { return o.delivery; }},
     {"offer.resale",
      [](const OfferFacts& o) {
        return o.resale ? std::string(*o.resale ? "true" : "false") : "";
      }},
     {"offer.url", [](const OfferFacts& o) { return o.url; }}});

}  // namespace

std::string fact(std::string_view field, const EventFacts& event, const OfferFacts* offer) {
  for (const EventFact& f : kEventFacts) {
    if (f.name == field) return f.text(event);
  }
  for (const OfferFact& f : kOfferFacts) {
    if (f.name == field) return offer == nullptr ? "" : f.text(*offer);
  }
  return "";
}

std::vector<std::string_view> fact_names() {
  std::vector<std::string_view> out;
  for (const EventFact& f : kEventFacts) out.push_back(f.name);
  for (const OfferFact& f : kOfferFacts) out.push_back(f.name);
  return out;
}

Share share_of(std::string_view field, const std::vector<FoundEvent>& events) {
  Share out;
  const auto count = [&](const EventFacts& event, const OfferFacts* offer) {
    ++out.of;
    if (!fact(field, event, offer).empty()) ++out.have;
  };
  for (const FoundEvent& found : events) {
    if (!field.starts_with(kOffer)) {
      count(found.event, nullptr);
      continue;
    }
    for (const OfferFacts& offer : found.offers) count(found.event, &offer);
  }
  return out;
}

std::vector<std::string> missing_of(const Expectation& expect, const Extraction& found) {
  std::vector<std::string> out;
  std::size_t offers = 0;
  for (const FoundEvent& event : found.events) offers += event.offers.size();
  const auto at_least = [&](std::string_view what, std::size_t have, std::int64_t least) {
    if (static_cast<std::int64_t>(have) < least) {
      out.push_back(fmt::format("{} {}, at least {} expected", have, what, least));
    }
  };
  at_least("events", found.events.size(), expect.events);
  at_least("offers", offers, expect.offers);
  for (const std::string& field : expect.fields) {
    const Share share = share_of(field, found.events);
    if (static_cast<double>(share.have) >= expect.share * static_cast<double>(share.of)) continue;
    out.push_back(fmt::format("{} of {} have {}", share.have, share.of, field));
  }
  return out;
}

}  // namespace tocsin::scrape
