#include "escalate/rotation.h"

#include <algorithm>

namespace tocsin::escalate {
namespace {

// The latest wall time that the clock had shown when the stretch began. What it shows again
// afterwards hands nobody off a second time.
LocalTime shown_before(const Zone& zone, const OffsetSpan& span) {
  constexpr Duration kMoment{1};
  if (span.from <= Instant{}) return LocalTime::min();
  return zone.to_local(span.from - kMoment);
}

std::int64_t floor_of(Duration a, Duration b) {
  return a / b - (a % b < Duration::zero() ? 1 : 0);
}

std::size_t place_of(std::int64_t turn, std::size_t crews) {
  const auto n = static_cast<std::int64_t>(crews);
  return static_cast<std::size_t>((turn % n + n) % n);
}

}  // namespace

std::vector<Turn> turns_in(const Rotation& rotation, Instant from, Instant until) {
  std::vector<Turn> out;
  std::int64_t last = 0;  // the turn at the end of `out`
  for (Instant begin = from; begin < until;) {
    const OffsetSpan span = rotation.zone.offset_span(begin);
    const Instant end = std::min(until, span.until);
    const LocalTime mark = shown_before(rotation.zone, span);
    for (Instant t = begin; t < end;) {
      const LocalTime shown = std::max(mark, LocalTime{t.time_since_epoch() + span.offset});
      const std::int64_t turn = floor_of(shown - rotation.first, rotation.turn);
      const LocalTime hand_off = rotation.first + (turn + 1) * rotation.turn;
      const Instant stop = std::min(end, Instant{hand_off.time_since_epoch() - span.offset});
      if (!out.empty() && last == turn) {
        out.back().until = stop;
      } else {
        out.push_back({t, stop, place_of(turn, rotation.crews.size())});
        last = turn;
      }
      t = stop;
    }
    begin = end;
  }
  return out;
}

}  // namespace tocsin::escalate
