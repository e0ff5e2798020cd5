#include "scrape/platform_tally.h"

#include <algorithm>

#include "scrape/decide_breaker.h"

namespace tocsin::scrape {
namespace {

bool is_good(FetchClass c) {
  return c == FetchClass::ok || c == FetchClass::not_modified;
}

store::Figures figures_of(const ReadPage& page, Instant at) {
  const Fetched& f = page.fetched;
  const FetchClass c = f.fetch_class;
  store::Figures out;
  out.fetches = 1;
  out.good = is_good(c) || c == FetchClass::gone ? 1 : 0;
  out.blocked = c == FetchClass::blocked ? 1 : 0;
  out.checked = c == FetchClass::ok || c == FetchClass::nothing_found ? 1 : 0;
  out.met = c == FetchClass::ok && (!page.missing || page.missing->empty()) ? 1 : 0;
  out.late = std::max(at - f.page.due_at, Duration::zero());
  if (f.result.answered()) out.add_latency(f.result.response.elapsed);
  return out;
}

}  // namespace

void PlatformTally::add(const ReadPage& page, const std::string& error, Instant at) {
  const Fetched& f = page.fetched;
  if (!f.asked || f.fetch_class == FetchClass::disallowed) return;
  last_at_ = std::max(last_at_, at);
  Platform& p = platforms_[f.page.platform_id];
  p.hours[std::chrono::floor<std::chrono::hours>(at)].add(figures_of(page, at));
  p.outcomes.push_back({f.fetch_class, f.retry_after, at, {error, f.page.url}});
}

void PlatformTally::flush(store::Database& db, alert::Trail& trail) {
  for (const auto& [id, platform] : platforms_) {
    const auto stored = store::find_platform(db, id);
    if (!stored) continue;
    store::PlatformHealth health = *stored;
    for (const Outcome& o : platform.outcomes) {
      health = after_outcome(std::move(health), o.fetch_class, o.failure.error, o.retry_after, o.at,
                             settings_);
      if (is_failure(o.fetch_class)) {
        tell_failing(db, trail, health, o.failure, settings_);
      } else if (is_good(o.fetch_class)) {
        tell_well(db, trail, health);
      }
    }
    store::save_platform_health(db, health);
    for (const auto& [hour, figures] : platform.hours) {
      store::add_figures(db, id, hour, figures);
    }
  }
  platforms_.clear();
}

store::PlatformHealth after_outcome(store::PlatformHealth health, FetchClass c,
                                    const std::string& error, std::optional<Duration> retry_after,
                                    Instant at, const Settings& settings) {
  health.breaker = after_fetch(health.breaker, c, retry_after, health.id, at, settings);
  if (is_failure(c)) {
    if (health.failures++ == 0) health.failing_since = at;
    health.last_error = error;
  } else if (is_good(c)) {
    health.failures = 0;
    health.failing_since.reset();
    health.last_error.clear();
    health.last_ok_at = at;
  }
  return health;
}

}  // namespace tocsin::scrape
