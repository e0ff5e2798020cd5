#include "analyze/gather.h"

#include <algorithm>

namespace tocsin::analyze {
namespace {

Currency currency_of(const WatchFacts& watch, const std::vector<Met>& met,
                     const std::optional<Money>& last) {
  const WatchCriteria& c = watch.criteria;
  for (const auto* wanted : {&c.target_price, &c.max_price, &c.budget, &c.min_price, &last}) {
    if (!*wanted) continue;
    for (const Met& m : met) {
      if (m.offer->each && m.offer->each->currency == (*wanted)->currency) {
        return (*wanted)->currency;
      }
    }
  }
  for (const Met& m : met) {
    if (m.offer->each) return m.offer->each->currency;
  }
  return {};
}

Met cheapest(const WatchFacts& watch, const std::vector<Met>& met,
             const std::optional<Money>& last) {
  if (met.empty()) return {};
  const Currency currency = currency_of(watch, met, last);
  Met best;
  for (const Met& m : met) {
    if (!m.offer->each || m.offer->each->currency != currency) continue;
    const bool better = best.offer == nullptr || m.offer->each->minor < best.offer->each->minor ||
                        (*m.offer->each == *best.offer->each && m.score > best.score);
    if (better) best = m;
  }
  if (best.offer != nullptr) return best;
  return *std::max_element(met.begin(), met.end(),
                           [](const Met& a, const Met& b) { return a.score < b.score; });
}

}  // namespace

Gathered gather(const WatchFacts& watch, const Scene& scene, const Verdict& event,
                const std::optional<Money>& last) {
  Gathered out;
  std::vector<Met> but_budget;
  std::int64_t tickets = 0;
  bool counted = true;
  out.limited = true;
  for (const store::StoredOffer& o : scene.offers) {
    const Verdict v = judge(watch.criteria, event, o);
    const bool on_sale = is_buyable(o.facts.availability);
    if (on_sale && v.meets_but_budget()) but_budget.push_back({&o, v.score()});
    if (!v.meets()) continue;
    ++out.meeting;
    if (!on_sale) continue;
    out.offers.push_back({&o, v.score()});
    counted = counted && o.facts.quantity.has_value();
    tickets += o.facts.quantity.value_or(0);
    out.limited = out.limited && o.facts.availability == Availability::limited;
  }
  out.limited = out.limited && !out.offers.empty();
  if (counted && !out.offers.empty()) out.tickets = tickets;
  out.best = cheapest(watch, out.offers, last);
  out.best_but_budget = cheapest(watch, but_budget, last);
  return out;
}

}  // namespace tocsin::analyze
