// Reminders wait until their recipient is at work; nothing else does.

#include "notify/plan/working_hours.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "notify/plan/desk_hours.h"
#include "notify/plan/world.h"

namespace tocsin::notify {
namespace {

using test::at;
using test::desk_opens;
using test::World;

class Reminder : public World {
 public:
  Reminder() {
    notice.kind = "sla_warning";
    notice.priority = 4;
    facts.working.opens = desk_opens;
    ann.calendar = "office";
    ann.preferences["quiet_hours"] = false;
  }
};

TEST(WorkingHours, HoldReminders) {
  struct Case {
    std::string name, now, until;  // "" is told at once
    Reason why = Reason::working_hours;
    std::string kind = "sla_warning";
    Priority priority = 4;
    Purpose purpose = Purpose::first;
    std::string channel = "email", own{}, organization = "office", configured{}, quiet = "false";
  };
  const Case cases[] = {
      {"at work", "2026-11-20T10:00:00Z", ""},
      {"at the opening", "2026-11-20T09:00:00Z", ""},
      {"before it", "2026-11-20T08:59:59.999Z", "2026-11-20T09:00:00Z"},
      {"in the last second", "2026-11-20T16:59:59.999Z", ""},
      {"at the close, on a Friday", "2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z"},
      {"a weekend", "2026-11-21T03:00:00Z", "2026-11-23T09:00:00Z"},
      {"a holiday over a weekend", "2026-12-24T18:00:00Z", "2026-12-29T09:00:00Z"},
      {"clocks go forward", "2026-03-28T03:00:00Z", "2026-03-30T08:00:00Z"},
      {"clocks go back", "2026-10-24T03:00:00Z", "2026-10-26T09:00:00Z"},
      {"text message", "2026-11-21T12:00:00Z", "2026-11-23T09:00:00Z", Reason::working_hours,
       "sla_warning", 4, Purpose::first, "sms"},
      {"post to a program", "2026-11-21T12:00:00Z", "2026-11-23T09:00:00Z", Reason::working_hours,
       "sla_warning", 4, Purpose::first, "webhook"},
      {"a repetition", "2026-11-21T03:00:00Z", "2026-11-23T09:00:00Z", Reason::working_hours,
       "sla_warning", 4, Purpose::reminder},
      {"its end", "2026-11-21T03:00:00Z", "2026-11-23T09:00:00Z", Reason::working_hours,
       "sla_warning", 4, Purpose::resolved},
      {"critical", "2026-11-21T03:00:00Z", "", Reason::planned, "sla_warning", 5},
      {"an escalation step", "2026-11-21T03:00:00Z", "", Reason::planned, "sla_warning", 4,
       Purpose::escalation},
      {"asked for by command", "2026-11-21T03:00:00Z", "", Reason::planned, "sla_warning", 4,
       Purpose::direct},
      {"a breach", "2026-11-21T03:00:00Z", "", Reason::planned, "sla_breach"},
      {"something else", "2026-11-21T03:00:00Z", "", Reason::planned, "ticket_comment"},
      {"own calendar", "2026-11-20T08:30:00Z", "", Reason::planned, "sla_warning", 4,
       Purpose::first, "email", "berlin"},
      {"off", "2026-11-21T03:00:00Z", "", Reason::planned, "sla_warning", 4, Purpose::first,
       "email", "off", "office", "office"},
      {"as configured", "2026-11-21T03:00:00Z", "2026-11-23T08:00:00Z", Reason::working_hours,
       "sla_warning", 4, Purpose::first, "email", "", "", "berlin"},
      {"the organization's before that", "2026-11-21T03:00:00Z", "2026-11-23T09:00:00Z",
       Reason::working_hours, "sla_warning", 4, Purpose::first, "email", "", "office", "berlin"},
      {"nobody says", "2026-11-21T03:00:00Z", "", Reason::planned, "sla_warning", 4, Purpose::first,
       "email", "", "", ""},
      {"unknown", "2026-11-21T03:00:00Z", "", Reason::planned, "sla_warning", 4, Purpose::first,
       "email", "ofice"},
      {"never open", "2026-11-21T03:00:00Z", "", Reason::planned, "sla_warning", 4, Purpose::first,
       "email", "none"},
      {"quiet at the opening", "2026-11-21T03:00:00Z", "2026-11-23T10:30:00Z",
       Reason::working_hours, "sla_warning", 4, Purpose::first, "sms", "", "office", "",
       R"({"from":"22:00","until":"10:30"})"},
      {"quiet at work", "2026-11-20T10:00:00Z", "2026-11-20T10:30:00Z", Reason::quiet_hours,
       "sla_warning", 4, Purpose::first, "sms", "", "office", "",
       R"({"from":"22:00","until":"10:30"})"},
      {"quiet until work is over", "2026-11-19T16:00:00Z", "2026-11-20T09:00:00Z",
       Reason::working_hours, "sla_warning", 4, Purpose::first, "sms", "", "office", "",
       R"({"from":"15:00","until":"18:00"})"},
      {"quiet until weeks of holidays", "2026-07-17T15:00:00Z", "2026-08-10T08:00:00Z",
       Reason::working_hours, "sla_warning", 4, Purpose::first, "sms", "summer", "", "",
       R"({"from":"16:00","until":"18:00"})"},
      {"mail is not quiet", "2026-11-21T03:00:00Z", "2026-11-23T09:00:00Z", Reason::working_hours,
       "sla_warning", 4, Purpose::first, "email", "", "office", "",
       R"({"from":"22:00","until":"10:30"})"},
      {"works only when it is quiet", "2026-11-20T12:00:00Z", "2026-11-21T00:00:00Z",
       Reason::working_hours, "sla_warning", 4, Purpose::first, "sms", "night", "", "", "{}"},
      {"and does now", "2026-11-21T03:00:00Z", "", Reason::planned, "sla_warning", 4,
       Purpose::first, "sms", "night", "", "", "{}"},
      {"a breach in quiet hours", "2026-11-21T03:00:00Z", "2026-11-21T07:00:00Z",
       Reason::quiet_hours, "sla_breach", 4, Purpose::first, "sms", "", "office", "", "{}"},
  };
  for (const Case& c : cases) {
    Reminder w;
    w.facts.now = at(c.now);
    w.notice.kind = c.kind;
    w.notice.priority = c.priority;
    w.notice.purpose = c.purpose;
    w.ann.calendar = c.organization;
    w.facts.working.calendar = c.configured;
    if (!c.own.empty()) w.ann.preferences["working_hours"] = c.own;
    w.ann.preferences["quiet_hours"] = Json::parse(c.quiet);
    w.ann.preferences["channel_by_priority"] = {{"default", c.channel}};
    w.ann.places.push_back({3, Channel::webhook, "https://example.org", true, false});
    const Batch batch = w.run();
    ASSERT_EQ(batch.items.size(), 1U) << c.name;
    const Item& item = batch.items[0];
    EXPECT_EQ(item.held_until ? format_instant(*item.held_until) : "", c.until) << c.name;
    EXPECT_EQ(item.held_by, c.until.empty() ? Reason::planned : c.why) << c.name;
    EXPECT_EQ(item.held_detail.empty(), item.held_by != Reason::working_hours) << c.name;
  }
}

TEST(WorkingHours, OfAnOrganizationAreThoseOfItsPosts) {
  Reminder w;
  w.ann.person_id.reset();
  w.ann.organization_id = 1;
  w.ann.calendar = "berlin";
  w.facts.now = at("2026-11-21T03:00:00Z");
  const Item item = w.run().items.at(0);
  EXPECT_EQ(item.held_until, at("2026-11-23T08:00:00Z"));
  EXPECT_EQ(item.held_detail, "calendar berlin");
}

TEST(WorkingHours, ADigestsHourMayFallOutsideOfThem) {
  Reminder w;
  w.facts.now = at("2026-11-20T12:00:00Z");
  w.ann.preferences["digest"] = Json::parse(R"({"default":"daily","at":"08:00"})");
  const Item item = w.run().items.at(0);
  EXPECT_EQ(item.held_until, at("2026-11-23T09:00:00Z"));
  EXPECT_EQ(item.held_by, Reason::working_hours);
}

TEST(WorkingHours, NobodyIsAskedForACalendarWithoutAReminder) {
  Reminder w;
  int asked = 0;
  w.facts.working.opens = [&](const std::string&, Instant from) {
    ++asked;
    return std::optional(from);
  };
  w.notice.kind = "sla_breach";
  w.run();
  w.notice.kind = "sla_warning";
  w.ann.preferences["working_hours"] = "off";
  w.run();
  EXPECT_EQ(asked, 0);
  w.ann.preferences["working_hours"] = "office";
  w.run();
  EXPECT_EQ(asked, 1);
}

// Whatever the hours, the quiet hours and the time: it leaves at work, and when it is quiet only if
// work is never at another time; nothing is held any longer than that.
TEST(WorkingHours, WhatIsHeldLeavesAtWork) {
  std::mt19937 random(11);
  const auto any = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int i = 0; i < 400; ++i) {
    Reminder w;
    test::Desk desk;
    desk.zone = std::array{"Europe/London", "Asia/Kolkata", "America/New_York"}[any(3)];
    desk.from = any(24);
    desk.until = desk.from + 1 + any(24 - desk.from);
    desk.days = {static_cast<unsigned>(any(7)), static_cast<unsigned>(any(7))};
    w.facts.working.opens = [&](const std::string&, Instant from) { return opens(desk, from); };
    const auto edge = at(any(2) == 0 ? "2026-03-27T00:00:00Z" : "2026-10-23T00:00:00Z");
    w.facts.now = edge + Duration{any(4 * 86'400) * 1'000 + any(1'000)};
    w.ann.preferences["channel_by_priority"] = {{"default", "sms"}};
    w.ann.preferences["quiet_hours"] = {{"from", fmt::format("{:02}:00", any(24))},
                                        {"until", fmt::format("{:02}:00", any(24))}};
    const Item item = w.run().items.at(0);
    const Instant leaves = item.leaves_at(w.facts.now);
    ASSERT_TRUE(desk.is_open(leaves)) << i;
    w.facts.now = leaves;
    ASSERT_EQ(decide_again(w.candidates_at(item.place), w.facts).items.at(0).held_until,
              std::nullopt)
        << "judged again it leaves, " << i;
    if (item.held_until && quiet_until(item, leaves, w.facts.quiet)) {
      for (Instant t = leaves; t < leaves + std::chrono::days{7}; t += std::chrono::minutes{15}) {
        ASSERT_TRUE(!desk.is_open(t) || quiet_until(item, t, w.facts.quiet)) << i;
      }
    }
  }
}

}  // namespace
}  // namespace tocsin::notify
