#include "sla/status.h"

#include <algorithm>

namespace tocsin::sla {
namespace {

// The most whole seconds that are less than target / n.
seconds less_than_part(seconds target, int n) {
  return seconds{(target.count() - 1) / n};
}

// The most that is left in each status, by its number.
seconds most_left(Status status, seconds target) {
  const seconds quarter = less_than_part(target, 4);
  switch (status) {
    case Status::breach:
      return seconds{0};
    case Status::critical:
      return std::min(quarter, seconds{std::chrono::hours{1}} - seconds{1});
    case Status::warning:
      return quarter;
    case Status::upcoming:
      return less_than_part(target, 2);
    case Status::on_track:
      break;
  }
  return seconds::max();
}

constexpr Status kUrgentFirst[] = {Status::breach, Status::critical, Status::warning,
                                   Status::upcoming, Status::on_track};

}  // namespace

Status status_of(seconds left, seconds target) {
  return *std::find_if(std::begin(kUrgentFirst), std::end(kUrgentFirst),
                       [&](Status s) { return left <= most_left(s, target); });
}

std::optional<seconds> next_status_at(seconds left, seconds target) {
  std::optional<seconds> most;
  for (const Status s : kUrgentFirst) {
    if (most_left(s, target) < left)
      most = std::max(most_left(s, target), most.value_or(seconds{0}));
  }
  return most;
}

std::optional<Second> next_change(WorkingTime& calendar, Second now, seconds left, seconds target,
                                  const IntervalSet& pauses) {
  const auto next = next_status_at(left, target);
  return next ? calendar.due(now, left - *next, pauses) : std::nullopt;
}

}  // namespace tocsin::sla
