#include "store/page_events.h"

#include <gtest/gtest.h>

#include "store/offer_writer.h"
#include "store/pages.h"
#include "support/databases.h"

namespace tocsin::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class PageEventsTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    put("INSERT INTO person (id, source, external_id, name, created_at, updated_at) "
        "VALUES (1, 'test', 'ann', 'Ann', 0, 0)");
    OfferWriter writer(db());
    add_page(db(),
             {.url = "https://hall.example/",
              .platform_id = writer.platform_id("hall", now_),
              .asked = {},
              .usual = minutes{15},
              .added_by = "test"},
             now_);
    page_ = list_pages(db(), {}, 0, 1)[0].id;
  }
  void put(const std::string& sql) {
    auto rows = db().query_text(sql, {});
    while (rows.next()) {
    }
  }
  std::int64_t event(const std::string& name, std::optional<Instant> start,
                     std::optional<Instant> sale = {}) {
    Observation o;
    o.platform = "hall";
    o.event.name = name;
    o.event.external_id = name;
    o.event.starts_at = start;
    o.event.on_sale_from = sale;
    o.observed_at = now_;
    OfferWriter writer(db());
    const auto id = writer.observe(o, page_).event_id;
    events_.push_back(id);
    file_page(db(), page_, events_);
    return id;
  }
  void watch(int id, std::int64_t event, const std::string& how = "") {
    put(
        fmt::format("INSERT INTO watch (id, public_id, source, external_id, person_id, name, "
                    "criteria, created_at, updated_at) VALUES ({0}, 'w{0}', 'test', 'w{0}', 1, "
                    "'w', '{{}}', 0, 0)",
                    id));
    put(
        fmt::format("INSERT INTO watch_match (watch_id, event_id, offers, score, breakdown, state, "
                    "first_at, changed_at) VALUES ({}, {}, 0, 1, '[]', '{{}}', 0, 0)",
                    id, event));
    if (!how.empty()) put(fmt::format("UPDATE watch SET {} WHERE id = {}", how, id));
  }
  PageWorth worth() { return page_worth(db(), page_, now_); }

  const Instant now_ = at("2026-03-01T12:00:00Z");
  std::int64_t page_ = 0;
  std::vector<std::int64_t> events_;
};
TOCSIN_ON_BOTH_DATABASES(PageEventsTest);

TEST_P(PageEventsTest, ASetOfEventsBecomesExactlyTheOneGiven) {
  event("a", {});
  event("b", {});
  event("c", {});
  file_page(db(), page_, {events_[2], events_[0], events_[2]});
  EXPECT_EQ(worth().events, 2);
  file_page(db(), page_, {});
  EXPECT_EQ(worth().events, 0);
  EXPECT_FALSE(worth().watched);
}

TEST_P(PageEventsTest, TheNearestOfItsTimesCount) {
  event("past", now_ - hours{48}, now_ - hours{400});
  event("soon", now_ + hours{5}, now_ - hours{1});
  event("later", now_ + hours{500}, now_ + hours{50});
  event("unknown", {});
  const auto cancelled = event("cancelled", now_ + hours{1}, now_ + hours{1});
  put(fmt::format("UPDATE event SET status = 'cancelled' WHERE id = {}", cancelled));
  const PageWorth w = worth();
  EXPECT_EQ(w.events, 4);
  EXPECT_EQ(w.coming, 3);
  EXPECT_EQ(w.next_start, now_ + hours{5});
  EXPECT_EQ(w.next_sale, now_ + hours{50});
  EXPECT_EQ(w.last_sale, now_ - hours{1});
}

TEST_P(PageEventsTest, OnlyActiveWatchesCount) {
  const auto id = event("a", now_ + hours{5});
  EXPECT_FALSE(worth().watched);
  watch(1, id, "paused = 1");
  watch(2, id, "removed_at = 5");
  watch(3, id, fmt::format("expires_at = {}", to_ms(now_ - minutes{1})));
  EXPECT_FALSE(worth().watched);
  watch(4, id, fmt::format("expires_at = {}", to_ms(now_ + minutes{1})));
  EXPECT_TRUE(worth().watched);
}

TEST_P(PageEventsTest, AWatchOfTheSameEventElsewhereCounts) {
  const auto here = event("a", now_ + hours{5});
  const auto there = event("b", now_ + hours{5});
  put(fmt::format("UPDATE event SET same_as = {} WHERE id = {}", there, here));
  file_page(db(), page_, {here});
  watch(1, there);
  EXPECT_TRUE(worth().watched);
}

TEST_P(PageEventsTest, AnOpenUrgentAlertCounts) {
  const auto id = event("a", now_ + hours{5});
  const auto alert = [&](int n, int priority, const std::string& status) {
    put(
        fmt::format("INSERT INTO alert (public_id, kind, priority, status, title, body, "
                    "subject_type, subject_id, labels, metadata, dedup_key, raised_by, "
                    "first_seen_at, last_seen_at, ended_at) VALUES ('a{0}', 'price_drop', {1}, "
                    "'{2}', '', '', 'event', '{3}', '{{}}', '{{}}', 'k{0}', 'test', 0, 0, {4})",
                    n, priority, status, id, status == "resolved" ? "0" : "NULL"));
  };
  alert(1, 3, "active");
  alert(2, 5, "resolved");
  EXPECT_FALSE(worth().urgent);
  alert(3, 4, "acknowledged");
  EXPECT_TRUE(worth().urgent);
}

TEST_P(PageEventsTest, AFirstMatchMakesThePageDueUnlessItWasJustRead) {
  const auto id = event("a", now_ + hours{500});
  const auto due = [&] { return list_pages(db(), {}, 0, 1)[0].due_at; };
  const auto read = [&](Instant at) {
    put(fmt::format("UPDATE page SET fetched_at = {}, due_at = {}", to_ms(at),
                    to_ms(at + hours{6})));
  };
  read(now_ - hours{1});
  want_sooner(db(), id, now_);
  EXPECT_EQ(due(), now_);
  want_sooner(db(), id, now_ + minutes{5});
  EXPECT_EQ(due(), now_) << "it is due already";
  read(now_ - std::chrono::seconds{20});
  want_sooner(db(), id, now_);
  EXPECT_EQ(due(), now_ + std::chrono::seconds{40});
  read(now_ - hours{1});
  put("UPDATE page SET asked_ms = 3600000");
  want_sooner(db(), id, now_);
  EXPECT_EQ(due(), now_ + hours{5}) << "a person said how often";
}

}  // namespace
}  // namespace tocsin::store
