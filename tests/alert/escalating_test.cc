// Escalations in the database, and the alerts that they follow.
#include "alert/escalating.h"

#include <gtest/gtest.h>

#include "alert/alerts.h"
#include "store/escalations.h"
#include "store/messages.h"
#include "support/databases.h"

namespace tocsin::alert {
namespace {

using namespace std::chrono_literals;
using store::Escalation;

class EscalatingTest : public test::DatabaseTest {
 protected:
  const Instant start_ = at("2026-03-02T10:00:00Z");

  template <typename Act>
  auto change(const Act& act) {
    return db().transaction([&] {
      Trail trail(db(), "test", start_);
      const auto result = act(trail);
      trail.flush();
      return result;
    });
  }
  std::int64_t raise_alert(const std::string& key, std::string kind = "disk_full",
                           Priority priority = 5) {
    return change([&](Trail& trail) {
      AlertDraft d;
      d.kind = std::move(kind);
      d.title = key;
      d.priority = priority;
      d.dedup_key = key;
      d.subject = {"disk", key};
      return raise(db(), trail, d).id;
    });
  }
  // Of alert, due two minutes after the start.
  Escalation begin(std::int64_t alert_id, int number = 1) {
    Escalation e;
    e.public_id = fmt::format("e-{}-{}", alert_id, number);
    e.alert_id = alert_id;
    e.number = number;
    e.policy = "critical";
    e.plan = "{}";
    e.started_at = start_;
    e.due_at = start_ + 2min;
    e.next_at = e.due_at;
    e.id = db().transaction([&] { return store::add_escalation(db(), e); }).value_or(0);
    return e;
  }
  std::size_t due(Instant now) { return store::escalations_due(db(), now, 10).size(); }
  std::vector<std::int64_t> to_look_at(Instant now) {
    std::vector<std::int64_t> out;
    for (const Alert& a : to_escalate(db(), now, 10)) out.push_back(a.id);
    return out;
  }
};
TOCSIN_ON_BOTH_DATABASES(EscalatingTest);

TEST_P(EscalatingTest, WhatIsRaisedOrRisesIsLookedAtOnce) {
  const auto id = raise_alert("a", "disk_full", 3);
  raise_alert("b", "test");  // a direct message: it has no lifetime
  EXPECT_EQ(to_look_at(start_), std::vector{id});
  db().transaction([&] { escalation_looked(db(), id, std::nullopt); });
  EXPECT_TRUE(to_look_at(start_).empty());
  raise_alert("a", "disk_full", 3);
  EXPECT_TRUE(to_look_at(start_).empty());
  raise_alert("a", "disk_full", 5);
  EXPECT_EQ(to_look_at(start_), std::vector{id});
  db().transaction([&] { escalation_looked(db(), id, start_ + 4h); });
  EXPECT_TRUE(to_look_at(start_ + 3h).empty());
  EXPECT_EQ(to_look_at(start_ + 4h), std::vector{id});
  db().transaction([&] { move_escalating_back(db(), 1h, start_); });
  EXPECT_EQ(to_look_at(start_ + 3h), std::vector{id});
}

TEST_P(EscalatingTest, AnAlertHasOneThatIsOpen) {
  const auto id = raise_alert("a");
  const Escalation first = begin(id);
  EXPECT_NE(first.id, 0);
  EXPECT_EQ(begin(id, 2).id, 0) << "the first is open";
  Escalation ended = first;
  ended.state = EscalationState::ended;
  ended.reason = EscalationReason::acknowledged;
  ended.ended_at = start_ + 1min;
  ended.next_at.reset();
  db().transaction([&] { store::save_escalation(db(), ended); });
  EXPECT_NE(begin(id, 2).id, 0);
  const auto all = store::escalations_of_alert(db(), id);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].reason, EscalationReason::acknowledged);
  EXPECT_EQ(all[0].ended_at, start_ + 1min);
  EXPECT_EQ(all[1].state, EscalationState::running);
  EXPECT_EQ(all[1].due_at, start_ + 2min);
}

TEST_P(EscalatingTest, IllegalStatesAreRefused) {
  Escalation e = begin(raise_alert("a"));
  e.state = EscalationState::ended;  // without a reason and a time
  EXPECT_ANY_THROW(db().transaction([&] { store::save_escalation(db(), e); }));
  e.state = EscalationState::held;
  EXPECT_ANY_THROW(db().transaction([&] { store::save_escalation(db(), e); }));
}

