// on_call N: N times the timeline of 2026 of a schedule of five layers for 200 people, who hand off
// every hour, but for nights and weekends, which are of rotations by 8 h, 12 h, day and week, in
// three zones whose clocks change; with 500 overrides. Prints the number of shifts.

#include <cstdio>
#include <cstdlib>
#include <string>

#include "escalate/on_call.h"

namespace {

using namespace tocsin;
using std::chrono::days;
using std::chrono::hours;

constexpr unsigned kPeople = 200;
const Instant kBegin{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

escalate::Layer layer(const char* zone, Duration turn, unsigned first_person) {
  const LocalTime first{kBegin.time_since_epoch() - days{3} + hours{9}};
  escalate::Layer out{zone, {Zone::find(zone), first, turn, {}}, kBegin - days{1}};
  for (unsigned i = 0; i < kPeople; ++i) {
    out.rotation.crews.push_back({(first_person + i) % kPeople});
  }
  return out;
}

escalate::Schedule schedule() {
  escalate::Schedule out{"bench", "", Zone::utc(), {}, {}};
  for (unsigned i = 0; i < kPeople; ++i) out.people.push_back({.name = std::to_string(i)});
  out.layers = {layer("America/New_York", hours{1}, 160), layer("Europe/London", hours{12}, 80),
                layer("Australia/Lord_Howe", hours{8}, 120), layer("America/New_York", days{1}, 40),
                layer("Europe/London", days{7}, 0)};
  WeekHours nights, weekends;
  for (auto& day : nights) day = {{hours{22}, hours{30}}};
  for (const std::size_t day : {0, 6}) weekends[day] = {{hours{0}, hours{24}}};
  out.layers[1].hours = out.layers[2].hours = out.layers[3].hours = nights;
  out.layers[4].hours = weekends;
  return out;
}

escalate::Changes changes() {
  escalate::Changes out;
  for (unsigned i = 0; i < 500; ++i) {
    const Instant from = kBegin + i * hours{17};
    out.overrides.push_back({"c", from, from + hours{20}, (i * 7) % kPeople, (i * 13) % kPeople});
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const int times = argc > 1 ? std::atoi(argv[1]) : 1;
  const escalate::Schedule s = schedule();
  const escalate::Changes c = changes();
  std::size_t shifts = 0;
  for (int i = 0; i < times; ++i) {
    shifts += escalate::timeline(s, c, kBegin, kBegin + days{365}).size();
  }
  std::printf("%zu\n", shifts);
}
