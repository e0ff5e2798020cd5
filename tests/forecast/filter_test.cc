#include "forecast/filter.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/error.h"

namespace tocsin::forecast {
namespace {

constexpr double kMedian[] = {0.5};

FilterOptions options(int jobs) {
  return {.forecast = {.model = "ses", .probabilities = kMedian}, .lenient = false, .jobs = jobs};
}

// `count` lines, each tenth of which is none.
ReadLine lines(std::int64_t count, std::int64_t& read) {
  return [&read, count](SeriesLine& to) {
    if (read == count) return false;
    to.number = ++read;
    // Of very different cost, so that threads overtake each other.
    const int size = read % 7 == 0 ? 600 : 9;
    to.text = R"({"id":")" + std::to_string(read) + R"(","horizon":2,"values":[)";
    for (int i = 0; i < size; ++i) to.text += std::to_string(i % 5) + ",";
    to.text += "1]}";
    if (read % 10 == 0) to.text = "[]";
    return true;
  };
}

TEST(Filter, KeepsTheOrderWhateverTheThreads) {
  for (const int jobs : {1, 2, 8}) {
    std::int64_t read = 0, next = 0;
    bool idle_at_the_end = false;
    forecast_lines(
        lines(100, read),
        [&](const Answered& answered, bool idle) {
          EXPECT_EQ(answered.line.number, ++next);
          EXPECT_EQ(answered.forecast.has_value(), next % 10 != 0);
          if (answered.forecast) {
            EXPECT_EQ(answered.forecast->id, std::to_string(next));
          } else {
            EXPECT_EQ(answered.reason, "record: must be a JSON object");
          }
          idle_at_the_end = idle;
        },
        options(jobs));
    EXPECT_EQ(next, 100);
    EXPECT_TRUE(idle_at_the_end);
  }
}

TEST(Filter, WhatCannotBeReadIsSaid) {
  bool first = true;
  std::string reason;
  forecast_lines(
      [&](SeriesLine& to) {
        to.fault = "is longer than 8 bytes";
        return std::exchange(first, false);
      },
      [&](const Answered& answered, bool) { reason = answered.reason; }, options(2));
  EXPECT_EQ(reason, "is longer than 8 bytes");
}

TEST(Filter, FaultsOfBothEndsComeThrough) {
  std::int64_t read = 0, taken = 0;
  EXPECT_THROW(forecast_lines(
                   lines(1'000'000, read),
                   [&](const Answered&, bool) {
                     if (++taken == 5) fail(Exit::io, "no room");
                   },
                   options(2)),
               Error);
  EXPECT_EQ(taken, 5);
  EXPECT_LT(read, 50);

  read = taken = 0;
  const auto all = lines(30, read);
  EXPECT_THROW(forecast_lines(
                   [&](SeriesLine& to) {
                     if (read == 20) fail(Exit::io, "the disk is gone");
                     return all(to);
                   },
                   [&](const Answered&, bool) { ++taken; }, options(2)),
               Error);
  EXPECT_EQ(taken, 20);  // what was read is answered
}

}  // namespace
}  // namespace tocsin::forecast
