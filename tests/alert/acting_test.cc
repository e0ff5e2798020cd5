// What people do about an alert, by whom and from where, and what it leaves behind. On both
// databases.

#include "alert/acting.h"

#include <gtest/gtest.h>

#include "alert/planning.h"
#include "base/error.h"
#include "store/activity.h"
#include "store/people.h"
#include "support/databases.h"

namespace tocsin::alert {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class ActingTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    now_ = at("2026-06-01T10:02:00Z");
    ann_ = person("ann", "Ann", "agent");
    bob_ = person("bob", "Bob", "customer");
    alert_ = raise_it();
  }
  std::int64_t person(const std::string& name, const std::string& shown, const std::string& role) {
    store::Person p;
    p.source = "test";
    p.external_id = name;
    p.name = shown;
    p.role = role;
    p.time_zone = name == "ann" ? "Europe/London" : "";
    return db().transaction([&] { return store::save_person(db(), p, now_).id; });
  }
  template <typename F>
  auto noted(const F& f) {
    return db().transaction([&] {
      Trail trail(db(), "desk", now_);
      auto out = f(trail);
      trail.flush();
      return out;
    });
  }
  std::int64_t raise_it(Priority priority = 3) {
    AlertDraft d;
    d.kind = "disk_full";
    d.title = "Disk full";
    d.priority = priority;
    d.dedup_key = "disk";
    return noted([&](Trail& trail) { return raise(db(), trail, d).id; });
  }
  Acted act(const Deed& deed, std::optional<std::int64_t> who = {}, std::string_view by = "") {
    return noted([&](Trail& trail) {
      return act_on(db(), trail, find(db(), alert_).value(), deed, {who, by});
    });
  }
  static Deed deed(AlertAct what) {
    Deed d;
    d.act = what;
    return d;
  }
  Alert alert() { return find(db(), alert_).value(); }
  std::string last() {
    const HistoryEntry h = history(db(), alert_).back();
    return h.actor + " " + h.action + " " + h.detail;
  }

  Instant now_{};
  std::int64_t ann_ = 0, bob_ = 0, alert_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(ActingTest);

TEST_P(ActingTest, SaysWhoDidItAndWhen) {
  const Acted first = act(deed(AlertAct::acknowledge), ann_, "slack");
  EXPECT_EQ(first.effect, Effect::done);
  EXPECT_EQ(first.words, "Acknowledged by Ann at 11:02.") << "in her own time zone";
  EXPECT_EQ(last(), "person:" + std::to_string(ann_) + " acknowledged by slack");
  now_ += hours{25};
  const Acted again = act(deed(AlertAct::acknowledge));
  EXPECT_EQ(again.effect, Effect::already);
  EXPECT_EQ(again.words, "Already acknowledged by Ann at 10:02 UTC on 2026-06-01.");
  EXPECT_EQ(history(db(), alert_).size(), 2U);
  EXPECT_EQ(store::last_activity(db(), ann_, now_), at("2026-06-01T10:02:00Z"));
  EXPECT_EQ(verify_audit(db()).first_broken, 0);
}

TEST_P(ActingTest, EachDeedAndItsSecondTime) {
  struct Case {
    AlertAct act;
    AlertStatus status;
    Effect again;
  };
  for (const Case& c : {Case{AlertAct::acknowledge, AlertStatus::acknowledged, Effect::already},
                        Case{AlertAct::take, AlertStatus::active, Effect::already},
                        Case{AlertAct::snooze, AlertStatus::snoozed, Effect::already},
                        Case{AlertAct::resolve, AlertStatus::resolved, Effect::ended},
                        Case{AlertAct::ignore, AlertStatus::ignored, Effect::ended}}) {
    alert_ = raise_it();
    EXPECT_EQ(act(deed(c.act), ann_).effect, Effect::done) << word(c.act);
    EXPECT_EQ(alert().status, c.status);
    const Acted again = act(deed(c.act), ann_);
    EXPECT_EQ(again.effect, c.again) << word(c.act);
    EXPECT_NE(again.words.find("by Ann at 11:02."), std::string::npos) << again.words;
    if (is_open(c.status)) act(deed(AlertAct::resolve));
  }
}

