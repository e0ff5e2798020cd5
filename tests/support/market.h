// A market of tickets whose truth is known: home matches of a few clubs, sold at the box office and
// resold, lived hour by hour from a fixed seed.
//
// Orders come in a burst when the sale opens, steadily, and in a rush before the day; more for a
// club in form, a big opponent, a Saturday. The box office raises its price as it sells out; those
// who resell start from what the match is worth, follow the market, give in near the day unless it
// is scarce, or withdraw. What is read is read every six hours or so, with outages of days and now
// and then a month; the truth has every hour.
#pragma once

#include <cstdint>
#include <vector>

#include "store/offers.h"

namespace tocsin::test {

struct MarketOffer {
  OfferFacts facts;
  std::vector<store::PricePoint> points;  // as read: changes only
  std::optional<Instant> closed_at;
};

struct MarketEvent {
  EventFacts facts;
  std::vector<MarketOffer> offers;
  std::vector<Instant> readings;
  Instant opens{};
  std::vector<std::int64_t> best, stock;  // by the hour since it opened; best 0: nothing on sale

  // Of the hour that holds `t`; from its opening until the event starts.
  std::int64_t best_at(Instant t) const { return best[hour_of(t)]; }
  std::int64_t stock_at(Instant t) const { return stock[hour_of(t)]; }
  std::size_t hour_of(Instant t) const;
  // The newest reading by then; its opening where there is none.
  Instant read_until(Instant t) const;
};

// In the order of their starts, some days apart, each on sale for two months before.
std::vector<MarketEvent> simulate_market(std::uint32_t seed, std::size_t events);

}  // namespace tocsin::test
