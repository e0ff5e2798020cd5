#include "scrape/extract/merge.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "scrape/extract/event_index.h"
#include "scrape/extract/tell_apart.h"

namespace tocsin::scrape {
namespace {

void fill(std::string& into, std::string& from) {
  if (into.empty()) into = std::move(from);
}
template <typename T>
void fill(std::optional<T>& into, const std::optional<T>& from) {
  if (!into) into = from;
}

void fill(Venue& into, Venue& from) {
  fill(into.name, from.name);
  fill(into.street, from.street);
  fill(into.city, from.city);
  fill(into.region, from.region);
  fill(into.country, from.country);
  fill(into.postal_code, from.postal_code);
  fill(into.latitude, from.latitude);
  fill(into.longitude, from.longitude);
}

// exact knows more than local, local more than day.
bool is_better_start(const EventFacts& a, const EventFacts& b) {
  return a.starts_at && (!b.starts_at || a.start_precision < b.start_precision);
}

void fill(EventFacts& into, EventFacts& from) {
  fill(into.external_id, from.external_id);
  fill(into.category, from.category);
  fill(into.url, from.url);
  fill(into.time_zone, from.time_zone);
  if (into.performers.empty()) into.performers = std::move(from.performers);
  fill(into.venue, from.venue);
  fill(into.doors_at, from.doors_at);
  fill(into.on_sale_from, from.on_sale_from);
  fill(into.on_sale_until, from.on_sale_until);
  fill(into.status, from.status);
}

void fill(OfferFacts& into, OfferFacts& from) {
  fill(into.external_id, from.external_id);
  fill(into.section, from.section);
  fill(into.row, from.row);
  fill(into.seats, from.seats);
  fill(into.delivery, from.delivery);
  fill(into.url, from.url);
  fill(into.quantity, from.quantity);
  if (!into.price) into.price_guess = from.price_guess;
  fill(into.price, from.price);
  fill(into.fees, from.fees);
  fill(into.resale, from.resale);
  if (into.availability == Availability::unknown) into.availability = from.availability;
}

void fill_event(EventNode& into, EventNode& from) {
  EventFacts& facts = into.found.event;
  const EventFacts& other = from.found.event;
  if (is_better_start(other, facts)) {
    facts.starts_at = other.starts_at;
    facts.start_precision = other.start_precision;
    facts.starts_local = other.starts_local;
    facts.start_guess = other.start_guess;
    into.wall = from.wall;
  }
  fill(facts.starts_local, other.starts_local);
  fill(facts, from.found.event);
}

std::string price_key(const OfferFacts& offer) {
  return offer.price ? offer.price->text() : "";
}

bool may_be_same(const OfferFacts& a, const OfferFacts& b) {
  const auto agree = [](const std::string& x, const std::string& y) {
    return x.empty() || y.empty() || fold(x) == fold(y);
  };
  return agree(a.external_id, b.external_id) && agree(a.section, b.section) &&
         agree(a.row, b.row) && agree(a.seats, b.seats);
}

// Offers of the same event in another vocabulary: those of equal key or of equal price and no
// contradiction are the same.
void fill_offers(std::vector<OfferFacts>& into, std::vector<OfferFacts> from) {
  constexpr std::size_t kMostCandidates = 32;
  std::unordered_map<std::string, std::size_t> by_key;
  std::unordered_map<std::string, std::vector<std::size_t>> by_price;
  for (std::size_t i = 0; i < into.size(); ++i) {
    by_key.emplace(offer_key(into[i]), i);
    auto& candidates = by_price[price_key(into[i])];
    if (candidates.size() < kMostCandidates) candidates.push_back(i);
  }
  std::vector<bool> taken(into.size());
  for (OfferFacts& offer : from) {
    std::optional<std::size_t> same;
    if (const auto found = by_key.find(offer_key(offer)); found != by_key.end()) {
      same = found->second;
    } else if (const auto priced = by_price.find(price_key(offer)); priced != by_price.end()) {
      for (const std::size_t i : priced->second) {
        if (!taken[i] && may_be_same(into[i], offer)) {
          same = i;
          break;
        }
      }
    }
    if (same) {
      taken[*same] = true;
      fill(into[*same], offer);
    } else {
      into.push_back(std::move(offer));
    }
  }
}

// Within one vocabulary all offers of all statements of an event are kept.
std::vector<EventNode> collate(std::vector<EventNode> events, Problems& problems) {
  std::vector<EventNode> out;
  EventIndex index(out);
  for (EventNode& event : events) {
    if (EventNode* same = index.find(event)) {
      fill_event(*same, event);
      auto& offers = same->found.offers;
      std::move(event.found.offers.begin(), event.found.offers.end(), std::back_inserter(offers));
    } else {
      out.push_back(std::move(event));
      index.add(out.size() - 1);
    }
  }
  for (EventNode& event : out) tell_apart(event.found.offers, event.found.event.name, problems);
  return out;
}

}  // namespace

std::vector<FoundEvent> merge_events(std::vector<std::vector<EventNode>> vocabularies,
                                     Problems& problems) {
  std::vector<EventNode> merged;
  EventIndex index(merged);
  for (auto& vocabulary : vocabularies) {
    for (EventNode& event : collate(std::move(vocabulary), problems)) {
      if (EventNode* same = index.find(event)) {
        fill_event(*same, event);
        fill_offers(same->found.offers, std::move(event.found.offers));
        tell_apart(same->found.offers, same->found.event.name, problems);
      } else {
        merged.push_back(std::move(event));
        index.add(merged.size() - 1);
      }
    }
  }
  std::vector<FoundEvent> out;
  out.reserve(merged.size());
  for (EventNode& event : merged) out.push_back(std::move(event.found));
  tell_events_apart(out);
  return out;
}

}  // namespace tocsin::scrape
