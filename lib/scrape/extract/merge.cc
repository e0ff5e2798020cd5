#include "scrape/extract/merge.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "base/time.h"

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
  fill(into.price, from.price);
  fill(into.fees, from.fees);
  fill(into.resale, from.resale);
  if (into.availability == Availability::unknown) into.availability = from.availability;
}

std::string_view without_query(std::string_view url) {
  return url.substr(0, url.find('?'));
}

bool starts_agree(const EventNode& a, const EventNode& b) {
  const EventFacts& x = a.found.event;
  const EventFacts& y = b.found.event;
  if (!a.wall || !b.wall) return true;
  const bool day =
      x.start_precision == StartPrecision::day || y.start_precision == StartPrecision::day;
  if (day)
    return std::chrono::floor<std::chrono::days>(*a.wall) ==
           std::chrono::floor<std::chrono::days>(*b.wall);
  const bool exact =
      x.start_precision == StartPrecision::exact && y.start_precision == StartPrecision::exact;
  return exact ? x.starts_at == y.starts_at : a.wall == b.wall;
}

// Do two statements mean one event? They were found by one of EventIndex's keys, so their names,
// addresses or identifiers are equal and their starts agree.
bool are_same(const EventNode& a, const EventNode& b) {
  const EventFacts& x = a.found.event;
  const EventFacts& y = b.found.event;
  if (!starts_agree(a, b)) return false;
  if (!x.external_id.empty() && !y.external_id.empty() && x.external_id != y.external_id)
    return false;
  const std::string name = fold(x.name);
  const std::string other = fold(y.name);
  if (name != other) {
    const bool contained =
        name.find(other) != std::string::npos || other.find(name) != std::string::npos;
    const bool same_address = !x.url.empty() && x.url == y.url;
    return contained && (same_address || (!a.id.empty() && a.id == b.id));
  }
  if (!x.url.empty() && !y.url.empty() && x.url != y.url) {
    // Only tracking parameters may differ.
    if (without_query(x.url) != without_query(y.url)) return false;
  }
  const std::string venue = fold(x.venue.name);
  return venue.empty() || y.venue.name.empty() || venue == fold(y.venue.name);
}

// Finds the event that another statement means, by identifier, address or name with the start.
class EventIndex {
 public:
  explicit EventIndex(std::vector<EventNode>& events) : events_(events) {}

  EventNode* find(const EventNode& event) const {
    for (const std::string& key : keys(event, true)) {
      const auto found = by_key_.find(key);
      if (found != by_key_.end() && are_same(events_[found->second], event)) {
        return &events_[found->second];
      }
    }
    return nullptr;
  }
  // Of the event at `position`.
  void add(std::size_t position) {
    for (std::string& key : keys(events_[position], false)) {
      by_key_.emplace(std::move(key), position);
    }
  }

 private:
  // A day matches any time on it, a time matches itself and its day.
  static std::vector<std::string> starts(const EventNode& event, bool looking) {
    if (!event.wall) return {"never"};
    const std::string wall = format_instant(*event.wall);
    const std::string day = wall.substr(0, 10);
    if (event.found.event.start_precision != StartPrecision::day) {
      return {wall, (looking ? "day " : "on ") + day};
    }
    if (looking) return {"day " + day, "on " + day};
    return {"day " + day};
  }

  static std::vector<std::string> keys(const EventNode& event, bool looking) {
    std::vector<std::string> out;
    const EventFacts& facts = event.found.event;
    for (const std::string& start : starts(event, looking)) {
      if (!facts.external_id.empty()) out.push_back("id|" + facts.external_id + "|" + start);
      if (!event.id.empty()) out.push_back("node|" + event.id + "|" + start);
      if (!facts.url.empty()) out.push_back("url|" + facts.url + "|" + start);
      out.push_back("name|" + fold(facts.name) + "|" + start);
    }
    return out;
  }

  std::vector<EventNode>& events_;
  std::unordered_map<std::string, std::size_t> by_key_;
};

