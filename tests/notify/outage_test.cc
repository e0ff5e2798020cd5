// A provider that is down for long, and a clock that goes back: what waits, and how it leaves. On
// both databases; no sockets.

#include <gtest/gtest.h>

#include <algorithm>

#include "alert/alerts.h"
#include "alert/audit.h"
#include "alert/clock.h"
#include "cli/config.h"
#include "notify/deliver.h"
#include "notify/deliver/gate.h"
#include "notify/plan.h"
#include "notify/scripted_carrier.h"
#include "notify/why.h"
#include "store/allowances.h"
#include "store/destinations.h"
#include "store/people.h"
#include "support/databases.h"

namespace tocsin::notify {
namespace {

using namespace std::chrono_literals;
using enum OutcomeClass;

const store::Query kStates("test.outage.states",
                           "SELECT state, reason, due_at FROM message ORDER BY id",
                           store::Reach::whole);
const store::Query kTakeTriers("test.outage.take_triers",
                               "UPDATE message SET state = 'suppressed', settled_at = 0 "
                               "WHERE state = 'pending'");

class OutageTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    now_ = at("2026-06-01T12:00:00Z");
    for (const std::string name : {"ann", "bob"}) {
      db().transaction([&] {
        store::Person p;
        p.source = "test";
        p.external_id = p.name = name;
        store::Destination place;
        place.person_id = store::save_person(db(), p, now_).id;
        place.channel = "email";
        place.address = name + "/1";
        store::save_destination(db(), place, now_);
      });
    }
    settings_.jobs = 1;
  }

  alert::Raised raise(const std::string& who, const std::string& title, Priority priority = 3) {
    AlertDraft draft;
    draft.kind = "disk_full";
    draft.title = draft.dedup_key = title;
    draft.priority = priority;
    draft.subject = {"disk", title};
    draft.recipients = {"person:" + who};
    alert::Trail trail(db(), "test", now_);
    return db().transaction([&] {
      trail.clear();
      auto raised = alert::raise(db(), trail, draft);
      trail.flush();
      return raised;
    });
  }
  void end(std::int64_t alert_id) {
    alert::Trail trail(db(), "test", now_);
    db().transaction([&] {
      trail.clear();
      EXPECT_TRUE(alert::resolve(db(), trail, alert_id, "over"));
      trail.flush();
    });
  }
  // As tocsin-notify has it.
  alert::Counts run() {
    Carriers carriers(config_, settings_);
    carriers.plug_in(Channel::email, std::make_unique<Scripted>(script_), channel_);
    alert::Counts counts =
        plan(db(), carriers, settings_, {now_, "test", false, false, std::nullopt}).counts;
    const DeliverOptions deliver_options{now_, "test", std::nullopt, std::nullopt};
    for (const auto& [name, n] : deliver(db(), carriers, settings_, deliver_options)) {
      counts[name] += n;
    }
    if (counts.contains("recovered")) {
      const PlanOptions held{now_, "test", false, false, std::nullopt, true};
      for (const auto& [name, n] : plan(db(), carriers, settings_, held).counts) counts[name] += n;
      for (const auto& [name, n] : deliver(db(), carriers, settings_, deliver_options)) {
        counts[name] += n;
      }
    }
    EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
    return counts;
  }
  void goes_down() {
    script_.answer = [](const Sent&) { return outcome(transient); };
    for (int i = 0; i < kShutAfter; ++i) raise("bob", fmt::format("tries {}", i));
    run();
    now_ += 15min;
    script_.sent.clear();
  }
  void is_back() {
    script_.answer = [](const Sent&) { return outcome(delivered); };
    now_ += 15min;
    script_.sent.clear();
  }
  int count(std::string_view state, std::string_view reason = "") {
    int n = 0;
    for (auto rows = db().query(kStates); rows.next();) {
      n += rows.text(0) == state && (reason.empty() || rows.text(1) == reason) ? 1 : 0;
    }
    return n;
  }
  // To this person, what was sent each time.
  std::vector<std::string> told(const std::string& who) const {
    std::vector<std::string> out;
    for (const Sent& s : script_.sent) {
      if (s.address.starts_with(who)) out.push_back(s.content);
    }
    return out;
  }
  bool says(const std::string& id, std::string_view words) {
    const auto lines = why(db(), id);
    return lines && std::any_of(lines->begin(), lines->end(), [&](const WhyLine& line) {
             return line.because.find(words) != std::string::npos;
           });
  }

