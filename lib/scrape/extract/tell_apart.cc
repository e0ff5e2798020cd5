#include "scrape/extract/tell_apart.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "base/time.h"
#include "scrape/extract/nodes.h"

namespace tocsin::scrape {
namespace {

std::string all_facts(const OfferFacts& o) {
  std::string out;
  const auto add = [&out](std::string_view fact) { out.append(fact).append(1, '|'); };
  for (const std::string* text :
       {&o.external_id, &o.section, &o.row, &o.seats, &o.delivery, &o.url}) {
    add(*text);
  }
  for (const std::optional<Money>& money : {o.price, o.fees}) {
    add(money ? std::to_string(money->minor) : "");
    add(money ? money->currency.code() : "");
  }
  add(std::to_string(o.quantity.value_or(-1)));
  add(word(o.availability));
  add(o.resale ? std::to_string(static_cast<int>(*o.resale)) : "");
  return out;
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
  if (offers.size() < 2) return;
  std::unordered_set<std::string> facts;
  std::erase_if(offers, [&](const OfferFacts& o) { return !facts.insert(all_facts(o)).second; });

  std::unordered_map<std::string, std::vector<OfferFacts*>> groups;
  for (OfferFacts& offer : offers) groups[offer_key(offer)].push_back(&offer);
  if (groups.size() == offers.size()) return;
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

void tell_events_apart(std::vector<FoundEvent>& events) {
  if (events.size() < 2) return;
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

}  // namespace tocsin::scrape
