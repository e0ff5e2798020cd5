// The timeline against a walker that looks at the wall clock minute by minute and counts hand-offs
// one by one, on random schedules in the weeks in which clocks change.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "escalate/build.h"

namespace tocsin::escalate {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using test::at;

// Each with a day on which its clocks change, or the calendar is odd.
struct Edge {
  const char *zone, *day;
};
constexpr Edge kEdges[] = {
    {"Europe/London", "2026-03-29"},       {"Europe/London", "2026-10-25"},
    {"America/New_York", "2026-03-08"},    {"America/New_York", "2026-11-01"},
    {"Australia/Lord_Howe", "2026-04-05"}, {"Australia/Lord_Howe", "2026-10-04"},
    {"Asia/Kolkata", "2028-02-29"},        {"America/Havana", "2025-11-02"},
    {"Africa/Casablanca", "2026-02-15"},   {"Pacific/Apia", "2011-12-30"},
    {"America/Sao_Paulo", "2018-11-04"},   {"UTC", "2026-01-01"},
};

constexpr int kDays = 14, kBefore = 9;  // looked at; walked before them

class World {
 public:
  World(const Edge& edge, unsigned seed)
      : random_(seed), from_(at(edge.day) - days{7}), until_(from_ + days{kDays}) {
    for (int i = 0; i < kPeople; ++i) {
      schedule_.people.push_back({.name = fmt::format("p{}", i), .present = some(6) > 0});
    }
    const int layers = 1 + some(4);
    for (int i = 0; i < layers; ++i) {
      schedule_.layers.push_back(some_layer(some(3) > 0 ? edge.zone : some_of(kEdges).zone));
    }
    for (int i = some(3); i > 0; --i) changes_.temporaries.push_back(some_temporary());
    for (int i = some(8); i > 0; --i) changes_.overrides.push_back(some_override());
  }

  Instant from() const { return from_; }
  Instant until() const { return until_; }
  Instant some_time() { return from_ + minutes{some(kDays * 1440)}; }
  const Schedule& schedule() const { return schedule_; }
  const Changes& changes() const { return changes_; }

  // Who is on call in each minute.
  std::vector<Crew> walk() const {
    std::vector<std::vector<Crew>> layers;
    for (const Layer& layer : schedule_.layers) layers.push_back(walk(layer));
    std::vector<Crew> out;
    for (int minute = 0; minute < kDays * 1440; ++minute) {
      std::vector<Crew> pile;
      for (const auto& layer : layers) pile.push_back(layer[static_cast<std::size_t>(minute)]);
      out.push_back(on_top(std::move(pile), from_ + minutes{minute}));
    }
    return out;
  }

 private:
  static constexpr int kPeople = 7;