  Script script_;
  ChannelSettings channel_{true, Duration{1'000}, 100, 64, Guarantee::at_least_once};
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Instant now_{};
};
TOCSIN_ON_BOTH_DATABASES(OutageTest);

TEST_P(OutageTest, WhatGathersForOneAddressLeavesAsOneMessageAndWhatIsCriticalApart) {
  goes_down();
  std::vector<std::string> alerts;
  for (int i = 0; i < 8; ++i) {
    alerts.push_back(raise("ann", fmt::format("disk {}", i), i % 4 == 3 ? 5 : 3).public_id);
    now_ += 15min;
    run();
  }
  EXPECT_EQ(count("held", "provider_down"), 8);
  EXPECT_EQ(count("pending"), kShutAfter) << "they try whether it is back";
  EXPECT_EQ(script_.sent.size(), 8U) << "one a time";

  is_back();
  const auto counts = run();
  EXPECT_EQ(counts.at("released"), 2);
  EXPECT_EQ(counts.at("merged"), 6);
  EXPECT_EQ(told("ann"),
            (std::vector<std::string>{"disk 3\ndisk 7\n",
                                      "disk 0\ndisk 1\ndisk 2\ndisk 4\ndisk 5\ndisk 6\n"}));
  EXPECT_EQ(count("sent"), kShutAfter + 2);
  EXPECT_TRUE(says(alerts[1], "nothing gets through there"));
  EXPECT_TRUE(says(alerts[1], "it was told in another message"));
}

TEST_P(OutageTest, WhatIsTooOldExpiresAndGetsNoTimeMore) {
  goes_down();
  settings_.expire_after = 2h;
  const auto old = raise("ann", "old");
  run();
  now_ += 110min;
  raise("ann", "new 1");
  raise("ann", "new 2");
  run();
  now_ += 20min;
  is_back();
  EXPECT_EQ(run().at("expired"), 1);
  EXPECT_EQ(told("ann"), std::vector<std::string>{"new 1\nnew 2\n"});
  EXPECT_TRUE(says(old.public_id, "too old"));
}

TEST_P(OutageTest, WhatWasOverMeanwhileIsNotTold) {
  goes_down();
  const auto raised = raise("ann", "for an hour");
  run();
  now_ += 1h;
  end(raised.id);
  run();
  is_back();
  run();
  EXPECT_TRUE(told("ann").empty());
  EXPECT_TRUE(says(raised.public_id, "it was over before it could be sent"));
}

TEST_P(OutageTest, SomebodyTriesEvenIfThoseThatDidAreGone) {
  goes_down();
  raise("ann", "disk 1");
  raise("ann", "disk 2");
  run();
  db().transaction([&] { db().execute(kTakeTriers); });
  now_ += 11min;
  run();
  EXPECT_EQ(told("ann"), std::vector<std::string>{"disk 1"});
  raise("ann", "disk 3");
  is_back();
  run();
  EXPECT_EQ(told("ann"), (std::vector<std::string>{"disk 1", "disk 2\ndisk 3\n"}));
}

TEST_P(OutageTest, AReceiverThatIsDownAloneIsTriedByWhatItKnowsAlready) {
  script_.alone = true;
  channel_.max_attempts = 4;
  settings_.retry_base = 1h;
  settings_.retry_max = 24h;
  goes_down();
  script_.answer = [](const Sent& s) {
    return outcome(s.address.starts_with("bob") ? transient : delivered);
  };
  for (int i = 0; i < 20; ++i) {
    raise("bob", fmt::format("disk {}", i));
    raise("ann", fmt::format("floor {}", i));
    now_ += 6min;
    run();
  }
  EXPECT_EQ(told("ann").size(), 20U) << "nobody else waits";
  EXPECT_EQ(told("bob").size(), 20U) << "one each time";
  EXPECT_EQ(count("held", "provider_down"), 20);
  EXPECT_EQ(count("failed"), 0) << "only as many tries count as there would have been";
  is_back();
  run();
  EXPECT_EQ(told("bob").size(), kShutAfter + 1U);
  EXPECT_EQ(count("pending") + count("held"), 0);
}

TEST_P(OutageTest, WhatLeftAsOneStaysOne) {
  goes_down();
  raise("ann", "disk 1");
  raise("ann", "disk 2");
  run();
  is_back();
  // It is back for one message only.
  int n = 0;
  script_.answer = [&](const Sent&) { return outcome(n++ == 0 ? delivered : transient); };
  run();
  EXPECT_EQ(count("held"), 0);
  is_back();
  run();
  EXPECT_EQ(told("ann"), std::vector<std::string>{"disk 1\ndisk 2\n"});
  EXPECT_EQ(count("pending"), 0);
}

TEST_P(OutageTest, AClockThatGoesBackMakesNobodyWait) {
  goes_down();
  raise("ann", "before");
  run();
  EXPECT_EQ(count("held", "provider_down"), 1);
  now_ -= 1h;
  raise("ann", "after");
  run();
  is_back();  // longer than any pause, and long before the old clock
  run();
  EXPECT_EQ(told("ann"), std::vector<std::string>{"before\nafter\n"});
  EXPECT_EQ(count("sent"), kShutAfter + 1);
}

TEST_P(OutageTest, WhatWasRaisedBeforeTheClockWentBackIsPlannedAtOnce) {
  raise("ann", "first");
  run();
  raise("ann", "second");
  now_ -= 1h;
  run();
  EXPECT_EQ(told("ann"), (std::vector<std::string>{"first", "second"}));
  // Hosts whose clocks differ a little change nothing.
  script_.answer = [](const Sent&) { return outcome(transient); };
  raise("ann", "third");
  run();
  script_.sent.clear();
  now_ -= alert::kClocksDiffer - 1min;
  run();
  EXPECT_TRUE(script_.sent.empty());
}

}  // namespace
}  // namespace tocsin::notify
