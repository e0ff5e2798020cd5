#include "scrape/tell_platform.h"

#include <gmock/gmock.h>

#include "alert/alerts.h"
#include "alert/planning.h"
#include "scrape/platform_tally.h"
#include "store/offer_writer.h"
#include "support/databases.h"

namespace tocsin::scrape {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;

class TellPlatformTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    store::OfferWriter writer(db());
    id_ = writer.platform_id("hall", now_);
  }

  // One batch in which these fetches of the platform came to an end.
  void batch(Instant at, const std::vector<FetchClass>& classes, bool asked = true) {
    db().transaction([&] {
      PlatformTally tally(settings_);
      for (const FetchClass c : classes) {
        ReadPage page;
        page.fetched.page.platform_id = id_;
        page.fetched.page.url = "https://hall.example/";
        page.fetched.page.due_at = at;
        page.fetched.fetch_class = c;
        page.fetched.asked = asked;
        tally.add(page, is_failure(c) ? "timed out" : "", at);
      }
      alert::Trail trail(db(), "test", at);
      tally.flush(db(), trail);
      trail.flush();
    });
  }
  void fail(Instant at, int times = 1) {
    batch(at, std::vector<FetchClass>(static_cast<std::size_t>(times), FetchClass::transient));
  }
  // Newest first.
  std::vector<alert::Alert> alerts() {
    alert::Filter filter;
    filter.kind = "platform_failing";
    return alert::list(db(), filter);
  }
  store::PlatformHealth health() { return *store::find_platform(db(), id_); }

  // A person whose watch has matched an event of the platform.
  void watcher(int person, Instant start, const std::string& how = "paused = 0") {
    put(
        fmt::format("INSERT INTO person (id, source, external_id, name, created_at, updated_at) "
                    "VALUES ({0}, 'test', 'p{0}', 'P', 0, 0)",
                    person));
    Observation o;
    o.platform = "hall";
    o.event.name = o.event.external_id = fmt::format("event of {}", person);
    o.event.starts_at = start;
    o.observed_at = now_;
    store::OfferWriter writer(db());
    const auto event = writer.observe(o, {}).event_id;
    put(
        fmt::format("INSERT INTO watch (id, public_id, source, external_id, person_id, name, "
                    "criteria, created_at, updated_at) VALUES ({0}, 'w{0}', 'test', 'w{0}', {0}, "
                    "'w', '{{}}', 0, 0)",
                    person));
    put(fmt::format("UPDATE watch SET {} WHERE id = {}", how, person));
    put(
        fmt::format("INSERT INTO watch_match (watch_id, event_id, offers, score, breakdown, state, "
                    "first_at, changed_at) VALUES ({}, {}, 0, 1, '[]', '{{}}', 0, 0)",
                    person, event));
  }
  void put(const std::string& sql) {
    auto rows = db().query_text(sql, {});
    while (rows.next()) {
    }
  }

  const Instant now_ = at("2026-03-01T12:00:00Z");
  Settings settings_;
  std::int64_t id_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(TellPlatformTest);

TEST_P(TellPlatformTest, OperatorsHearAfterFiveInARowAndOnceThatItIsOver) {
  fail(now_, 4);
  batch(now_, {FetchClass::ok});
  fail(now_, 4);
  EXPECT_TRUE(alerts().empty());
  fail(now_);
  ASSERT_EQ(alerts().size(), 1U);
  const AlertDraft facts = alerts()[0].facts;
  EXPECT_EQ(facts.title, "hall has failed 5 times in a row");
  EXPECT_THAT(facts.body, HasSubstr("timed out"));
  EXPECT_EQ(facts.priority, 4);
  EXPECT_EQ(facts.recipients, (std::vector<std::string>{"role:ops_manager", "role:super_admin"}));
  fail(now_ + minutes{1}, 20);
  EXPECT_EQ(alerts().size(), 1U);
  batch(now_ + minutes{2}, {FetchClass::not_modified, FetchClass::ok});
  ASSERT_EQ(alerts().size(), 1U);
  EXPECT_EQ(alerts()[0].status, AlertStatus::resolved);
  EXPECT_EQ(health().failures, 0);
  EXPECT_FALSE(health().told_at);
}

