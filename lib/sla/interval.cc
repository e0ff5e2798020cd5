#include "sla/interval.h"

#include <algorithm>

namespace tocsin::sla {

IntervalSet::IntervalSet(std::vector<Interval> any) {
  std::erase_if(any, [](const Interval& i) { return i.until <= i.from; });
  std::sort(any.begin(), any.end(),
            [](const Interval& a, const Interval& b) { return a.from < b.from; });
  for (const Interval& i : any) {
    if (!all_.empty() && i.from <= all_.back().until) {
      all_.back().until = std::max(all_.back().until, i.until);
    } else {
      all_.push_back(i);
    }
  }
}

bool IntervalSet::contains(Second t) const {
  const auto after = std::upper_bound(all_.begin(), all_.end(), t,
                                      [](Second s, const Interval& i) { return s < i.from; });
  return after != all_.begin() && t < std::prev(after)->until;
}

IntervalSet IntervalSet::without(const IntervalSet& others) const {
  std::vector<Interval> left;
  auto other = others.begin();
  for (const Interval& i : all_) {
    Second from = i.from;
    while (other != others.end() && other->until <= from) ++other;
    for (auto o = other; o != others.end() && o->from < i.until; ++o) {
      left.push_back({from, o->from});
      from = o->until;
    }
    left.push_back({from, i.until});
  }
  return IntervalSet(std::move(left));
}

}  // namespace tocsin::sla
