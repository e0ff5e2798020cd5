// Delivery with a scripted carrier: limits that outlive a run, providers that are down, fallback,
// asking. On both databases; no sockets.

#include "notify/deliver.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "alert/alerts.h"
#include "alert/audit.h"
#include "base/id.h"
#include "cli/config.h"
#include "notify/deliver/gate.h"
#include "notify/scripted_carrier.h"
#include "store/allowances.h"
#include "store/dead_letters.h"
#include "store/decisions.h"
#include "store/destinations.h"
#include "store/health.h"
#include "store/people.h"
#include "support/databases.h"

namespace tocsin::notify {
namespace {

const store::Query kMessages("test.deliver.messages",
                             "SELECT state, reason, due_at, provider, address, channel "
                             "FROM message ORDER BY id",
                             store::Reach::whole);

class DeliverTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    now_ = at("2026-06-01T12:00:00Z");
    db().transaction([&] {
      store::Person ann;
      ann.source = "test";
      ann.external_id = "ann";
      ann.name = "Ann";
      ann_ = store::save_person(db(), ann, now_).id;
    });
  }

  std::int64_t destination(const std::string& channel, const std::string& address) {
    return db().transaction([&] {
      store::Destination d;
      d.person_id = ann_;
      d.channel = channel;
      d.address = address;
      return store::save_destination(db(), d, now_).id;
    });
  }
  alert::Raised raise(Priority priority) {
    AlertDraft draft;
    draft.kind = "disk_full";
    draft.title = "Disk is full";
    draft.dedup_key = "k";
    draft.priority = priority;
    draft.subject = {"disk", "7"};
    alert::Trail trail(db(), "test", now_);
    return db().transaction([&] {
      trail.clear();
      auto raised = alert::raise(db(), trail, draft);
      trail.flush();
      return raised;
    });
  }
  // Due messages to addresses "to/1", "to/2", …
  void queue(int n, const std::string& to, Priority priority = 3,
             std::optional<std::int64_t> alert_id = std::nullopt,
             std::optional<std::int64_t> destination_id = std::nullopt) {
    db().transaction([&] {
      for (int i = 1; i <= n; ++i) {
        store::Message m;
        m.public_id = new_id(IdKind::message, now_);
        m.address = fmt::format("{}/{}", to, ++made_);
        m.identity = alert_id ? fmt::format("a/{}/first/1", m.address) : "test/" + m.public_id;
        m.alert_id = alert_id;
        if (alert_id) m.person_id = ann_;
        m.destination_id = destination_id;
        m.channel = Channel::email;
        m.kind = "disk_full";
        m.subject_key = "disk:7";
        m.priority = priority;
        m.content = "{}";
        m.due_at = m.created_at = now_;
        m.expires_at = now_ + std::chrono::hours{24};
        ASSERT_TRUE(store::add_message(db(), m));
      }
    });
  }
  alert::Counts run() {
    Carriers carriers(config_, settings_);
    carriers.plug_in(Channel::email, std::make_unique<Scripted>(script_), channel_);
    carriers.plug_in(Channel::webhook, std::make_unique<Scripted>(other_), channel_);
    const auto counts =
        deliver(db(), carriers, settings_, {now_, "test", std::nullopt, std::nullopt});
    EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
    return counts;
  }
  int states(std::string_view state) {
    int n = 0;
    for (auto rows = db().query(kMessages); rows.next();) n += rows.text(0) == state ? 1 : 0;
    return n;
  }
  std::vector<std::string> column(int i) {
    std::vector<std::string> out;
    for (auto rows = db().query(kMessages); rows.next();) out.push_back(rows.string(i));
    return out;
  }
  int sent_to(std::string_view receiver) const {
    return static_cast<int>(
        std::count_if(script_.sent.begin(), script_.sent.end(),
                      [&](const Sent& s) { return s.address.starts_with(receiver); }));
  }

