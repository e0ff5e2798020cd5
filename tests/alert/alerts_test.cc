#include "alert/alerts.h"

#include <gtest/gtest.h>

#include "alert/job_run.h"
#include "alert/planning.h"
#include "support/databases.h"

namespace tocsin::alert {
namespace {

class AlertsTest : public test::DatabaseTest {
 protected:
  static AlertDraft draft(Priority priority = 3) {
    AlertDraft d;
    d.kind = "price_drop";
    d.title = "Leeds v Derby from £95.00";
    d.priority = priority;
    d.dedup_key = "watch 1|event 1|price_drop";
    d.subject = {"event", "1"};
    d.labels = {{"kind", "price_drop"}};
    d.recipients = {"person:1"};
    d.breakdown = {{"price", 0.5, 0.3, "20 % below the last look"}};
    return d;
  }
  Raised raise_at(std::string_view when, const AlertDraft& d) {
    return change<Raised>(when, [&](Trail& trail) { return raise(db(), trail, d); });
  }
  template <typename T>
  T change(std::string_view when, const std::function<T(Trail&)>& act) {
    return db().transaction([&] {
      Trail trail(db(), "test", at(when));
      T result = act(trail);
      trail.flush();
      return result;
    });
  }
  // Planning told everybody.
  void tell(std::int64_t id, Priority priority) {
    db().transaction([&] { planned(db(), id, {.told = "active", .told_priority = priority}); });
  }
};
TOCSIN_ON_BOTH_DATABASES(AlertsTest);

TEST_P(AlertsTest, AnOpenKeyIsUpdatedAnEndedOneIsNew) {
  const Raised first = raise_at("2026-01-01", draft());
  EXPECT_TRUE(first.is_new);
  const Raised again = raise_at("2026-01-02", draft());
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(again.id, first.id);
  const auto seen = find(db(), first.id);
  EXPECT_EQ(seen->times_seen, 2);
  EXPECT_EQ(seen->first_seen_at, at("2026-01-01"));
  EXPECT_EQ(seen->last_seen_at, at("2026-01-02"));
  EXPECT_EQ(seen->facts.breakdown.at(0).reason, "20 % below the last look");

  EXPECT_TRUE(change<bool>(
      "2026-01-03", [&](Trail& t) { return resolve_by_key(db(), t, draft().dedup_key, "sold"); }));
  EXPECT_TRUE(raise_at("2026-01-04", draft()).is_new);
}

TEST_P(AlertsTest, ARiseIsPlannedAgainAFallNever) {
  const Raised raised = raise_at("2026-01-01", draft(3));
  EXPECT_EQ(find(db(), raised.id)->plan_at, at("2026-01-01"));
  tell(raised.id, 3);
  EXPECT_EQ(find(db(), raised.id)->plan_at, std::nullopt);

  EXPECT_FALSE(raise_at("2026-01-02", draft(2)).rose);
  EXPECT_EQ(find(db(), raised.id)->plan_at, std::nullopt);
  EXPECT_EQ(find(db(), raised.id)->facts.priority, 2);

  // Back to what people were told: nothing new for them.
  EXPECT_FALSE(raise_at("2026-01-03", draft(3)).rose);
  EXPECT_TRUE(raise_at("2026-01-04", draft(4)).rose);
  EXPECT_EQ(find(db(), raised.id)->plan_at, at("2026-01-04"));
}

TEST_P(AlertsTest, OnlyThoseWhoWereToldHearOfTheEnd) {
  const Raised told = raise_at("2026-01-01", draft());
  tell(told.id, 3);
  EXPECT_TRUE(
      change<bool>("2026-01-02", [&](Trail& t) { return resolve(db(), t, told.id, "over"); }));
  EXPECT_EQ(find(db(), told.id)->plan_at, at("2026-01-02"));

  const Raised untold = raise_at("2026-01-03", draft());
  EXPECT_TRUE(
      change<bool>("2026-01-04", [&](Trail& t) { return resolve(db(), t, untold.id, "over"); }));
  EXPECT_EQ(find(db(), untold.id)->plan_at, std::nullopt);
}

TEST_P(AlertsTest, EndedAlertsTakeNoChange) {
  const Raised raised = raise_at("2026-01-01", draft());
  const auto act = [&](auto function) {
    return change<bool>("2026-01-02", [&](Trail& t) { return function(t); });
  };
  EXPECT_TRUE(act([&](Trail& t) { return acknowledge(db(), t, raised.id); }));
  EXPECT_FALSE(act([&](Trail& t) { return acknowledge(db(), t, raised.id); }));
  EXPECT_TRUE(act([&](Trail& t) { return ignore(db(), t, raised.id, "noise"); }));
  EXPECT_FALSE(act([&](Trail& t) { return resolve(db(), t, raised.id, "late"); }));
  EXPECT_FALSE(act([&](Trail& t) { return assign(db(), t, raised.id, 1); }));
  std::string story;
  for (const HistoryEntry& h : history(db(), raised.id)) story += h.action + " ";
  EXPECT_EQ(story, "raised acknowledged ignored ");
}

TEST_P(AlertsTest, ListFiltersAndPages) {
  std::int64_t oldest = 0;
  for (int i = 0; i < 5; ++i) {
    AlertDraft d = draft(i % 2 == 0 ? 2 : 4);
    d.dedup_key += std::to_string(i);
    const Raised raised = raise_at("2026-01-01", d);
    if (i == 0) oldest = raised.id;
  }
  Filter filter;
  EXPECT_EQ(list(db(), filter).size(), 5U);
  filter.at_least = 4;
  EXPECT_EQ(list(db(), filter).size(), 2U);
  filter = {};
  filter.before_id = oldest + 1;
  EXPECT_EQ(list(db(), filter).size(), 1U);
  filter = {};
  filter.status = {AlertStatus::resolved, AlertStatus::ignored};
  EXPECT_TRUE(list(db(), filter).empty());
  filter = {};
  filter.kind = "sold_out";
  EXPECT_TRUE(list(db(), filter).empty());
}

TEST_P(AlertsTest, TheAuditChainShowsWhatWasTamperedWith) {
  for (const auto* day : {"2026-01-01", "2026-01-02", "2026-01-03"}) {
    change<bool>(day, [&](Trail& trail) {
      trail.note("user.edit", "user", "ann", {{"email", "ann@example.org"}});
      return true;
    });
  }
  EXPECT_EQ(verify_audit(db()).first_broken, 0);
  EXPECT_EQ(verify_audit(db()).entries, 3);
  // Erasing personal details keeps the chain; changing them or anything else breaks it.
  db().script("UPDATE audit SET details = NULL WHERE id = 1");
  EXPECT_EQ(verify_audit(db()).first_broken, 0);
  db().script("UPDATE audit SET details = '{}' WHERE id = 2");
  EXPECT_EQ(verify_audit(db()).first_broken, 2);
  db().script("UPDATE audit SET details = NULL, actor = 'mallory' WHERE id = 2");
  EXPECT_EQ(verify_audit(db()).first_broken, 2);
  db().script("UPDATE audit SET actor = 'test' WHERE id = 2; DELETE FROM audit WHERE id = 3");
  EXPECT_EQ(verify_audit(db()).first_broken, 3);
}

TEST_P(AlertsTest, ARolledBackTransactionLeavesNoAudit) {
  Trail trail(db(), "test", at("2026-01-01"));
  EXPECT_THROW(db().transaction([&] {
    trail.note("user.edit", "user", "ann");
    trail.flush();
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_EQ(verify_audit(db()).entries, 0);
}

TEST_P(AlertsTest, JobRunsAreRecordedFromStartToEnd) {
  const auto column = [&](std::string_view sql) {
    store::Rows rows = db().query_text(sql, {});
    return rows.next() && !rows.is_null(0) ? rows.string(0) : "none";
  };
  JobRun run(db(), "scrape", "test", at("2026-01-01"));
  EXPECT_EQ(column("SELECT ok FROM job_run"), "none");
  run.finish(at("2026-01-01T00:00:02Z"), {{"pages", 3}});
  EXPECT_EQ(column("SELECT ok FROM job_run"), "1");
  EXPECT_EQ(column("SELECT counts FROM job_run"), R"({"pages":3})");
}

}  // namespace
}  // namespace tocsin::alert
