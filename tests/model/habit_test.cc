#include "model/habit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <functional>
#include <random>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr Instant kBegin{days{20'000}};

TEST(HabitTest, AWeightHalvesInAHalfLife) {
  const Response r{4, 2, kBegin};
  const Response later = aged(r, kBegin + kHabitHalfLife);
  EXPECT_DOUBLE_EQ(later.acted, 2);
  EXPECT_DOUBLE_EQ(later.ignored, 1);
  EXPECT_EQ(later.as_of, kBegin + kHabitHalfLife);
  // The past does not grow again.
  EXPECT_DOUBLE_EQ(aged(r, kBegin - 24h).acted, 4);
}

TEST(HabitTest, TheOrderInWhichMessagesCountMakesNoDifference) {
  const auto a = with(with(Response{}, 1, kBegin), 0, kBegin + 240h);
  const auto b = with(with(Response{}, 0, kBegin + 240h), 1, kBegin);
  EXPECT_NEAR(a.acted, b.acted, 1e-12);
  EXPECT_NEAR(a.ignored, b.ignored, 1e-12);
  EXPECT_EQ(a.as_of, b.as_of);
  EXPECT_NEAR(a.ignored, 1, 1e-12);
  EXPECT_NEAR(a.acted, std::exp2(-10.0 / 30), 1e-12);
}

TEST(HabitTest, AShareBeyondItsBoundsCountsAsTheBound) {
  EXPECT_DOUBLE_EQ(with(Response{}, 7, kBegin).acted, 1);
  EXPECT_DOUBLE_EQ(with(Response{}, -7, kBegin).ignored, 1);
}

Habits habits(std::initializer_list<std::tuple<HabitTrait, const char*, double, double>> values) {
  Habits out;
  for (const auto& [trait, value, acted, ignored] : values) {
    out.of(trait)[value] = {acted, ignored, kBegin};
  }
  return out;
}

TEST(HabitTest, WhatWasNeverSeenIsBelievedOfAsOfThePerson) {
  const Habits h = habits({{HabitTrait::channel, "email", 3, 7}});
  const Belief push = belief(h, HabitTrait::channel, "push", kBegin);
  EXPECT_NEAR(push.rate(), 4.0 / 12, 1e-12);  // (3 + 1) of (10 + 2)
  EXPECT_NEAR(push.acts + push.leaves, kHabitPrior, 1e-12);
  const Belief email = belief(h, HabitTrait::channel, "email", kBegin);
  EXPECT_NEAR(email.rate(), (3 + kHabitPrior / 3) / (10 + kHabitPrior), 1e-12);
}

TEST(HabitTest, HoursSpeakForTheirNeighboursAcrossMidnight) {
  const Habits h = habits({{HabitTrait::channel, "email", 10, 10},
                           {HabitTrait::hour, "23", 10, 0},
                           {HabitTrait::hour, "12", 0, 10}});
  const auto rate = [&](int hour) {
    return belief(h, HabitTrait::hour, hour_name(hour), kBegin).rate();
  };
  EXPECT_GT(rate(23), rate(0));
  EXPECT_GT(rate(0), rate(1));
  EXPECT_GT(rate(1), rate(2));
  EXPECT_GT(rate(2), rate(3));
  EXPECT_NEAR(rate(3), 0.5, 1e-9);
  EXPECT_LT(rate(12), rate(13));
  EXPECT_LT(rate(13), rate(14));
}

TEST(HabitTest, SoLittleTeachesNothing) {
  const Habits h = habits({{HabitTrait::channel, "push", kHabitEnough - 1, 0}});
  EXPECT_FALSE(is_enough(h, kBegin));
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    EXPECT_EQ(
        preferred(h, HabitTrait::channel, {"email", "push"}, kBegin, std::to_string(seed)).front(),
        "email");
  }
}

TEST(HabitTest, TheSameSeedGivesTheSameChoiceWhateverElseThereIs) {
  const Habits h =
      habits({{HabitTrait::channel, "email", 5, 5}, {HabitTrait::channel, "push", 5, 5}});
  int email_first = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string seed = std::to_string(i);
    const auto order = preferred(h, HabitTrait::channel, {"email", "push"}, kBegin, seed);
    EXPECT_EQ(order, preferred(h, HabitTrait::channel, {"push", "email"}, kBegin, seed)) << seed;
    const auto among = preferred(h, HabitTrait::channel, {"slack", "email", "push"}, kBegin, seed);
    const bool before = std::find(among.begin(), among.end(), "email") <
                        std::find(among.begin(), among.end(), "push");
    EXPECT_EQ(before, order.front() == "email") << seed;
    email_first += order.front() == "email" ? 1 : 0;
  }
  EXPECT_NEAR(email_first, 500, 60);  // as good as each other, as often the first
}

// Somebody who acts on what they are told at some rate that depends on the choice made for them,
// and of whom is learned two days later, as in life.
class Simulated {
 public:
  using Rate = std::function<double(const std::string& choice)>;

  Simulated(HabitTrait trait, std::vector<std::string> choices, std::uint64_t seed)
      : trait_(trait), choices_(std::move(choices)), random_(seed) {}

