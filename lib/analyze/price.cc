#include "analyze/price.h"

#include <algorithm>

namespace tocsin::analyze {
namespace {

constexpr std::int64_t kWhole = 10'000;  // basis points

struct Held {
  std::int64_t minor = 0;
  std::int64_t ms = 0;
};

// The price below which the share of the time lies; `held` in order of price.
std::int64_t quantile(const std::vector<Held>& held, std::int64_t total, std::int64_t percent) {
  std::int64_t passed = 0;
  for (const Held& h : held) {
    passed += h.ms;
    if (passed * 100 >= total * percent) return h.minor;
  }
  return held.back().minor;
}

}  // namespace

bool fell_by(const Money& before, const Money& now, BasisPoints percent) {
  if (before.currency != now.currency || before.minor <= 0) return false;
  // before × percent may not fit; its whole and its rest are compared one after the other.
  const std::int64_t beyond = before.minor - now.minor - before.minor / kWhole * percent;
  if (beyond >= percent) return now.minor < before.minor;
  return beyond * kWhole >= before.minor % kWhole * percent && now.minor < before.minor;
}

std::int64_t change_in_tenths(const Money& before, const Money& now) {
  const std::int64_t change = now.minor - before.minor;
  const std::int64_t magnitude = change < 0 ? -change : change;
  const std::int64_t tenths = (magnitude * 1000 + before.minor / 2) / before.minor;
  return change < 0 ? -tenths : tenths;
}

std::string say_percent(std::int64_t tenths) {
  if (tenths < 0) tenths = -tenths;
  if (tenths % 10 == 0 || tenths >= 100) return fmt::format("{} %", (tenths + 5) / 10);
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

PricePast past_of(std::span<const History* const> offers, const Currency& currency, Instant now) {
  PricePast past;
  std::vector<Held> held;
  std::int64_t total = 0;
  Instant oldest = now;
  for (const History* points : offers) {
    for (std::size_t i = 0; i < points->size(); ++i) {
      const store::PricePoint& p = (*points)[i];
      const bool last = i + 1 == points->size();
      const Instant end = last ? now : (*points)[i + 1].at;
      if (!p.each || p.each->currency != currency || !is_buyable(p.availability)) continue;
      if (end + kHistoryWindow < now || p.at > now) continue;
      ++past.changes;
      oldest = std::min(oldest, p.at);
      if (!last && (!past.low || p.each->minor < past.low->minor)) past.low = p.each;
      const Instant from = std::max(p.at, now - kHistoryWindow);
      held.push_back({p.each->minor, (end - from).count()});
      total += held.back().ms;
    }
  }
  if (past.changes < kQuantileChanges || now - oldest < kQuantileSpan) return past;
  std::sort(held.begin(), held.end(),
            [](const Held& a, const Held& b) { return a.minor < b.minor; });
  past.tenth = Money{quantile(held, total, 10), currency};
  past.median = Money{quantile(held, total, 50), currency};
  return past;
}

}  // namespace tocsin::analyze
