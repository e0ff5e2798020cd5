#include "forecast/series_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tocsin::forecast {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(SeriesRecord, IsRead) {
  std::string why;
  const auto s = read_series(
      R"({"type":"series","id":"a","values":[1,null,2.5],"horizon":3,"period":[24,168,24,1],)"
      R"("interval":"1h","start":"2026-01-01T00:00:00Z"})",
      why);
  ASSERT_TRUE(s) << why;
  EXPECT_EQ(s->id, "a");
  EXPECT_EQ(s->horizon, 3);
  EXPECT_THAT(s->periods, ElementsAre(24, 168));
  ASSERT_EQ(s->values.size(), 3U);
  EXPECT_TRUE(std::isnan(s->values[1]));
  EXPECT_EQ(s->values[2], 2.5);
}

TEST(SeriesRecord, TheIntervalGivesThePeriodUnlessItIsGiven) {
  std::string why;
  const auto periods = [&](const std::string& more) {
    return read_series(R"({"id":"a","values":[1],"horizon":1)" + more + "}", why)->periods;
  };
  EXPECT_THAT(periods(""), IsEmpty());
  EXPECT_THAT(periods(R"(,"interval":"1mo")"), ElementsAre(12));
  EXPECT_THAT(periods(R"(,"interval":"1mo","period":4)"), ElementsAre(4));
  EXPECT_THAT(periods(R"(,"interval":"1mo","period":1)"), IsEmpty());
  EXPECT_THAT(periods(R"(,"period":52.18)"), ElementsAre(52));
  EXPECT_THAT(periods(R"(,"period":null)"), IsEmpty());
}

TEST(SeriesRecord, IntervalsHaveTheirRounds) {
  const std::pair<const char*, std::vector<int>> all[] = {
      {"1h", {24, 168}}, {"15m", {96, 672}}, {"6h", {4, 28}}, {"5h", {}},    {"1d", {7}},
      {"7d", {52}},      {"1w", {52}},       {"14d", {26}},   {"1mo", {12}}, {"3mo", {4}},
      {"1q", {4}},       {"1y", {}},         {"12mo", {}},    {"2d", {}},    {"24h", {7}},
  };
  for (const auto& [interval, expected] : all)
    EXPECT_EQ(periods_of(interval), expected) << interval;
  for (const auto* wrong :
       {"", "h", "0h", "-1d", "1", "1x", "1 h", "1.5h", "99999999999s", "1mom"}) {
    EXPECT_EQ(periods_of(wrong), std::nullopt) << wrong;
  }
}

TEST(SeriesRecord, WhatIsNoneIsRefusedWithFieldAndReason) {
  const std::pair<std::string, const char*> all[] = {
      {"", "syntax error"},
      {"[1]", "record: must be a JSON object"},
      {"null", "record: must be a JSON object"},
      {"{}", "id: is missing; values: is missing; horizon: is missing"},
      {R"({"id":"","values":[1],"horizon":1})", "id: must not be empty"},
      {R"({"id":7,"values":[1],"horizon":1})", "id: must be text"},
      {R"({"id":"a","values":[1],"horizon":0})", "horizon: must be at least 1"},
      {R"({"id":"a","values":[1],"horizon":10001})", "horizon: must be at most 10000"},
      {R"({"id":"a","values":[1],"horizon":1.5})", "horizon: must be"},
      {R"({"id":"a","values":3,"horizon":1})", "values: must be a list of numbers"},
      {R"({"id":"a","values":[1,"2"],"horizon":1})", "values: entry 2 must be a number or null"},
      {R"({"id":"a","values":[1,NaN],"horizon":1})", "column"},
      {R"({"id":"a","values":[1,1e999],"horizon":1})", "number overflow"},
      {R"({"id":"a","values":[1],"horizon":1,"period":0})", "period: must be at least 1"},
      {R"({"id":"a","values":[1],"horizon":1,"period":1e9})", "period: must be at most 100000"},
      {R"({"id":"a","values":[1],"horizon":1,"period":"12"})", "period: must be a number"},
      {R"({"id":"a","values":[1],"horizon":1,"period":[[12]]})", "period: must be a number"},
      {R"({"id":"a","values":[1],"horizon":1,"interval":"often"})", "is no interval"},
      {R"({"id":"a","values":[1],"horizon":1,"start":"soon"})", "start: "},
      {R"({"id":"a","values":[1],"horizon":1,"horizn":1})",
       "horizn: is not a field of this record; did you mean 'horizon'?"},
      {R"({"type":"offer","id":"a","values":[1],"horizon":1})", "type: must be 'series'"},
      {"{\"id\":\"\xff\",\"values\":[1],\"horizon\":1}", "not UTF-8 at byte 8"},
  };
  for (const auto& [line, expected] : all) {
    std::string why;
    EXPECT_FALSE(read_series(line, why)) << line;
    EXPECT_THAT(why, HasSubstr(expected)) << line;
  }
}

TEST(SeriesRecord, LenientPassesUnknownFieldsOver) {
  std::string why;
  EXPECT_TRUE(read_series(R"({"id":"a","values":[1],"horizon":1,"more":2})", why, true)) << why;
}

TEST(SeriesRecord, TooManyValuesAreRefused) {
  std::string line = R"({"id":"a","horizon":1,"values":[0)";
  for (std::size_t i = 0; i < kMostValues; ++i) line += ",0";
  std::string why;
  EXPECT_FALSE(read_series(line + "]}", why));
  EXPECT_EQ(why, "values: has more than 1000000 entries");
}

TEST(ForecastRecord, HasWhatTheInterfaceSays) {
  Forecast f{.id = "a",
             .model = "auto",
             .mean = {1.5, NAN},
             .quantiles = {{0.025, {1, NAN}}, {0.5, {1.5, NAN}}},
             .confidence = 0.25,
             .fallback = ""};
  EXPECT_EQ(forecast_record(f).dump(),
            R"({"type":"forecast","id":"a","model":"auto","horizon":2,"mean":[1.5,null],)"
            R"("quantiles":{"0.025":[1.0,null],"0.5":[1.5,null]},"confidence":0.25,)"
            R"("fallback":null})");
  f.fallback = "only 2 values";
  f.confidence.reset();
  EXPECT_EQ(forecast_record(f)["fallback"], "only 2 values");
  EXPECT_TRUE(forecast_record(f)["confidence"].is_null());
}

}  // namespace
}  // namespace tocsin::forecast