  // Tells them `count` times `apart`; the regret against the best choice, and how often it was it.
  struct Told {
    double regret = 0;
    double regret_of_first = 0;  // had the first always been chosen
    int best = 0;
  };
  Told tell(int count, Duration apart, const Rate& rate) {
    double best = 0;
    for (const std::string& choice : choices_) best = std::max(best, rate(choice));
    Told out;
    for (int i = 0; i < count; ++i, now_ += apart) {
      while (!waiting_.empty() && waiting_.front().at <= now_ - 48h) learn();
      const std::string chosen =
          preferred(habits_, trait_, choices_, now_, std::to_string(++told_)).front();
      out.regret += best - rate(chosen);
      out.regret_of_first += best - rate(choices_.front());
      out.best += rate(chosen) > best - 0.05 ? 1 : 0;
      const bool acts = std::bernoulli_distribution(rate(chosen))(random_);
      waiting_.push_back({chosen, now_, acts});
    }
    return out;
  }

 private:
  struct Waiting {
    std::string choice;
    Instant at;
    bool acted;
  };

  void learn() {
    const Waiting& w = waiting_.front();
    Response& r = habits_.of(trait_)[w.choice];
    r = with(r, w.acted ? 1 : 0, w.at);
    if (trait_ != HabitTrait::channel) {
      Response& all = habits_.of(HabitTrait::channel)["email"];
      all = with(all, w.acted ? 1 : 0, w.at);
    }
    waiting_.pop_front();
  }

  HabitTrait trait_;
  std::vector<std::string> choices_;
  std::mt19937_64 random_;
  std::deque<Waiting> waiting_;
  Habits habits_;
  Instant now_ = kBegin;
  int told_ = 0;
};

struct Sum {
  double regret = 0, regret_of_first = 0;
  int best = 0;

  void operator+=(const Simulated::Told& t) {
    regret += t.regret;
    regret_of_first += t.regret_of_first;
    best += t.best;
  }
};

constexpr int kPeople = 20;

TEST(HabitSimulation, TheBestChannelIsFoundAndFoundAgainWhenHabitsChange) {
  const Simulated::Rate before = [](const std::string& c) {
    return c == "push" ? 0.5 : c == "telegram" ? 0.3 : 0.15;
  };
  const Simulated::Rate after = [](const std::string& c) {
    return c == "email" ? 0.45 : c == "telegram" ? 0.3 : 0.05;
  };
  Sum learning, settled, changing, again;
  for (int person = 0; person < kPeople; ++person) {
    Simulated one(HabitTrait::channel, {"email", "telegram", "push"},
                  static_cast<std::uint64_t>(person));
    learning += one.tell(200, 8h, before);
    settled += one.tell(100, 8h, before);
    changing += one.tell(200, 8h, after);
    again += one.tell(100, 8h, after);
  }
  RecordProperty("regret_per_100_learning", std::to_string(learning.regret / kPeople / 2));
  RecordProperty("regret_per_100_settled", std::to_string(settled.regret / kPeople));
  RecordProperty("regret_per_100_changing", std::to_string(changing.regret / kPeople / 2));
  RecordProperty("regret_per_100_again", std::to_string(again.regret / kPeople));
  EXPECT_GT(settled.best, 80 * kPeople);
  EXPECT_GT(again.best, 70 * kPeople);
  EXPECT_LT(learning.regret, 0.35 * learning.regret_of_first);
  EXPECT_LT(settled.regret, 0.15 * settled.regret_of_first);
  // Never tried again, what was best before would have cost 40 in 100.
  EXPECT_LT(again.regret / kPeople, 10);
}

TEST(HabitSimulation, TheHourOfADailyDigestComesToTheirEvening) {
  const auto evening = [](int peak) {
    return [peak](const std::string& hour) {
      const double away = std::abs(std::stoi(hour) - peak);
      return 0.1 + 0.5 * std::exp(-away * away / 8);
    };
  };
  std::vector<std::string> awake;
  for (int hour = 7; hour < 23; ++hour) awake.push_back(hour_name(hour));
  Sum learning, settled, again;
  for (int person = 0; person < kPeople; ++person) {
    Simulated one(HabitTrait::hour, awake, static_cast<std::uint64_t>(person));
    learning += one.tell(90, 24h, evening(19));
    settled += one.tell(60, 24h, evening(19));
    one.tell(90, 24h, evening(13));
    again += one.tell(60, 24h, evening(13));
  }
  RecordProperty("regret_per_day_learning", std::to_string(learning.regret / kPeople / 90));
  RecordProperty("regret_per_day_settled", std::to_string(settled.regret / kPeople / 60));
  RecordProperty("regret_per_day_again", std::to_string(again.regret / kPeople / 60));
  // One message a day says little, and habits may change: half of what not learning costs.
  EXPECT_LT(settled.regret, 0.5 * settled.regret_of_first);
  EXPECT_LT(again.regret, 0.5 * again.regret_of_first);
}

}  // namespace
}  // namespace tocsin
