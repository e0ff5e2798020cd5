// How far outlooks look, and at whose example.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/outlook/course.h"

namespace tocsin::analyze {

inline constexpr std::array<std::string_view, 6> kHorizonNames = {"1h", "24h", "3d",
                                                                  "7d", "30d", "event"};

struct Horizon {
  std::string name;  // of kHorizonNames
  Instant target{};

  friend bool operator==(const Horizon&, const Horizon&) = default;
};

// 1 h, 24 h, 3 d, 7 d and 30 d as far as they end before the event, and the event itself.
std::vector<Horizon> horizons(Instant now, std::optional<Instant> starts_at);

// The course of a similar event that begins earlier.
struct Example {
  std::int64_t event_id = 0;
  std::string name;
  const Course* course = nullptr;
  Instant starts_at{};
  double likeness = 0;  // 0 … 1
};

// What may be used: `rules` asks no other event and no past of its own but the pace of the last
// weeks (AN-6, ml.fallback).
enum class Method { learned, rules };

class BoostedPrices;

// With what outlooks are made. `boosted` gives the boosted model, if there is one, and loads it
// when it is first asked.
struct Means {
  Method method = Method::learned;
  std::function<const BoostedPrices*()> boosted = {};
};

// The event as an outlook sees it. Examples must not know more than `now` does.
struct Situation {
  const Course* course = nullptr;
  std::optional<Instant> starts_at;
  std::vector<Example> examples;
  Instant now{};
  Method method = Method::learned;
  std::string category = {};               // folded
  const BoostedPrices* boosted = nullptr;  // asked, too, if the method is learned

  // When an example was as far from its start as this event is at `t`.
  std::optional<Instant> same_time(const Example& e, Instant t) const {
    if (!starts_at) return std::nullopt;
    return e.starts_at - (*starts_at - t);
  }
  // For so long nothing was read: what is known is older than it looks.
  Duration stale() const { return std::max(Duration{0}, now - course->read_until); }
};

// What could be seen of it at `t`, which lies before; the courses go to `keep`.
Situation as_of(const Situation& whole, Instant t, std::deque<Course>& keep);

}  // namespace tocsin::analyze
