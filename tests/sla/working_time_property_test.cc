// Working time against a walker that asks the wall clock minute by minute, on random calendars, and
// the laws that hold whatever the calendar.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sla/build.h"
#include "sla/working_time.h"

namespace tocsin::sla {
namespace {

using std::chrono::days;
using test::at;

// Each with a day on which its clocks change.
struct Edge {
  const char *zone, *day;
};
constexpr Edge kEdges[] = {
    {"Europe/London", "2026-03-29"},       {"Europe/London", "2026-10-25"},
    {"America/New_York", "2026-03-08"},    {"America/New_York", "2026-11-01"},
    {"Australia/Lord_Howe", "2026-04-05"}, {"America/Havana", "2025-11-02"},
    {"Africa/Cairo", "2026-04-24"},        {"Pacific/Apia", "2011-12-30"},
    {"Africa/Casablanca", "2026-02-15"},   {"Asia/Kolkata", "2028-02-29"},
    {"America/Sao_Paulo", "2018-11-04"},   {"UTC", "2026-01-01"},
};

class World {
 public:
  World(const Edge& edge, unsigned seed)
      : random_(seed),
        begin_(at(edge.day) - days{5}),
        work_(make_calendar(edge)),
        works_(kDays * 86400) {
    for (int minute = 0; minute < kDays * 1440; ++minute) {
      const bool works = works_at(begin_ + std::chrono::minutes{minute});
      std::fill_n(works_.begin() + minute * 60, 60, works);
    }
  }

  Second some_time() { return begin_ + seconds{some(kDays * 86400)}; }
  int some(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  WorkingTime& work() { return work_; }

  IntervalSet some_pauses() {
    std::vector<Interval> out;
    for (int n = some(5); n > 0; --n) {
      const Second from = some_time();
      const int longest[] = {90, 7200, 200'000};
      out.push_back({from, from + seconds{some(longest[some(3)])}});
    }
    return IntervalSet(std::move(out));
  }

  // Second by second.
  seconds walk(Second from, Second until, const IntervalSet& pauses) const {
    const auto place = [&](Second t) { return works_.begin() + (t - begin_).count(); };
    std::vector<char> seconds_of_work(place(from), place(until));
    for (const Interval& p : pauses) {
      for (Second t = std::max(p.from, from); t < std::min(p.until, until); t += seconds{1}) {
        seconds_of_work[static_cast<std::size_t>((t - from).count())] = 0;
      }
    }
    return seconds{std::count(seconds_of_work.begin(), seconds_of_work.end(), 1)};
  }

 private:
  static constexpr int kDays = 10;

  DayHours some_hours() {
    DayHours out;
    int minute = some(600);
    for (int n = some(4); n > 0 && minute < 1440; --n) {
      const int until = minute + 1 + some(500);
      out.push_back({std::chrono::minutes{minute}, std::chrono::minutes{std::min(until, 1440)}});
      minute = until + some(200);
    }
    return out;
  }

  Calendar make_calendar(const Edge& edge) {
    WeekHours early, late;
    for (DayHours& day : early) day = some_hours();
    for (DayHours& day : late) day = some_hours();
    // A night into the next day, which begins when it ends.
    late[0] = {{std::chrono::hours{20}, std::chrono::hours{24 + 3}}};
    late[1].clear();
    const Day day{parse_day(edge.day).value()};
    Calendar out("random", Zone::find(edge.zone), {{Day::min(), early}, {day - days{1}, late}});
    out.add_holiday(day + days{2}, day + days{2}, "whole");
    out.add_holiday(day - days{3}, day - days{2}, "part",
                    {{std::chrono::hours{3}, std::chrono::hours{11}}});
    out.add_closure({at(edge.day) + std::chrono::hours{30}, at(edge.day) + std::chrono::hours{33}});
    return out;
  }

  bool works_at(Second t) const {
    const Calendar& c = work_.calendar();
    for (const Interval& i : c.closures()) {
      if (i.from <= t && t < i.until) return false;
    }
    const auto wall = c.zone().to_local(t);
    const Day today = std::chrono::floor<days>(wall);
    for (const Day day : {today - days{1}, today}) {
      for (const HourRange& h : c.hours_on(day)) {
        if (wall - day >= h.from && wall - day < h.until) return true;
      }
    }
    return false;
  }

  std::mt19937 random_;
  Second begin_;
  WorkingTime work_;
  std::vector<char> works_;
};

TEST(WorkingTimeProperty, IsWhatAWalkerFinds) {
  unsigned seed = 1;
  for (const Edge& edge : kEdges) {
    for (int calendar = 0; calendar < 3; ++calendar) {
      World w(edge, seed++);
      for (int i = 0; i < 4; ++i) {
        Second a = w.some_time(), b = w.some_time();
        if (b < a) std::swap(a, b);
        const IntervalSet pauses = w.some_pauses();
        if (i == 0 && w.walk(a, b, {}) > seconds{0}) {
          const auto opens = w.work().opens(a);
          ASSERT_TRUE(opens && *opens >= a && *opens < b) << edge.zone;
          ASSERT_EQ(w.walk(a, *opens, {}), seconds{0}) << "nothing is worked before";
          ASSERT_EQ(w.walk(*opens, *opens + seconds{1}, {}), seconds{1}) << edge.zone;
        }
        const seconds walked = w.walk(a, b, pauses);
        ASSERT_EQ(w.work().elapsed(a, b, pauses), walked)
            << edge.zone << " " << format_instant(a) << " " << format_instant(b);
        if (walked == seconds{0}) continue;
        const auto due = w.work().due(a, walked, pauses);
        ASSERT_TRUE(due && *due <= b) << edge.zone;
        ASSERT_EQ(w.walk(a, *due, pauses), walked) << edge.zone;
        ASSERT_EQ(w.walk(a, *due - seconds{1}, pauses), walked - seconds{1}) << "the first second";
      }
    }
  }
}

TEST(WorkingTimeProperty, LawsThatHoldWhateverTheCalendar) {
  unsigned seed = 100;
  WorkingTime always = test::always_open();
  for (const Edge& edge : kEdges) {
    World w(edge, seed++);
    for (int i = 0; i < 300; ++i) {
      const Second a = w.some_time(), b = w.some_time(), c = w.some_time();
      const IntervalSet pauses = w.some_pauses();
      const seconds target{w.some(300'000)};
      const auto due = w.work().due(a, target, pauses);
      ASSERT_TRUE(due);
      ASSERT_EQ(w.work().elapsed(a, *due, pauses), target) << "what is due then has passed then";
      ASSERT_EQ(w.work().elapsed(a, b, pauses) + w.work().elapsed(b, c, pauses),
                w.work().elapsed(a, c, pauses))
          << "splitting adds up, in any order";
      ASSERT_LE(w.work().due(a, target), due) << "a pause brings no deadline nearer";
      std::vector<Interval> more(pauses.begin(), pauses.end());
      more.push_back({b, b + seconds{w.some(5000)}});
      ASSERT_GE(w.work().due(a, target, IntervalSet(more)), due) << "nor does one more";
      ASSERT_LE(w.work().due(a, target), w.work().due(a, target + seconds{1})) << "more is later";
      ASSERT_EQ(always.elapsed(a, b), b - a);
      ASSERT_EQ(always.due(a, target), a + target);
      ASSERT_LE(w.work().elapsed(std::min(a, b), std::max(a, b)), std::max(a, b) - std::min(a, b));
    }
  }
}

}  // namespace
}  // namespace tocsin::sla
