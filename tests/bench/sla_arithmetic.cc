// sla_arithmetic plain N: N deadlines by a plain calendar (UTC, Monday to Friday 09:00 to 17:00,
// the
//   days since 1970 of $HOLIDAYS), started and sized as sla_floor does it, the floor beside it.
// sla_arithmetic office N: the same by what offices have: two ranges a day, holidays, a zone whose
//   clocks change.
// sla_arithmetic file FILE: "START MINUTES" lines, seconds since 1970, to a deadline each, plain.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "sla/working_time.h"

namespace {

using namespace tocsin;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

WeekHours monday_to_friday(const DayHours& open) {
  return {DayHours{}, open, open, open, open, open, DayHours{}};
}

sla::Calendar with_holidays(sla::Calendar calendar) {
  const char* given = std::getenv("HOLIDAYS");
  std::istringstream list(given == nullptr ? "" : given);
  for (std::string day; std::getline(list, day, ',');) {
    const sla::Day date{days{std::stoi(day)}};
    calendar.add_holiday(date, date, "holiday");
  }
  return calendar;
}

sla::Calendar plain() {
  return with_holidays(
      {"plain", Zone::utc(), {{sla::Day::min(), monday_to_friday({{hours{9}, hours{17}}})}}});
}

sla::Calendar office() {
  return with_holidays({"office",
                        Zone::find("Europe/London"),
                        {{sla::Day::min(), monday_to_friday({{hours{9}, minutes{750}},
                                                             {minutes{810}, minutes{1050}}})}}});
}

sla::Second at(std::int64_t since_1970) {
  return sla::Second{sla::seconds{since_1970}};
}

void repeat(sla::WorkingTime calendar, long n) {
  constexpr std::int64_t kFrom = 20454L * 86400, kSpan = 700L * 86400;
  unsigned random = 1;
  std::int64_t sum = 0;
  for (long i = 0; i < n; ++i) {
    random = random * 1103515245U + 12345U;
    const auto due =
        calendar.due(at(kFrom + (random >> 4U) % kSpan), minutes{60 + (random >> 7U) % 2400});
    sum += due->time_since_epoch().count();
  }
  std::printf("sum %lld\n", static_cast<long long>(sum));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  const std::string what = argv[1];
  if (what == "plain") repeat(sla::WorkingTime(plain()), std::atol(argv[2]));
  if (what == "office") repeat(sla::WorkingTime(office()), std::atol(argv[2]));
  if (what != "file") return 0;
  sla::WorkingTime calendar(plain());
  std::ifstream in(argv[2]);
  std::string rest;
  for (long start = 0, size = 0; in >> start >> size; std::getline(in, rest)) {
    std::printf("%lld\n", static_cast<long long>(
                              calendar.due(at(start), minutes{size})->time_since_epoch().count()));
  }
  return 0;
}
