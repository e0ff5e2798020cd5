// Small stories over time: what a watch hears of, and what it does not.

#include "analyze/look.h"

#include <gtest/gtest.h>

#include "analyze/scenes.h"

namespace tocsin::analyze {
namespace {

using namespace test;  // NOLINT
using Kinds = std::vector<std::string>;

class Story : public ::testing::Test {
 protected:
  Story() { scene_.event = view_of(derby()); }

  // One look at these offers; the history of each follows its price.
  Kinds look_at(std::string_view when, std::vector<store::StoredOffer> offers) {
    const Instant now = at(when);
    for (const store::StoredOffer& o : offers) {
      History& h = scene_.history[o.id];
      if (h.empty() || h.back().each != o.each) {
        h.push_back({now, o.each, {}, o.each, o.facts.quantity, o.facts.availability});
      }
    }
    scene_.offers = std::move(offers);
    result_ = look(watch_, state_, scene_, rules_, now);
    state_ = result_.state;
    Kinds out;
    for (const AlertDraft& a : result_.raise) out.push_back(a.kind);
    for (const Ending& e : result_.resolve) {
      out.push_back("-" + e.dedup_key.substr(std::string("watch:7/event:5/").size()));
    }
    for (const Ending& e : result_.replace) {
      out.push_back("~" + e.dedup_key.substr(std::string("watch:7/event:5/").size()));
    }
    return out;
  }
  void change_event(const std::function<void(store::StoredEvent&)>& how) {
    store::StoredEvent e = scene_.event.stored;
    how(e);
    scene_.event = view_of(e);
  }
  bool says(std::string_view sentence) const {
    for (const AlertDraft& a : result_.raise) {
      if (a.body.find(sentence) != std::string::npos) return true;
    }
    return false;
  }

