#include "analyze/outlook/horizon.h"

namespace tocsin::analyze {
namespace {

// Of each horizon but the last, which is as far off as the event.
constexpr std::array<Duration, kHorizonNames.size() - 1> kLengths = {
    std::chrono::hours{1}, std::chrono::hours{24}, std::chrono::days{3}, std::chrono::days{7},
    std::chrono::days{30}};

}  // namespace

Situation as_of(const Situation& whole, Instant t, std::deque<Course>& keep) {
  Situation out = whole;
  out.now = t;
  out.course = &keep.emplace_back(known_at(*whole.course, t));
  for (Example& e : out.examples) e.course = &keep.emplace_back(known_at(*e.course, t));
  return out;
}

std::vector<Horizon> horizons(Instant now, std::optional<Instant> starts_at) {
  std::vector<Horizon> out;
  for (std::size_t i = 0; i < kLengths.size(); ++i) {
    const Instant target = now + kLengths[i];
    if (!starts_at || target < *starts_at) {
      out.push_back({std::string(kHorizonNames[i]), target});
    }
  }
  if (starts_at && *starts_at > now) {
    out.push_back({std::string(kHorizonNames.back()), *starts_at});
  }
  return out;
}

}  // namespace tocsin::analyze