TEST_P(TellPlatformTest, TheyHearAgainAtPausesThatDouble) {
  fail(now_, 5);
  std::vector<int> told_after_minutes;
  std::size_t known = 1;
  for (int minute = 10; minute <= 60 * 32; minute += 10) {
    fail(now_ + minutes{minute});
    if (alerts().size() == known) continue;
    ++known;
    told_after_minutes.push_back(minute);
    EXPECT_EQ(alerts()[0].status, AlertStatus::active);
    EXPECT_EQ(alerts()[1].status, AlertStatus::resolved) << "one is open at a time";
    EXPECT_FALSE(alerts()[1].plan_at) << "its end is no news";
  }
  EXPECT_EQ(told_after_minutes, (std::vector<int>{120, 360, 840, 1800}));
  EXPECT_EQ(alerts()[0].facts.title, "hall has been failing for 1d6h");
}

TEST_P(TellPlatformTest, WhoeverHasTakenItOnIsLeftAlone) {
  fail(now_, 5);
  db().transaction([&] {
    alert::Trail trail(db(), "ann", now_);
    ASSERT_TRUE(alert::acknowledge(db(), trail, alerts()[0].id));
    trail.flush();
  });
  fail(now_ + hours{3});
  fail(now_ + hours{30});
  ASSERT_EQ(alerts().size(), 1U);
  EXPECT_EQ(alerts()[0].status, AlertStatus::acknowledged);
}

TEST_P(TellPlatformTest, WhatCountsAsAFailure) {
  struct Case {
    FetchClass c;
    bool asked, counts;
  };
  const Case cases[] = {
      {FetchClass::nothing_found, true, true}, {FetchClass::blocked, true, true},
      {FetchClass::refused, true, true},       {FetchClass::disallowed, false, false},
      {FetchClass::gone, true, false},         {FetchClass::transient, false, false}};
  for (const Case& c : cases) {
    batch(now_, {FetchClass::ok});
    batch(now_, {c.c, c.c}, c.asked);
    EXPECT_EQ(health().failures, c.counts ? 2 : 0) << word(c.c);
  }
}

TEST_P(TellPlatformTest, SkippedFetchesNeitherFailNorMend) {
  fail(now_, 5);
  batch(now_, std::vector<FetchClass>(9, FetchClass::disallowed), false);
  EXPECT_EQ(health().failures, 5);
  EXPECT_EQ(alerts()[0].status, AlertStatus::active);
}

TEST_P(TellPlatformTest, WatchersHearOnceThatItIsBlindAndOnceThatItIsBack) {
  watcher(1, now_ + hours{500});
  watcher(2, now_ + hours{500}, "paused = 1");
  watcher(3, now_ - hours{5});
  watcher(4, now_ + hours{500});
  fail(now_, 8);
  fail(now_ + minutes{20});
  EXPECT_EQ(alerts().size(), 1U) << "only the operators, so far";
  fail(now_ + minutes{31});
  ASSERT_EQ(alerts().size(), 2U);
  const AlertDraft facts = alerts()[0].facts;
  EXPECT_EQ(facts.title, "We cannot see tickets at hall at the moment");
  EXPECT_EQ(facts.recipients, (std::vector<std::string>{"person:1", "person:4"}));
  EXPECT_EQ(facts.labels["audience"], "watchers");
  fail(now_ + minutes{60}, 30);
  EXPECT_EQ(alerts().size(), 2U);
  batch(now_ + minutes{90}, {FetchClass::ok});
  for (const alert::Alert& a : alerts()) EXPECT_EQ(a.status, AlertStatus::resolved);
}

TEST_P(TellPlatformTest, ABatchIsOneRowOfTheHour) {
  batch(now_, {FetchClass::ok, FetchClass::not_modified, FetchClass::nothing_found,
               FetchClass::blocked, FetchClass::disallowed});
  const store::Figures f = store::figures_since(db(), id_, now_ - hours{1});
  EXPECT_EQ(f.fetches, 4);
  EXPECT_EQ(f.good, 2);
  EXPECT_EQ(f.blocked, 1);
  EXPECT_EQ(f.checked, 2);
  EXPECT_EQ(f.met, 1);
}

}  // namespace
}  // namespace tocsin::scrape