TEST_P(EscalatingTest, WhatHappensToTheAlertIsLookedAtNow) {
  const auto id = raise_alert("a");
  begin(id);
  EXPECT_EQ(due(start_), 0U);
  EXPECT_TRUE(change([&](Trail& t) { return acknowledge(db(), t, id); }));
  EXPECT_EQ(due(start_), 1U);
  EXPECT_TRUE(change([&](Trail& t) { return reactivate(db(), t, id, "forgotten"); }));
  EXPECT_EQ(find(db(), id)->status, AlertStatus::active);
  EXPECT_EQ(to_look_at(start_), std::vector{id});
  EXPECT_FALSE(change([&](Trail& t) { return reactivate(db(), t, id, "again"); }));
}

TEST_P(EscalatingTest, AClockThatGoesBackTakesItsPausesAlong) {
  begin(raise_alert("a"));
  db().transaction([&] { store::move_escalations_back(db(), 1h, start_ - 1h); });
  EXPECT_EQ(due(start_ - 1h + 1min), 0U);
  EXPECT_EQ(due(start_ - 1h + 2min), 1U);
}

TEST_P(EscalatingTest, AStepNamesAPersonOnce) {
  const Escalation e = begin(raise_alert("a"));
  store::EscalationStep s;
  s.escalation_id = e.id;
  s.recipient = "person:1";
  s.channels = {Channel::sms, Channel::voice};
  s.wakes = false;
  s.missed = 2;
  s.at = start_;
  const auto add = [&] {
    return db().transaction([&] { return store::add_escalation_step(db(), s); });
  };
  EXPECT_TRUE(add());
  EXPECT_FALSE(add());
  const auto waiting = store::steps_to_plan(db(), start_, 10);
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].alert_id, e.alert_id);
  EXPECT_EQ(waiting[0].channels, s.channels);
  EXPECT_FALSE(waiting[0].wakes);
  EXPECT_EQ(waiting[0].missed, 2);
  db().transaction([&] { store::plan_step_later(db(), waiting[0].id, start_ + 1h); });
  EXPECT_TRUE(store::steps_to_plan(db(), start_, 10).empty());
  db().transaction([&] { store::step_is_planned(db(), waiting[0].id, StepOutcome::planned); });
  EXPECT_TRUE(store::steps_to_plan(db(), start_ + 1h, 10).empty());
  EXPECT_EQ(store::steps_of_escalation(db(), e.id).at(0).outcome, StepOutcome::planned);
}

TEST_P(EscalatingTest, FailedDeliveryHurriesItWhereNothingElseIsOnItsWay) {
  const auto id = raise_alert("a");
  begin(id);
  const auto add = [&](const char* identity, MessageState state) {
    store::Message m;
    m.public_id = m.identity = identity;
    m.alert_id = id;
    m.kind = "disk_full";
    m.state = state;
    m.due_at = m.created_at = start_;
    db().transaction([&] { return store::add_message(db(), m); });
  };
  add("one", MessageState::pending);
  db().transaction([&] { store::delivery_failed(db(), id, start_); });
  EXPECT_EQ(due(start_), 0U) << "one may arrive yet";
  const auto sent = store::messages_of_alert(db(), id).at(0).id;
  db().transaction([&] { return store::suppress(db(), sent, Reason::no_longer_true, start_); });
  db().transaction([&] { store::delivery_failed(db(), id, start_); });
  ASSERT_EQ(due(start_), 1U);
  EXPECT_EQ(store::escalations_due(db(), start_, 10).at(0).hurried_by,
            EscalationReason::delivery_failed);
}

TEST_P(EscalatingTest, ThePastIsKeptInOrder) {
  const Escalation e = begin(raise_alert("a"));
  const std::vector<store::EscalationEvent> past{
      {e.id, start_, EscalationAct::started, 1, 0, EscalationReason::unacknowledged, "critical"},
      {e.id, start_ + 2min, EscalationAct::told, 1, 0, EscalationReason::late, "ann"},
      {e.id, start_ + 2min, EscalationAct::ended, 2, 1, std::nullopt, ""}};
  db().transaction([&] {
    for (const auto& event : past) store::add_escalation_event(db(), event);
  });
  const auto found = store::events_of_escalation(db(), e.id);
  ASSERT_EQ(found.size(), past.size());
  for (std::size_t i = 0; i < past.size(); ++i) {
    EXPECT_EQ(found[i].at, past[i].at);
    EXPECT_EQ(found[i].act, past[i].act);
    EXPECT_EQ(found[i].round, past[i].round);
    EXPECT_EQ(found[i].step, past[i].step);
    EXPECT_EQ(found[i].reason, past[i].reason);
    EXPECT_EQ(found[i].detail, past[i].detail);
  }
}

}  // namespace
}  // namespace tocsin::alert
