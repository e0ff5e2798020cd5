// Token buckets: never more than promised in any time, never less than that in the long run.

#include "notify/rate.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "base/error.h"
#include "cli/config.h"
#include "notify/channels/table.h"

namespace tocsin::notify {
namespace {

constexpr Instant kStart{Duration{1'800'000'000'000}};

TEST(Rate, ReadsWhatPeopleWrite) {
  struct Case {
    const char* text;
    std::int64_t count, per_ms, burst;
  };
  const Case cases[] = {
      {"1/s", 1, 1'000, 1},  {"30/min", 30, 60'000, 3},     {"30/m", 30, 60'000, 3},
      {"5/2s", 5, 2'000, 1}, {"100/h", 100, 3'600'000, 10}, {"1000/d", 1'000, 86'400'000, 100},
      {"", 0, 1'000, 1},     {"none", 0, 1'000, 1},
  };
  for (const Case& c : cases) {
    const auto rate = parse_rate(c.text);
    ASSERT_TRUE(rate) << c.text;
    EXPECT_EQ(*rate, (Rate{c.count, Duration{c.per_ms}, c.burst})) << c.text;
    EXPECT_EQ(rate->limits(), c.count > 0) << c.text;
  }
  for (const char* text : {"1", "/s", "x/s", "0/s", "-1/s", "1/", "1/fortnight", "1 /s", "1/0s",
                           "99999999/s", "1/s/s", "1/1000d"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

// Random askers at random times: what they get in any window of time stays within the promise.
TEST(Rate, NoWindowHoldsMoreThanPromised) {
  std::mt19937 random(20260601);
  for (const char* text : {"1/s", "30/min", "7/h", "999/2s", "3/s", "1000/d"}) {
    const Rate rate = *parse_rate(text);
    Bucket bucket = full_bucket(rate, kStart);
    std::vector<Instant> passed;
    Instant now = kStart;
    const std::int64_t step = 2 * rate.per.count() / rate.count + 1;
    for (int i = 0; i < 2'000; ++i) {
      now += Duration{std::uniform_int_distribution<std::int64_t>(0, step)(random)};
      const auto wanted = std::uniform_int_distribution<std::int64_t>(0, 4)(random);
      const auto got = take(bucket, rate, now, wanted);
      ASSERT_LE(got, wanted);
      passed.insert(passed.end(), static_cast<std::size_t>(got), now);
    }
    ASSERT_GT(passed.size(), 500U) << text << ": it must not starve either";
    for (std::size_t from = 0; from < passed.size(); from += 7) {
      for (std::size_t to = from; to < passed.size(); to += 11) {
        const std::int64_t window = (passed[to] - passed[from]).count();
        const std::int64_t most = rate.burst + window * rate.count / rate.per.count();
        ASSERT_LE(static_cast<std::int64_t>(to - from + 1), most + 1) << text;
      }
    }
  }
}

TEST(Rate, NothingIsLostToRounding) {
  // 7 an hour is no whole number of milliseconds apart; over a week it is 7 × 168 all the same.
  const Rate rate = *parse_rate("7/h");
  Bucket bucket{0, kStart};
  std::int64_t got = 0;
  for (std::int64_t ms = 0; ms <= 7 * 86'400'000LL; ms += 997) {
    got += take(bucket, rate, kStart + Duration{ms}, 1);
  }
  EXPECT_NEAR(static_cast<double>(got), 7.0 * 168, 1.0);
}

TEST(Rate, TheWaitIsExact) {
  for (const char* text : {"1/s", "30/min", "7/h", "999/2s"}) {
    const Rate rate = *parse_rate(text);
    Bucket bucket{0, kStart};
    Instant now = kStart;
    for (int n = 0; n < 20; ++n) {
      const Duration wait = wait_for(bucket, rate, now, 1);
      Bucket early = bucket;
      EXPECT_EQ(take(early, rate, now + wait - Duration{1}, 1), 0) << text;
      now += wait;
      EXPECT_EQ(take(bucket, rate, now, 1), 1) << text;
    }
    // Further ahead it is the sum of what each takes.
    EXPECT_EQ(wait_for({0, kStart}, rate, kStart, rate.count), rate.per) << text;
  }
}

TEST(Rate, AClockThatJumpsBackGivesNothingTwice) {
  const Rate rate = *parse_rate("10/s");
  Bucket bucket = full_bucket(rate, kStart);
  EXPECT_EQ(take(bucket, rate, kStart, 100), 1);
  const Instant before = kStart - std::chrono::hours{1};
  EXPECT_EQ(take(bucket, rate, before, 100), 0);
  EXPECT_EQ(take(bucket, rate, before + Duration{100}, 100), 1);
}

TEST(Rate, WhatWasNotUsedGoesBackButNeverOver) {
  const Rate rate = *parse_rate("100/s");
  Bucket bucket = full_bucket(rate, kStart);
  EXPECT_EQ(take(bucket, rate, kStart, 10), 10);
  give_back(bucket, rate, 4);
  EXPECT_EQ(take(bucket, rate, kStart, 10), 4);
  give_back(bucket, rate, 1'000);
  EXPECT_EQ(take(bucket, rate, kStart, 1'000), 10);
}

TEST(ProviderRates, EveryProviderHasItsKeys) {
  cli::Config config = cli::Config::from_text("", "test");
  config.set("email.providers", "smtp\nresend");
  const Settings defaults = read_settings(config);
  EXPECT_EQ(defaults.rates.of_provider("discord"), parse_rate("50/s"));
  EXPECT_EQ(defaults.rates.of_receiver("slack"), parse_rate("1/s"));
  EXPECT_FALSE(defaults.rates.of_provider("twilio").limits());
  for (const char* table :
       {"email", "resend", "twilio", "slack", "discord", "telegram", "webhook", "push", "exec"}) {
    config.set(fmt::format("{}.rate", table), "7/min");
  }
  const Settings settings = read_settings(config);
  Carriers carriers(config, settings);
  for (const ChannelRow& row : channel_table()) {
    if (row.channel == Channel::inapp) continue;  // nothing leaves the database
    for (const std::string& provider : carriers.find(row.channel)->providers()) {
      EXPECT_EQ(settings.rates.of_provider(provider), parse_rate("7/min")) << provider;
    }
  }
  config.set("twilio.rate", "fast");
  EXPECT_THROW((void)read_settings(config), Error);
}

}  // namespace
}  // namespace tocsin::notify
