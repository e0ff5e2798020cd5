#include "store/pages.h"

#include <gtest/gtest.h>

#include <map>

#include "store/offer_writer.h"
#include "store/platform_health.h"
#include "support/databases.h"

namespace tocsin::store {
namespace {

using std::chrono::minutes;

class PagesTest : public test::DatabaseTest {
 protected:
  const Instant now_ = at("2026-03-01T12:00:00Z");

  std::int64_t platform(const std::string& name) {
    OfferWriter writer(db());
    return writer.platform_id(name, now_);
  }
  void add(const std::string& name, int pages, Instant when) {
    const std::int64_t id = platform(name);
    for (int i = 0; i < pages; ++i) {
      add_page(db(),
               {.url = fmt::format("https://{}.example/{}", name, i),
                .platform_id = id,
                .asked = {},
                .usual = minutes{15},
                .added_by = "test"},
               when);
    }
  }
  std::vector<PageClaim> claim(std::int64_t limit, Instant now, Instant until) {
    return db().transaction([&] { return claim_due_pages(db(), now, until, "run", limit); });
  }
  std::vector<PageClaim> claim(std::int64_t limit) { return claim(limit, now_, now_ + minutes{5}); }
  void settle(const PageClaim& page, Instant due, std::int64_t failures = 0) {
    PageReading r;
    r.id = page.id;
    r.outcome = failures == 0 ? "ok" : "transient";
    r.at = now_;
    r.due_at = due;
    r.interval = minutes{15};
    r.pace = "watched";
    r.failures = failures;
    r.good = failures == 0;
    settle_page(db(), r);
  }
};
TOCSIN_ON_BOTH_DATABASES(PagesTest);

std::map<std::string, int> by_platform(const std::vector<PageClaim>& pages) {
  std::map<std::string, int> out;
  for (const PageClaim& p : pages) ++out[p.platform];
  return out;
}

TEST_P(PagesTest, PlatformsTakeTurns) {
  add("huge", 500, now_ - minutes{60});
  add("small", 5, now_);
  add("other", 30, now_);
  // Whoever waits longest has its share; what the small one leaves over is shared again.
  EXPECT_EQ(by_platform(claim(30)),
            (std::map<std::string, int>{{"huge", 13}, {"small", 5}, {"other", 12}}));
  const auto one = claim(1), next = claim(1), third = claim(1);
  EXPECT_NE(one[0].platform, next[0].platform);
  EXPECT_EQ(one[0].platform, third[0].platform);
}

TEST_P(PagesTest, ALimitBelowTheNumberOfPlatformsServesThemAllInTheEnd) {
  for (int i = 0; i < 7; ++i) add(fmt::format("p{}", i), 50, now_ - minutes{i});
  std::map<std::string, int> served;
  for (int round = 0; round < 7; ++round) {
    for (const PageClaim& p : claim(3)) ++served[p.platform];
  }
  ASSERT_EQ(served.size(), 7U);
  for (const auto& [name, pages] : served) EXPECT_EQ(pages, 3) << name;
}

TEST_P(PagesTest, AClaimHoldsUntilItLapses) {
  add("hall", 3, now_);
  ASSERT_EQ(claim(9).size(), 3U);
  EXPECT_TRUE(claim(9).empty());
  const auto again = claim(9, now_ + minutes{5}, now_ + minutes{10});
  EXPECT_EQ(again.size(), 3U);
  EXPECT_EQ(again[0].due_at, now_);
  settle(again[0], now_ + minutes{20});
  EXPECT_TRUE(claim(9, now_ + minutes{6}, now_ + minutes{11}).empty());
}

TEST_P(PagesTest, AnOpenBreakerLetsNothingThroughAndThenOne) {
  add("hall", 10, now_);
  add("club", 2, now_);
  auto health = *find_platform(db(), platform("hall"));
  health.breaker = {BreakerState::open, 5, 1, now_ + minutes{10}};
  save_platform_health(db(), health);
  EXPECT_EQ(by_platform(claim(50)), (std::map<std::string, int>{{"club", 2}}));

  const Instant later = now_ + minutes{10};
  EXPECT_EQ(by_platform(claim(50, later, later + minutes{5}))["hall"], 1);
  health = *find_platform(db(), health.id);
  EXPECT_EQ(health.breaker.state, BreakerState::half_open);
  EXPECT_EQ(health.breaker.until, later + minutes{5});
  EXPECT_EQ(by_platform(claim(50, later, later + minutes{5}))["hall"], 0) << "one at a time";
  // The run with the one page died: its claim and its try lapse together.
  const Instant lapsed = later + minutes{5};
  EXPECT_EQ(by_platform(claim(50, lapsed, lapsed + minutes{5}))["hall"], 1);
}

TEST_P(PagesTest, TwoRunsShareWhatIsDue) {
  add("hall", 40, now_);
  add("club", 40, now_);
  const auto other = scratch().open();
  std::set<std::int64_t> seen;
  for (;;) {
    const auto mine = claim(7);
    const auto theirs = other->transaction(
        [&] { return claim_due_pages(*other, now_, now_ + minutes{5}, "other", 7); });
    for (const PageClaim& p : mine) EXPECT_TRUE(seen.insert(p.id).second);
    for (const PageClaim& p : theirs) EXPECT_TRUE(seen.insert(p.id).second);
    if (mine.empty() && theirs.empty()) break;
  }
  EXPECT_EQ(seen.size(), 80U);
}

TEST_P(PagesTest, AddingAgainKeepsTheIntervalUnlessANewOneIsGiven) {
  const auto id = platform("hall");
  NewPage page{.url = "https://hall.example/",
               .platform_id = id,
               .asked = minutes{5},
               .usual = minutes{15},
               .added_by = "test"};
  EXPECT_TRUE(add_page(db(), page, now_));
  page.asked.reset();
  EXPECT_FALSE(add_page(db(), page, now_));
  EXPECT_EQ(list_pages(db(), {}, 0, 9)[0].asked, minutes{5});
  page.asked = minutes{7};
  EXPECT_FALSE(add_page(db(), page, now_));
  EXPECT_EQ(list_pages(db(), {}, 0, 9)[0].asked, minutes{7});
}

TEST_P(PagesTest, PausedAndRemovedPagesAreNotFetched) {
  add("hall", 3, now_);
  EXPECT_TRUE(pause_page(db(), "https://hall.example/0"));
  EXPECT_TRUE(remove_page(db(), "https://hall.example/1", now_));
  EXPECT_FALSE(remove_page(db(), "https://hall.example/1", now_));
  EXPECT_FALSE(pause_page(db(), "https://hall.example/1"));
  EXPECT_EQ(list_pages(db(), {}, 0, 9).size(), 2U);
  EXPECT_EQ(due_pages(db(), now_, 9).size(), 1U);
  EXPECT_TRUE(resume_page(db(), "https://hall.example/0", now_));
  EXPECT_EQ(claim(9).size(), 2U);
  add("hall", 2, now_);
  EXPECT_EQ(list_pages(db(), {}, 0, 9).size(), 3U) << "added again";
}

TEST_P(PagesTest, ListsByPlatformFailingAndDue) {
  add("hall", 3, now_);
  add("club", 2, now_);
  const auto claimed = claim(9);
  for (const PageClaim& p : claimed) {
    settle(p, now_ + minutes{p.platform == "hall" ? 1 : 60}, p.url.ends_with("/1") ? 3 : 0);
  }
  const auto listed = [&](const std::string& name, bool failing, std::optional<Instant> due = {}) {
    return list_pages(db(), {.platform = name, .failing = failing, .due = due}, 0, 9).size();
  };
  EXPECT_EQ(listed("hall", false), 3U);
  EXPECT_EQ(listed("", true), 2U);
  EXPECT_EQ(listed("club", true), 1U);
  EXPECT_EQ(listed("", false, now_ + minutes{2}), 3U);
}

}  // namespace
}  // namespace tocsin::store