  int some(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  Who some_person() { return static_cast<Who>(some(kPeople)); }
  template <typename T, std::size_t n>
  const T& some_of(const T (&list)[n]) {
    return list[some(static_cast<int>(n))];
  }

  Crew some_crew() {
    Crew out{some_person()};
    if (some(4) == 0) out.push_back(some_person());
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  Layer some_layer(const char* name) {
    const Zone zone = Zone::find(name);
    static constexpr hours kTurns[] = {hours{1},  hours{2},  hours{5},   hours{12}, hours{24},
                                       hours{24}, hours{72}, hours{168}, hours{31}};
    // Often where clocks change.
    const LocalTime midnight{std::chrono::floor<days>(zone.to_local(from_ - days{kBefore - 2}))};
    const LocalTime first =
        midnight + minutes{some(2) > 0 ? some(1440) : some(4) * 60 + some(2) * 30};
    Layer out{fmt::format("{}", schedule_.layers.size()),
              {zone, first, some_of(kTurns), {}},
              from_ - days{kBefore}};
    for (int i = 1 + some(4); i > 0; --i) out.rotation.crews.push_back(some_crew());
    if (some(3) == 0) out.from = some_time();
    if (some(3) == 0) out.until = std::max(out.from + hours{1}, some_time());
    if (some(2) == 0) out.hours = some_hours();
    return out;
  }

  WeekHours some_hours() {
    WeekHours out;
    for (auto& day : out) {
      for (int i = some(3); i > 0; --i) {
        const minutes begin{some(1440)};
        day.push_back({begin, begin + minutes{1 + some(1440)}});
      }
    }
    return out;
  }

  Override some_override() {
    Override out{"c", some_time(), {}, {}, {}};
    out.until = out.from + minutes{1 + some(3000)};
    const int kind = some(4);
    if (kind > 0) out.replaced = some_person();
    if (kind != 1) out.person = some_person();
    return out;
  }

  TemporarySchedule some_temporary() {
    TemporarySchedule out{"p", some_time(), {}, {}};
    out.until = out.from + minutes{1 + some(5000)};
    for (int i = 1 + some(3); i > 0; --i) {
      const Instant begin = out.from + minutes{some(3000) - 500};
      out.shifts.push_back({begin, begin + minutes{1 + some(2000)}, some_person()});
    }
    return out;
  }

  void leave_present(Crew& crew) const {
    std::erase_if(crew, [&](Who w) { return !schedule_.people[w].present; });
  }

  static bool within(const WeekHours& week, LocalTime wall) {
    const auto today = std::chrono::floor<days>(wall);
    for (const auto day : {today - days{1}, today}) {
      for (const HourRange& h : week[std::chrono::weekday{day}.c_encoding()]) {
        if (wall - day >= h.from && wall - day < h.until) return true;
      }
    }
    return false;
  }

  std::vector<Crew> walk(const Layer& layer) const {
    const Rotation& r = layer.rotation;
    std::vector<Crew> out;
    std::size_t turn = 0;
    LocalTime hand_off = r.first + r.turn;
    LocalTime shown = LocalTime::min();
    for (Instant t = from_ - days{kBefore}; t < until_; t += minutes{1}) {
      const LocalTime wall = r.zone.to_local(t);
      shown = std::max(shown, wall);
      for (; hand_off <= shown; hand_off += r.turn) ++turn;
      if (t < from_) continue;
      Crew crew = r.crews[turn % r.crews.size()];
      if (t < layer.from || t >= layer.until || (layer.hours && !within(*layer.hours, wall))) {
        crew.clear();
      }
      leave_present(crew);
      out.push_back(std::move(crew));
    }
    return out;
  }

  Crew on_top(std::vector<Crew> pile, Instant t) const {
    const auto covers = [&](const auto& it) { return it.from <= t && t < it.until; };
    for (const TemporarySchedule& it : changes_.temporaries) {
      if (!covers(it)) continue;
      for (Crew& crew : pile) crew.clear();
      for (const auto& shift : it.shifts) {
        if (covers(shift)) pile.push_back({shift.person});
      }
    }
    for (const Override& it : changes_.overrides) {
      if (!covers(it)) continue;
      if (!it.replaced) pile.push_back({*it.person});
      for (Crew& crew : pile) {
        leave_present(crew);
        if (!it.replaced || std::erase(crew, *it.replaced) == 0 || !it.person) continue;
        crew.push_back(*it.person);
        std::sort(crew.begin(), crew.end());
        crew.erase(std::unique(crew.begin(), crew.end()), crew.end());
      }
    }
    for (auto crew = pile.rbegin(); crew != pile.rend(); ++crew) {
      leave_present(*crew);
      if (!crew->empty()) return *crew;
    }
    return {};
  }

  std::mt19937 random_;
  Instant from_, until_;
  Schedule schedule_{"random", "", Zone::utc(), {}, {}};
  Changes changes_;
};

// The same by the timeline.
std::vector<Crew> by_minute(const World& w) {
  std::vector<Crew> out(kDays * 1440);
  Instant last = w.from();
  for (const Shift& s : timeline(w.schedule(), w.changes(), w.from(), w.until())) {
    EXPECT_LE(last, s.from) << "ascending";
    EXPECT_LT(s.from, s.until);
    EXPECT_FALSE(s.people.empty());
    for (Instant t = s.from; t < s.until; t += minutes{1}) {
      out[static_cast<std::size_t>((t - w.from()) / minutes{1})] = s.people;
    }
    last = s.until;
  }
  EXPECT_LE(last, w.until());
  return out;
}

TEST(OnCallProperty, IsWhatAWalkerFinds) {
  unsigned seed = 1;
  for (const Edge& edge : kEdges) {
    for (int i = 0; i < 3; ++i, ++seed) {
      const World w(edge, seed);
      const auto walked = w.walk(), computed = by_minute(w);
      for (std::size_t minute = 0; minute < walked.size(); ++minute) {
        ASSERT_EQ(test::names(w.schedule(), computed[minute]),
                  test::names(w.schedule(), walked[minute]))
            << edge.zone << " seed " << seed << " at "
            << format_instant(w.from() + minutes{static_cast<int>(minute)});
      }
    }
  }
}

TEST(OnCallProperty, EveryQuestionHasTheSameAnswer) {
  unsigned seed = 100;
  for (const Edge& edge : kEdges) {
    World w(edge, ++seed);
    const auto computed = by_minute(w);
    for (int i = 0; i < 40; ++i) {
      const Instant t = w.some_time();
      const auto minute = static_cast<std::size_t>((t - w.from()) / minutes{1});
      const auto found = on_call_at(w.schedule(), w.changes(), t);
      ASSERT_EQ(found ? found->people : Crew{}, computed[minute]) << edge.zone;
      std::size_t next = minute;
      while (next < computed.size() && computed[next] == computed[minute]) ++next;
      const auto hand_off = next_hand_off(w.schedule(), w.changes(), t, w.until());
      ASSERT_EQ(hand_off.has_value(), next < computed.size()) << edge.zone << " " << seed;
      if (!hand_off) continue;
      ASSERT_EQ(hand_off->at, w.from() + minutes{static_cast<int>(next)}) << edge.zone;
      ASSERT_EQ(hand_off->to, computed[next]);
    }
    const auto shifts = timeline(w.schedule(), w.changes(), w.from(), w.until());
    Duration gone{}, covered{};
    for (const Span& s : gaps(shifts, w.from(), w.until())) gone += s.until - s.from;
    for (const Shift& s : shifts) covered += s.until - s.from;
    ASSERT_EQ(gone + covered, w.until() - w.from()) << "a gap is what no shift covers";
  }
}

}  // namespace
}  // namespace tocsin::escalate
