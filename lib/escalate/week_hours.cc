#include "escalate/week_hours.h"

#include <algorithm>
#include <chrono>

#include "escalate/schedule.h"

namespace tocsin::escalate {
namespace {

using std::chrono::days;
using std::chrono::weekday;

std::vector<Span> joined(std::vector<Span> any) {
  std::sort(any.begin(), any.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
  std::vector<Span> out;
  for (const Span& s : any) {
    if (s.until <= s.from) continue;
    if (!out.empty() && s.from <= out.back().until) {
      out.back().until = std::max(out.back().until, s.until);
    } else {
      out.push_back(s);
    }
  }
  return out;
}

}  // namespace

// Each stretch of the zone for itself: within it an instant and its wall time are an offset apart.
std::vector<Span> spans_in(const WeekHours& hours, const Zone& zone, Instant from, Instant until) {
  std::vector<Span> out;
  for (Instant begin = from; begin < until;) {
    const OffsetSpan span = zone.offset_span(begin);
    const Instant end = std::min(until, span.until);
    const auto wall = [&](Instant t) { return LocalTime{t.time_since_epoch() + span.offset}; };
    // The hours of the day before may run past midnight.
    for (auto day = std::chrono::floor<days>(wall(begin)) - days{1}; day < wall(end);
         day += days{1}) {
      const Instant midnight{LocalTime{day}.time_since_epoch() - span.offset};
      for (const HourRange& h : hours[weekday{day}.c_encoding()]) {
        out.push_back({std::max(begin, midnight + h.from), std::min(end, midnight + h.until)});
      }
    }
    begin = end;
  }
  return joined(std::move(out));
}

}  // namespace tocsin::escalate