  Script script_, other_{{}, {"gamma"}};
  ChannelSettings channel_{true, Duration{1'000}, 3, 64, Guarantee::at_least_once};
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Instant now_{};
  std::int64_t ann_ = 0;
  int made_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(DeliverTest);

using Counts = alert::Counts;
using enum OutcomeClass;

TEST_P(DeliverTest, AReceiverThatAsksForAPauseSlowsOnlyItself) {
  script_.alone = true;
  settings_.jobs = 4;
  script_.answer = [](const Sent& s) {
    if (!s.address.starts_with("busy")) return outcome(delivered);
    DeliveryOutcome o = outcome(transient);
    o.throttles = true;
    o.retry_after = std::chrono::minutes{10};
    return o;
  };
  queue(8, "busy");
  queue(50, "idle");
  const Counts first = run();
  EXPECT_EQ(first.at("sent"), 50);
  EXPECT_LE(sent_to("busy"), 4) << "what was under way when it said so";
  EXPECT_EQ(states("pending"), 8);

  // A later run knows of the pause, although none of its own messages was told.
  queue(4, "busy");
  script_.sent.clear();
  now_ += std::chrono::minutes{5};
  run();
  EXPECT_EQ(sent_to("busy"), 0);

  // When the pause is over they come slowly: not all in the first second.
  script_.answer = [](const Sent&) { return outcome(delivered); };
  now_ += std::chrono::minutes{6};
  EXPECT_EQ(run().at("sent"), 12);
  EXPECT_EQ(states("sent"), 62);
}

TEST_P(DeliverTest, AllRunsShareAProvidersRate) {
  settings_.rates.provider["alpha"] = Rate{10, Duration{3'600'000}, 5};
  queue(20, "x");
  const Counts counts = run();
  EXPECT_EQ(counts.at("sent"), 5) << "the burst";
  EXPECT_EQ(counts.at("deferred"), 15);
  run();
  EXPECT_EQ(script_.sent.size(), 5U) << "nothing is left for another run";
  // Put off to when there will be room for each, six minutes apart.
  std::vector<std::int64_t> due;
  for (auto rows = db().query(kMessages); rows.next();) {
    if (rows.text(0) == "pending") due.push_back(rows.integer(2));
  }
  ASSERT_EQ(due.size(), 15U);
  EXPECT_NEAR(static_cast<double>(due[14] - due[0]), 14 * 360'000.0, 1'000.0);
  now_ += std::chrono::hours{2};
  run();
  EXPECT_EQ(script_.sent.size(), 10U) << "a burst, however long nothing left";
}

TEST_P(DeliverTest, ARunTakesNoMoreThanItNeeds) {
  settings_.rates.provider["alpha"] = Rate{10, Duration{3'600'000}, 5};
  queue(2, "x");
  run();
  queue(3, "x");
  EXPECT_EQ(run().at("sent"), 3);
}

TEST_P(DeliverTest, AProviderThatIsDownIsLeftAloneAndItsBacklogComesBackInOrder) {
  script_.answer = [](const Sent&) { return outcome(transient); };
  settings_.jobs = 1;
  queue(12, "low", 2);
  queue(3, "critical", 5);
  run();
  EXPECT_EQ(script_.sent.size(), static_cast<std::size_t>(5)) << "then its gate is shut";
  EXPECT_EQ(script_.sent[0].address.substr(0, 8), "critical");

  // All day long, one try per pause.
  script_.sent.clear();
  for (int i = 0; i < 12; ++i) {
    now_ += std::chrono::minutes{6};
    run();
  }
  EXPECT_LE(script_.sent.size(), 12U);
  EXPECT_EQ(states("failed"), 0) << "tries are not used up on a provider that is down";

  script_.answer = [](const Sent&) { return outcome(delivered); };
  script_.sent.clear();
  now_ += std::chrono::minutes{6};
  run();
  now_ += std::chrono::minutes{6};
  run();
  ASSERT_EQ(script_.sent.size(), 15U);
  EXPECT_TRUE(script_.sent[0].address.starts_with("critical"));
  EXPECT_EQ(states("sent"), 15);
}

TEST_P(DeliverTest, WhatExpiredMeanwhileIsMarkedSo) {
  script_.answer = [](const Sent&) { return outcome(transient); };
  queue(10, "x");
  run();
  script_.sent.clear();
  now_ += std::chrono::hours{25};
  EXPECT_EQ(run(), (Counts{{"expired", 10}}));
  EXPECT_TRUE(script_.sent.empty());
}

TEST_P(DeliverTest, ASecondProviderTakesOver) {
  struct Case {
    std::string name;
    std::function<DeliveryOutcome()> answer;
    int tries_first;  // with the first provider
  };
  const Case cases[] = {
      {"refuses us",
       [] {
         DeliveryOutcome o = outcome(permanent);
         o.refuses_us = true;
         return o;
       },
       1},
      {"goes down", [] { return outcome(transient); }, kShutAfter},
  };
  script_.providers = {"alpha", "beta"};
  settings_.jobs = 1;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    script_.sent.clear();
    script_.answer = [&](const Sent& s) {
      return s.provider == "alpha" ? c.answer() : outcome(delivered);
    };
    queue(20, c.name);
    run();
    now_ += std::chrono::minutes{5};  // those that alpha failed come back; one tries alpha again
    run();
    now_ += std::chrono::seconds{40};
    run();
    int alpha = 0;
    for (const Sent& s : script_.sent) alpha += s.provider == "alpha" ? 1 : 0;
    EXPECT_LE(alpha, c.tries_first + 1);
    EXPECT_EQ(states("failed"), 0);
    EXPECT_EQ(states("pending"), 0);
    now_ += std::chrono::hours{1};
    db().transaction([&] {
      store::Allowance open;
      open.filled_at = now_;
      store::save_allowance(db(), "provider:alpha", open);
    });
  }
  const auto providers = column(3);
  EXPECT_EQ(providers.back(), "beta");
}

TEST_P(DeliverTest, WhenAChannelFailsThePersonIsToldByTheNext) {
  const auto mail = destination("email", "ann@desk.example");
  destination("webhook", "hook/1");
  const auto raised = raise(3);
  script_.answer = [](const Sent&) {
    DeliveryOutcome o = outcome(permanent);
    o.dead_address = true;
    return o;
  };
  queue(1, "ann", 3, raised.id, mail);
  EXPECT_EQ(run(), (Counts{{"failed", 1}, {"sent", 1}}));
  ASSERT_EQ(other_.sent.size(), 1U);
  EXPECT_EQ(other_.sent[0].address, "hook/1");
  EXPECT_EQ(column(1), (std::vector<std::string>{"planned", "fallback"}));
  EXPECT_TRUE(store::find_destination(db(), mail)->dead_at);
  std::vector<Reason> reasons;
  for (const auto& d : store::decisions_of_alert(db(), raised.id)) reasons.push_back(d.reason);
  EXPECT_EQ(reasons, std::vector<Reason>{Reason::fallback});
  EXPECT_EQ(run(), Counts{}) << "once";
}

TEST_P(DeliverTest, WhatIsUrgentDoesNotWaitForAProviderThatIsDown) {
  const auto mail = destination("email", "ann@desk.example");
  destination("webhook", "hook/1");
  const auto raised = raise(5);
  db().transaction([&] {
    store::Allowance shut;
    count_refusal(shut, now_);
    shut.filled_at = now_;
    (void)store::lock_allowance(db(), "provider:alpha", shut);
  });
  queue(1, "usual", 3);
  queue(1, "ann", 5, raised.id, mail);
  run();
  EXPECT_TRUE(script_.sent.empty());
  EXPECT_EQ(other_.sent.size(), 1U);
  EXPECT_EQ(column(0), (std::vector<std::string>{"pending", "failed", "sent"}));
}

// Whatever the class of the try: a wrong token is no fault of the message.
TEST_P(DeliverTest, WhatTheProviderTakesFromNobodyOfUsWaitsForTheOperator) {
  for (const OutcomeClass c : {permanent, transient}) {
    for (const bool asked : {true, false}) {
      SCOPED_TRACE(fmt::format("{} {}", word(c), asked));
      script_ = {};
      script_.answer = [&](const Sent&) {
        DeliveryOutcome o = outcome(c);
        o.refuses_us = true;
        o.not_set_up = !asked;
        return o;
      };
      queue(1, "stays");
      EXPECT_EQ(run(), (Counts{{"refused", 1}}));
      for (int i = 0; i < 2 * channel_.max_attempts; ++i) {
        now_ += std::chrono::minutes{70};
        run();
      }
      EXPECT_EQ(states("pending"), 1) << "no tries are used up";
      EXPECT_GT(script_.sent.size(), static_cast<std::size_t>(channel_.max_attempts));
      EXPECT_EQ(column(1).back(), "refused");
      const auto waiting = store::refusals(db());
      ASSERT_EQ(waiting.size(), 1U);
      EXPECT_EQ(waiting[0].provider, "alpha");
      EXPECT_EQ(waiting[0].error, "as scripted");
      script_.answer = [](const Sent&) { return outcome(delivered); };
      now_ += std::chrono::minutes{70};
      const Counts mended = asked ? Counts{{"recovered", 1}, {"sent", 1}} : Counts{{"sent", 1}};
      EXPECT_EQ(run(), mended);
      EXPECT_TRUE(store::refusals(db()).empty());
    }
  }
}

TEST_P(DeliverTest, WhatOneAddressLacksStopsNoOther) {
  settings_.jobs = 1;
  script_.answer = [](const Sent& s) {
    DeliveryOutcome o = outcome(s.address.starts_with("unset") ? transient : delivered);
    o.refuses_us = o.not_set_up = s.address.starts_with("unset");
    return o;
  };
  queue(3, "unset");
  queue(20, "set");
  EXPECT_EQ(run(), (Counts{{"refused", 3}, {"sent", 20}}));
}

TEST_P(DeliverTest, WhoCannotBeReachedAsWeAreSetUpIsToldByTheNextChannel) {
  const auto mail = destination("email", "ann@desk.example");
  destination("webhook", "hook/1");
  const auto raised = raise(3);
  script_.answer = [](const Sent&) {
    DeliveryOutcome o = outcome(transient);
    o.refuses_us = o.not_set_up = true;
    return o;
  };
  queue(1, "ann", 3, raised.id, mail);
  EXPECT_EQ(run(), (Counts{{"failed", 1}, {"sent", 1}}));
  EXPECT_EQ(column(0), (std::vector<std::string>{"failed", "sent"}));
  EXPECT_EQ(column(1), (std::vector<std::string>{"fallback", "fallback"}));
  EXPECT_FALSE(store::find_destination(db(), mail)->dead_at);
}

TEST_P(DeliverTest, AskingSettlesWhatIsUncertain) {
  struct Case {
    OutcomeClass answer;
    Guarantee guarantee;
    std::string state;
    std::size_t tries;
  };
  const Case cases[] = {
      {delivered, Guarantee::at_least_once, "sent", 1},
      {delivered, Guarantee::at_most_once, "sent", 1},
      {transient, Guarantee::at_most_once, "sent", 2},
      {permanent, Guarantee::at_least_once, "failed", 1},
      {uncertain, Guarantee::at_least_once, "sent", 2},
      {uncertain, Guarantee::at_most_once, "uncertain", 1},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(fmt::format("{} {}", word(c.answer), c.state));
    channel_.guarantee = c.guarantee;
    script_.sent.clear();
    bool first = true;
    script_.answer = [&](const Sent&) {
      return outcome(std::exchange(first, false) ? uncertain : delivered);
    };
    script_.asked = [&](const Sent&) { return outcome(c.answer); };
    queue(1, "x");
    run();
    EXPECT_EQ(column(0).back(), "uncertain");
    now_ += std::chrono::minutes{1};
    run();
    EXPECT_EQ(column(0).back(), c.state);
    ASSERT_EQ(script_.sent.size(), c.tries);
    EXPECT_EQ(script_.sent.front().key, script_.sent.back().key);
  }
}

TEST_P(DeliverTest, DeadLettersAreMendedReplayedAndDropped) {
  script_.answer = [](const Sent& s) {
    return outcome(s.address.starts_with("right") ? delivered : permanent);
  };
  queue(3, "wrong");
  run();
  const auto dead = store::dead_letters(db(), {});
  ASSERT_EQ(dead.size(), 3U);
  EXPECT_EQ(store::dead_letters(db(), {Channel::webhook, std::nullopt, 10}).size(), 0U);
  EXPECT_EQ(store::dead_letters(db(), {Channel::email, now_ + std::chrono::hours{1}, 10}).size(),
            0U);
  db().transaction([&] {
    const Instant later = now_ + std::chrono::hours{1};
    EXPECT_TRUE(store::replay(db(), dead[0].id, now_, later, "right/1"));
    EXPECT_FALSE(store::replay(db(), dead[0].id, now_, later)) << "no dead letter any more";
    EXPECT_TRUE(store::replay(db(), dead[1].id, now_, later));
    EXPECT_TRUE(store::drop(db(), dead[2].id, now_));
  });
  run();
  EXPECT_EQ(states("sent"), 1);
  EXPECT_EQ(states("failed"), 1);
  EXPECT_EQ(states("suppressed"), 1);
}

}  // namespace
}  // namespace tocsin::notify
