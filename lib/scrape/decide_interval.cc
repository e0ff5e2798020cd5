#include "scrape/decide_interval.h"

#include <algorithm>

namespace tocsin::scrape {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration kBeforeSale = minutes{15};
constexpr Duration kAfterSale = hours{1};
constexpr Duration kSoon = hours{24};
constexpr Duration kWeek = hours{24 * 7};
constexpr Duration kMonth = hours{24 * 30};
constexpr Duration kMoving = hours{1};  // what moved within this is moving
constexpr int kJitter = 64;             // this part of an interval
constexpr std::uint64_t kSaleJitterMs = 1000;

struct Bounds {
  Duration shortest, longest;
  Pace pace;
};

bool within(const std::optional<Instant>& t, Instant now, Duration time) {
  return t && *t - now <= time;
}

Duration watched_interval(const store::PageWorth& w, Instant now, const Pacing& p) {
  if (within(w.next_start, now, kWeek)) return p.usual;
  return within(w.next_start, now, kMonth) ? p.usual * 2 : p.usual * 4;
}

Bounds bounds(const store::PageWorth& w, Instant now, const Pacing& p) {
  if (w.events > 0 && w.coming == 0) return {p.usual * 4, p.max, Pace::over};
  if (!w.watched) return {p.usual, p.max, Pace::unwatched};
  const bool begins = within(w.next_sale, now, kBeforeSale);
  const bool began = w.last_sale && now - *w.last_sale <= kAfterSale;
  if (begins || began) return {p.min, p.min, Pace::on_sale};
  if (w.urgent) return {p.min, minutes{2}, Pace::urgent};
  if (within(w.next_start, now, kSoon) || within(w.next_sale_end, now, kSoon)) {
    return {p.min, p.usual / 3, Pace::event_soon};
  }
  if (within(w.next_sale, now, kSoon)) return {p.min, p.usual, Pace::sale_soon};
  return {p.min, watched_interval(w, now, p), Pace::watched};
}

// splitmix64: the same page at the same instant gives the same.
std::uint64_t spread(std::int64_t page, Instant at) {
  auto x = static_cast<std::uint64_t>(page) * 0x9E3779B97F4A7C15ULL +
           static_cast<std::uint64_t>(to_ms(at));
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

Duration jittered(Duration interval, std::int64_t page, Instant at) {
  const std::int64_t most = interval.count() / kJitter;
  if (most == 0) return interval;
  const auto span = static_cast<std::uint64_t>(2 * most + 1);
  return interval - Duration{most} + Duration{static_cast<std::int64_t>(spread(page, at) % span)};
}

Duration step(const PageFacts& page, const Bounds& b, const Pacing& p) {
  if (!page.read_at) return std::clamp(p.usual, b.shortest, b.longest);
  const Duration next = page.changed ? page.interval / 2 : page.interval * 3 / 2;
  return std::clamp(next, b.shortest, b.longest);
}

}  // namespace

NextReading next_reading(const PageFacts& page, Instant at, const Pacing& p) {
  NextReading next;
  if (page.asked) {
    next.interval = std::max(*page.asked, p.min);
    next.pace = Pace::asked;
  } else {
    Bounds b = bounds(page.worth, at, p);
    b.longest = std::clamp(b.longest, p.min, std::max(p.min, p.max));
    b.shortest = std::clamp(b.shortest, p.min, b.longest);
    next.interval = step(page, b, p);
    next.pace = b.pace;
    const auto news = page.changed && page.read_at ? std::optional(at) : page.news_at;
    if (next.interval < b.longest && news && at - *news <= kMoving) next.pace = Pace::moving;
  }
  next.due_at = at + std::max(jittered(next.interval, page.id, at), p.min);
  const auto& sale = page.worth.next_sale;
  if (sale && next.due_at > *sale - p.min && *sale - at >= p.min) {
    next.due_at =
        *sale + Duration{static_cast<std::int64_t>(spread(page.id, *sale) % kSaleJitterMs)};
    next.pace = Pace::sale;
  }
  return next;
}

Instant next_try(Duration pause, const store::PageWorth& worth, Instant at, const Pacing& p) {
  const Instant due = at + pause;
  const auto& sale = worth.next_sale;
  return sale && *sale < due && *sale - at >= p.min ? *sale : due;
}

Pacing pacing_of(const Settings& settings, std::string_view platform) {
  Pacing pacing = settings.pacing;
  const auto own = settings.platforms.find(platform);
  if (own != settings.platforms.end() && own->second.min_interval) {
    pacing.min = std::max(pacing.min, *own->second.min_interval);
  }
  return pacing;
}

}  // namespace tocsin::scrape
