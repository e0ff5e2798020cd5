#include "analyze/outlook/horizon.h"

#include <array>

namespace tocsin::analyze {
namespace {

struct Step {
  std::string_view name;
  Duration length;
};
constexpr auto kSteps = std::to_array<Step>({{"1h", std::chrono::hours{1}},
                                             {"24h", std::chrono::hours{24}},
                                             {"3d", std::chrono::days{3}},
                                             {"7d", std::chrono::days{7}},
                                             {"30d", std::chrono::days{30}}});

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
  for (const Step& step : kSteps) {
    if (!starts_at || now + step.length < *starts_at) {
      out.push_back({std::string(step.name), now + step.length});
    }
  }
  if (starts_at && *starts_at > now) out.push_back({"event", *starts_at});
  return out;
}

}  // namespace tocsin::analyze