void fill_event(EventNode& into, EventNode& from) {
  EventFacts& facts = into.found.event;
  const EventFacts& other = from.found.event;
  if (is_better_start(other, facts)) {
    facts.starts_at = other.starts_at;
    facts.start_precision = other.start_precision;
    into.wall = from.wall;
  }
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

// The identities of a page's events differ, as the store needs it: a tour whose dates share one
// address gets external IDs that add the start.
void tell_events_apart(std::vector<FoundEvent>& events) {
  std::unordered_map<std::string, std::size_t> count;
  for (const FoundEvent& found : events) ++count[event_key(found.event)];
  std::unordered_set<std::string> used;
  for (FoundEvent& found : events) {
    EventFacts& event = found.event;
    const std::string key = event_key(event);
    if (count[key] > 1) {
      const std::string base = key.substr(key.find(':') + 1);
      const std::string start = event.starts_at ? format_instant(*event.starts_at) : "";
      event.external_id = fmt::format("{} {}", base, start);
    }
    const std::string base = event.external_id;
    for (int n = 2; !used.insert(event_key(event)).second; ++n) {
      event.external_id = fmt::format("{} #{}", base, n);
    }
  }
}

std::string all_facts(const OfferFacts& o) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", o.external_id, o.section, o.row, o.seats,
                     o.delivery, o.url, o.quantity.value_or(-1), price_key(o),
                     o.fees ? o.fees->text() : "", word(o.availability),
                     o.resale ? static_cast<int>(*o.resale) : -1);
}

using Trait = std::string (*)(const OfferFacts&);
const Trait kTraits[] = {
    [](const OfferFacts& o) {
      const std::string place = fmt::format("{} {} {}", o.section, o.row, o.seats);
      return o.external_id.empty() ? "" : clean(place);
    },
    [](const OfferFacts& o) { return o.url; },
    [](const OfferFacts& o) { return std::string(o.price ? o.price->currency.code() : ""); },
};

// The first trait that all of them have and no two share.
Trait telling_trait(const std::vector<OfferFacts*>& offers) {
  for (const Trait trait : kTraits) {
    std::unordered_set<std::string> seen;
    const bool tells = std::all_of(offers.begin(), offers.end(), [&](const OfferFacts* o) {
      std::string value = trait(*o);
      return !value.empty() && seen.insert(std::move(value)).second;
    });
    if (tells) return trait;
  }
  return nullptr;
}

std::string named(const OfferFacts& offer, const std::string& more) {
  const std::string place = fmt::format("{} {} {}", offer.section, offer.row, offer.seats);
  return clean((offer.external_id.empty() ? place : offer.external_id) + " " + more);
}

}  // namespace

void tell_apart(std::vector<OfferFacts>& offers, const std::string& event_name,
                Problems& problems) {
  std::unordered_set<std::string> facts;
  std::erase_if(offers, [&](const OfferFacts& o) { return !facts.insert(all_facts(o)).second; });

  std::unordered_map<std::string, std::vector<OfferFacts*>> groups;
  for (OfferFacts& offer : offers) groups[offer_key(offer)].push_back(&offer);
  for (auto& [key, group] : groups) {
    if (group.size() < 2) continue;
    if (const Trait trait = telling_trait(group)) {
      for (OfferFacts* offer : group) offer->external_id = named(*offer, trait(*offer));
    }
  }
  std::unordered_map<std::string, int> used;
  std::size_t numbered = 0;
  for (OfferFacts& offer : offers) {
    const OfferFacts base = offer;
    int& last = used[offer_key(base)];
    if (++last == 1) continue;
    ++numbered;
    do {
      offer.external_id = named(base, fmt::format("#{}", last));
    } while (used[offer_key(offer)]++ > 0 && ++last > 0);
  }
  if (numbered > 0) {
    problems.add(fmt::format(
        "event \"{}\": {} offers differ only in price or quantity; numbered in page order",
        utf8_prefix(event_name, 80), numbered + 1));
  }
}

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
