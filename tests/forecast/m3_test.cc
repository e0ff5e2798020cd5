// A sample of the M3 competition: the combination beats the naive method, and its intervals hold.
// All 3,003 series are measured by tests/bench/forecast.py; nothing is chosen here.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>

#include "base/text.h"
#include "forecast/forecast.h"
#include "support/fixtures.h"

namespace tocsin::forecast {
namespace {

struct Row {
  std::string id, kind;
  int period = 1, horizon = 1;
  std::vector<double> values;
};

std::vector<Row> rows_of(const std::string& file) {
  std::istringstream lines(tocsin::test::gunzip(tocsin::test::fixtures() / file));
  std::vector<Row> out;
  for (std::string line; std::getline(lines, line);) {
    const auto cells = split(line, ',');
    Row row{cells[0], cells[1], std::stoi(cells[3]), std::stoi(cells[4]), {}};
    for (std::size_t i = 5; i < cells.size(); ++i) row.values.push_back(std::stod(cells[i]));
    out.push_back(std::move(row));
  }
  return out;
}

struct Sums {
  double ours = 0, naive = 0, within80 = 0, within95 = 0, steps = 0;
};

TEST(M3, SampleBeatsNaive2AndCovers) {
  TOCSIN_NEEDS_FIXTURE("forecasting/m3/m3_train.csv.gz");
  const auto train = rows_of("forecasting/m3/m3_train.csv.gz");
  const auto test = rows_of("forecasting/m3/m3_test.csv.gz");
  ASSERT_EQ(train.size(), test.size());
  constexpr double kLevels[] = {0.025, 0.1, 0.5, 0.9, 0.975};
  std::map<std::string, Sums> by_kind;
  Sums all;
  for (std::size_t i = 7; i < train.size(); i += 50) {
    ASSERT_EQ(train[i].id, test[i].id);
    const Series s{.id = train[i].id,
                   .values = train[i].values,
                   .horizon = train[i].horizon,
                   .periods = {train[i].period}};
    const Forecast ours = forecast(s, {.model = kAuto, .probabilities = kLevels});
    const Forecast naive = forecast(s, {.model = "naive2", .probabilities = {}});
    for (std::size_t k = 0; k < ours.mean.size(); ++k) {
      const double actual = test[i].values[k];
      const auto smape = [&](double f) {
        return 200 * std::abs(f - actual) / (std::abs(f) + std::abs(actual)) / s.horizon;
      };
      const auto inside = [&](std::size_t low, std::size_t high) {
        return ours.quantiles[low].values[k] <= actual && actual <= ours.quantiles[high].values[k];
      };
      for (Sums* sums : {&all, &by_kind[train[i].kind]}) {
        sums->ours += smape(ours.mean[k]);
        sums->naive += smape(naive.mean[k]);
        sums->within80 += inside(1, 3) ? 1 : 0;
        sums->within95 += inside(0, 4) ? 1 : 0;
        ++sums->steps;
      }
    }
  }
  EXPECT_EQ(by_kind.size(), 4U);
  // Of a dozen series a kind may have a worse one; all of it beats the naive method by far.
  for (const auto& [kind, sums] : by_kind) EXPECT_LT(sums.ours, 1.1 * sums.naive) << kind;
  EXPECT_LT(all.ours, 0.9 * all.naive);
  // A sample of 60 series: wide bounds.
  EXPECT_NEAR(all.within80 / all.steps, 0.80, 0.08);
  EXPECT_NEAR(all.within95 / all.steps, 0.95, 0.04);
}

}  // namespace
}  // namespace tocsin::forecast
