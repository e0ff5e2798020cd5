#include "sla/status.h"

#include <algorithm>

namespace tocsin::sla {
namespace {

// The most whole seconds that are less than target / n.
seconds less_than_part(seconds target, int n) {
  return seconds{(target.count() - 1) / n};
}

// The most that is left in each status, by its number.
seconds most_left(SlaStatus status, seconds target) {
  const seconds quarter = less_than_part(target, 4);
  switch (status) {
    case SlaStatus::breach:
      return seconds{0};
    case SlaStatus::critical:
      return std::min(quarter, seconds{std::chrono::hours{1}} - seconds{1});
    case SlaStatus::warning:
      return quarter;
    case SlaStatus::upcoming:
      return less_than_part(target, 2);
    case SlaStatus::on_track:
      break;
  }
  return seconds::max();
}

constexpr SlaStatus kUrgentFirst[] = {SlaStatus::breach, SlaStatus::critical, SlaStatus::warning,
                                      SlaStatus::upcoming, SlaStatus::on_track};

}  // namespace

SlaStatus status_of(seconds left, seconds target) {
  return *std::find_if(std::begin(kUrgentFirst), std::end(kUrgentFirst),
                       [&](SlaStatus s) { return left <= most_left(s, target); });
}

std::optional<seconds> more_urgent_at(SlaStatus than, seconds target) {
  std::optional<seconds> most;
  for (const SlaStatus s : kUrgentFirst) {
    if (s == than) break;
    most = std::max(most_left(s, target), most.value_or(seconds{0}));
  }
  return most;
}

}  // namespace tocsin::sla