  WatchFacts watch_ = watch(R"({"performer":"Leeds United"})");
  Rules rules_;
  Scene scene_;
  std::optional<MatchState> state_;
  LookResult result_;
};

TEST_F(Story, AnotherTeamsWatchSeesNothing) {
  watch_ = watch(R"({"performer":"Arsenal"})");
  EXPECT_EQ(look_at("2026-11-01", {offer(1, gbp(11900))}), Kinds{});
  EXPECT_FALSE(state_);
}

TEST_F(Story, FirstMatchThenADropThenGone) {
  EXPECT_EQ(look_at("2026-11-01T09:00:00Z", {offer(1, gbp(11900))}), Kinds{"ticket_match"});
  EXPECT_EQ(look_at("2026-11-01T12:00:00Z", {offer(1, gbp(11900))}), Kinds{});
  EXPECT_EQ(look_at("2026-11-02T09:00:00Z", {offer(1, gbp(9500))}), Kinds{"price_drop"});
  const AlertDraft& drop = result_.raise.front();
  EXPECT_EQ(drop.title, "Leeds United v Derby County: 10 tickets from £95.00, down 20 %");
  EXPECT_TRUE(says("£95.00 is 20 % below the last look (£119.00)")) << drop.body;
  EXPECT_TRUE(says("lowest since tracking began")) << drop.body;
  EXPECT_EQ(drop.metadata.at("change_percent"), -20.2);
  const Json& past = drop.metadata.at("price_history");
  EXPECT_EQ(past.at("currency"), "GBP");
  EXPECT_EQ(past.at("points").front(), Json::array({"2026-11-01T09:00:00Z", "119.00"}));
  EXPECT_EQ(past.at("points").back(), Json::array({"2026-11-02T09:00:00Z", "95.00"}));
  EXPECT_EQ(drop.recipients, std::vector<std::string>{"person:3"});
  EXPECT_EQ(look_at("2026-11-03T09:00:00Z", {offer(1, gbp(11900))}),
            Kinds{"-price_drop/95.00 GBP"});
  EXPECT_EQ(look_at("2026-11-04T09:00:00Z", {}), (Kinds{"sold_out", "-ticket_match"}));
  EXPECT_EQ(look_at("2026-11-05T09:00:00Z", {offer(2, gbp(12000))}),
            (Kinds{"back_in_stock", "-sold_out"}));
  EXPECT_GE(result_.raise.front().priority, 3);
}

TEST_F(Story, SlowDriftAlerts) {
  (void)look_at("2026-11-01", {offer(1, gbp(10000))});
  std::vector<int> heard_on;
  for (int day = 2; day <= 12; ++day) {
    const auto heard =
        look_at(fmt::format("2026-11-{:02}", day), {offer(1, gbp(10000 - (day - 1) * 100))});
    if (std::count(heard.begin(), heard.end(), "price_drop") > 0) heard_on.push_back(day);
  }
  // 1 % a day: all-time lows, once there is a past, each by half of the 5 % that alert.
  EXPECT_EQ(heard_on, (std::vector<int>{5, 8, 11}));
}

TEST_F(Story, APennyIsNoNews) {
  (void)look_at("2026-11-01", {offer(1, gbp(10000))});
  EXPECT_EQ(look_at("2026-11-02", {offer(1, gbp(9999))}), Kinds{});
}

TEST_F(Story, AgainOnlyIfSoMuchBetter) {
  watch_ = watch(R"({"performer":"Leeds United","again_if_better_percent":10})");
  (void)look_at("2026-11-01", {offer(1, gbp(10000))});
  EXPECT_EQ(look_at("2026-11-02", {offer(1, gbp(9200))}), Kinds{});
  EXPECT_EQ(look_at("2026-11-03", {offer(1, gbp(9000))}), Kinds{"price_drop"});
  EXPECT_EQ(look_at("2026-11-04", {offer(1, gbp(8400))}), Kinds{});
  EXPECT_EQ(look_at("2026-11-05", {offer(1, gbp(8100))}),
            (Kinds{"price_drop", "~price_drop/90.00 GBP"}));
}

TEST_F(Story, WhatBeginsInTheCoolDownIsToldAfterIt) {
  (void)look_at("2026-11-01T09:00:00Z", {offer(1, gbp(10000))});
  EXPECT_EQ(look_at("2026-11-01T10:00:00Z", {offer(1, gbp(9000))}), Kinds{"price_drop"});
  EXPECT_EQ(look_at("2026-11-01T10:10:00Z", {offer(1, gbp(8000))}), Kinds{});
  EXPECT_EQ(result_.next, at("2026-11-01T11:00:00Z"));
  EXPECT_EQ(look_at("2026-11-01T11:00:00Z", {offer(1, gbp(8000))}),
            (Kinds{"price_drop", "~price_drop/90.00 GBP"}));
}

TEST_F(Story, ATargetMetAtTheFirstLook) {
  watch_ =
      watch(R"({"performer":"Leeds United","target_price":{"amount":"100.00","currency":"GBP"}})");
  EXPECT_EQ(look_at("2026-11-01", {offer(1, gbp(9500))}),
            (Kinds{"ticket_match", "target_reached"}));
  EXPECT_EQ(look_at("2026-11-02", {offer(1, gbp(10100))}), Kinds{"-target_reached"});
  EXPECT_EQ(result_.resolve.front().why, "£101.00 is over the target of £100.00");
}

TEST_F(Story, PricesOfAnotherCurrencyAreNotCompared) {
  (void)look_at("2026-11-01", {offer(1, gbp(10000))});
  EXPECT_EQ(look_at("2026-11-02", {offer(1, eur(5000))}), Kinds{});
}

TEST_F(Story, TheBudgetFitsAndNoLongerFits) {
  watch_ = watch(R"({"performer":"Leeds United","quantity":2,"required":["performer"],
                     "budget":{"amount":"200.00","currency":"GBP"},"alerts":["budget_reached"]})");
  EXPECT_EQ(look_at("2026-11-01", {offer(1, gbp(11000))}), Kinds{});
  EXPECT_EQ(look_at("2026-11-02", {offer(1, gbp(10000))}), Kinds{"budget_reached"});
  EXPECT_EQ(look_at("2026-11-03", {offer(1, gbp(10500))}), Kinds{"-budget_reached"});
  EXPECT_EQ(result_.resolve.front().why, "£210.00 for 2 tickets is over the budget of £200.00");
}

TEST_F(Story, FewLeft) {
  auto few = offer(1, gbp(10000));
  (void)look_at("2026-11-01", {few});
  few.facts.quantity = 3;
  EXPECT_EQ(look_at("2026-11-02", {few}), Kinds{"low_inventory"});
  EXPECT_EQ(result_.raise.front().title,
            "Leeds United v Derby County: 3 tickets left, from £100.00");
  few.facts.quantity = 2;
  EXPECT_EQ(look_at("2026-11-03", {few}), Kinds{});
  EXPECT_FALSE(result_.update.empty());  // the open alert says two now
  few.facts.quantity = 9;
  EXPECT_EQ(look_at("2026-11-04", {few}), Kinds{"-low_inventory"});
}

TEST_F(Story, ASaleAboutToBegin) {
  change_event([](auto& e) { e.facts.on_sale_from = at("2026-11-10T10:00:00Z"); });
  const auto soon = offer(1, gbp(10000), Availability::on_sale_soon);
  EXPECT_EQ(look_at("2026-11-01", {soon}), Kinds{});
  EXPECT_EQ(result_.next, at("2026-11-09T10:00:00Z"));
  EXPECT_EQ(look_at("2026-11-09T10:00:00Z", {soon}), Kinds{"on_sale_soon"});
  EXPECT_EQ(result_.raise.front().priority, 3);
  EXPECT_EQ(result_.next, at("2026-11-10T09:00:00Z"));
  EXPECT_EQ(look_at("2026-11-10T09:00:00Z", {soon}), Kinds{});
  ASSERT_EQ(result_.update.size(), 1U);
  EXPECT_EQ(result_.update.front().priority, 4);
  const auto heard = look_at("2026-11-10T10:00:00Z", {offer(1, gbp(10000))});
  EXPECT_EQ(heard, (Kinds{"back_in_stock", "-on_sale_soon/2026-11-10T10:00:00Z"}));
}

TEST_F(Story, MovedThenCancelled) {
  (void)look_at("2026-11-01", {offer(1, gbp(10000))});
  change_event([](auto& e) { e.facts.starts_at = at("2026-12-13T12:30:00Z"); });
  EXPECT_EQ(look_at("2026-11-02", {offer(1, gbp(10000))}), Kinds{"event_changed"});
  EXPECT_EQ(result_.raise.front().title, "Leeds United v Derby County: now on 13 Dec 2026 12:30");
  EXPECT_EQ(result_.raise.front().priority, 3);
  change_event([](auto& e) { e.facts.status = EventStatus::cancelled; });
  const auto heard = look_at("2026-11-03", {offer(1, gbp(10000))});
  EXPECT_EQ(std::count(heard.begin(), heard.end(), "-ticket_match"), 1);
  EXPECT_EQ(result_.raise.front().kind, "event_changed");
  EXPECT_EQ(result_.raise.front().priority, 4);
  EXPECT_EQ(look_at("2026-11-04", {offer(1, gbp(10000))}), Kinds{});
}

TEST_F(Story, AnEditedWatchStartsAfresh) {
  (void)look_at("2026-11-01", {offer(1, gbp(10000))});
  watch_ = watch(R"({"performer":"Leeds United","max_price":{"amount":"90.00","currency":"GBP"}})");
  EXPECT_EQ(look_at("2026-11-02", {offer(1, gbp(10000))}), Kinds{"-ticket_match"});
  EXPECT_EQ(look_at("2026-11-03", {offer(1, gbp(8900))}), Kinds{"ticket_match"});
}

TEST_F(Story, APausedWatchFallsSilent) {
  (void)look_at("2026-11-01", {offer(1, gbp(10000))});
  watch_.inactive = "the watch is paused";
  EXPECT_EQ(look_at("2026-11-02", {offer(1, gbp(5000))}), Kinds{"-ticket_match"});
  EXPECT_EQ(result_.resolve.front().why, "the watch is paused");
}

TEST_F(Story, EverythingEndsWhenTheEventBegins) {
  (void)look_at("2026-12-12T10:00:00Z", {offer(1, gbp(10000))});
  EXPECT_EQ(result_.next, at("2026-12-12T15:00:00Z"));
  EXPECT_EQ(look_at("2026-12-12T15:00:00Z", {offer(1, gbp(5000))}), Kinds{"-ticket_match"});
  EXPECT_EQ(result_.resolve.front().why, "the event has begun");
}

TEST_F(Story, LookingTwiceChangesNothing) {
  (void)look_at("2026-11-01", {offer(1, gbp(10000)), offer(2, gbp(12000))});
  const Json once = state_json(*state_);
  EXPECT_EQ(look_at("2026-11-01", {offer(1, gbp(10000)), offer(2, gbp(12000))}), Kinds{});
  EXPECT_TRUE(result_.update.empty());
  EXPECT_EQ(state_json(*state_), once);
  EXPECT_EQ(state_json(state_from(once)), once);
}

}  // namespace
}  // namespace tocsin::analyze