TEST_P(ActingTest, OnlyThoseItConcerns) {
  EXPECT_EQ(act(deed(AlertAct::acknowledge), bob_).effect, Effect::not_allowed);
  EXPECT_EQ(alert().status, AlertStatus::active);
  Deed hand_on = deed(AlertAct::assign);
  hand_on.to = bob_;
  EXPECT_EQ(act(hand_on, ann_).words, "Assigned to Bob by Ann at 11:02.");
  EXPECT_EQ(act(deed(AlertAct::acknowledge), bob_).effect, Effect::done) << "it is his now";
  store::Person ann = store::find_person(db(), ann_).value();
  ann.disabled = true;
  db().transaction([&] { store::save_person(db(), ann, now_); });
  EXPECT_EQ(act(deed(AlertAct::resolve), ann_).effect, Effect::not_allowed);
  hand_on.to = ann_;
  EXPECT_THROW(act(hand_on), Error);
  hand_on.to = 99'999;
  EXPECT_THROW(act(hand_on), Error);
  EXPECT_EQ(act(deed(AlertAct::resolve)).words, "Resolved by desk at 10:02 UTC.");
}

TEST_P(ActingTest, ASnoozeEndsAtItsTime) {
  Deed d = deed(AlertAct::snooze);
  d.until = now_ + hours{2};
  EXPECT_EQ(act(d).words, "Snoozed until 12:02 UTC by desk at 10:02 UTC.");
  EXPECT_EQ(alert().plan_at, d.until) << "then it is looked at again";
  EXPECT_EQ(alert().escalate_at, d.until);
  EXPECT_FALSE(has_slept(alert(), now_ + minutes{119}));
  EXPECT_TRUE(has_slept(alert(), now_ + minutes{120}));
  now_ += hours{2};
  noted([&](Trail& trail) { return wake(db(), trail, alert()), 0; });
  EXPECT_EQ(alert().status, AlertStatus::active);
  EXPECT_EQ(alert().snoozed_until, std::nullopt);
  EXPECT_EQ(alert().plan_at, now_);
}

TEST_P(ActingTest, ASnoozeEndsWithItsEvent) {
  struct Case {
    std::optional<SnoozeEvent> event;
    Priority raised_again;
    AlertStatus status;
  };
  for (const Case& c : {Case{std::nullopt, 5, AlertStatus::snoozed},
                        Case{SnoozeEvent::rises, 3, AlertStatus::snoozed},
                        Case{SnoozeEvent::rises, 2, AlertStatus::snoozed},
                        Case{SnoozeEvent::rises, 4, AlertStatus::active},
                        Case{SnoozeEvent::repeats, 3, AlertStatus::active}}) {
    alert_ = raise_it(3);
    Deed d = deed(AlertAct::snooze);
    d.ends_when = c.event;
    act(d);
    EXPECT_EQ(alert().snoozed_until, now_ + (c.event ? kLongestSnooze : kUsualSnooze));
    raise_it(c.raised_again);
    EXPECT_EQ(alert().status, c.status) << c.raised_again;
    EXPECT_EQ(alert().snooze_ends_when.has_value(), c.event && c.status == AlertStatus::snoozed);
    act(deed(AlertAct::resolve));
  }
}

TEST_P(ActingTest, ASnoozeHasAnEnd) {
  for (const Duration length : {Duration{0}, Duration{-1}, kLongestSnooze + Duration{1}}) {
    Deed d = deed(AlertAct::snooze);
    d.until = now_ + length;
    EXPECT_THROW(act(d), Error) << length.count();
  }
  EXPECT_EQ(alert().status, AlertStatus::active);
}

}  // namespace
}  // namespace tocsin::alert
