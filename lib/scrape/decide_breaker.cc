#include "scrape/decide_breaker.h"

#include <algorithm>

namespace tocsin::scrape {

using store::Breaker;
using store::BreakerState;

namespace {

enum class Sign { none, answered, unanswered, wall };

Sign sign_of(FetchClass c) {
  switch (c) {
    case FetchClass::ok:
    case FetchClass::not_modified:
    case FetchClass::nothing_found:
    case FetchClass::gone:
      return Sign::answered;
    case FetchClass::disallowed:
      return Sign::none;
    case FetchClass::blocked:
      return Sign::wall;
    case FetchClass::refused:
    case FetchClass::throttled:
    case FetchClass::transient:
    case FetchClass::unreadable:
      return Sign::unanswered;
  }
  return Sign::none;
}

}  // namespace

Breaker after_fetch(const Breaker& before, FetchClass c, std::optional<Duration> retry_after,
                    std::int64_t platform_id, Instant at, const Settings& settings) {
  const Sign sign = sign_of(c);
  if (sign == Sign::none) return before;
  if (sign == Sign::answered) return {};
  Breaker b = before;
  ++b.failures;
  // What was under way when it opened says nothing new.
  if (b.state == BreakerState::open) return b;
  const bool opens = sign == Sign::wall || b.state == BreakerState::half_open ||
                     b.failures >= settings.breaker_after;
  if (!opens) return b;
  ++b.opened;
  b.state = BreakerState::open;
  b.until = at + std::max(growing_pause(c, b.opened, platform_id, settings),
                          retry_after.value_or(Duration::zero()));
  return b;
}

}  // namespace tocsin::scrape
