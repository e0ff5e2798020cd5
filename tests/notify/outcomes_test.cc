#include "notify/channels/outcomes.h"

#include <gtest/gtest.h>

#include <set>

#include "notify/channels/api.h"
#include "notify/decide_outcome.h"
#include "notify/identity.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

TEST(Outcomes, EveryHttpStatus) {
  const std::set<int> throttling{429, 502, 503, 504};
  const std::set<int> again{408, 425, 429};
  for (int status = 100; status < 600; ++status) {
    const Verdict v = webhook_verdict(status);
    const OutcomeClass expected = status / 100 == 2                    ? delivered
                                  : again.contains(status)             ? transient
                                  : status / 100 == 5 && status != 501 ? transient
                                                                       : permanent;
    EXPECT_EQ(v.outcome, expected) << status;
    EXPECT_EQ(v.throttles, throttling.contains(status)) << status;
    EXPECT_EQ(v.dead_address, status == 410) << status;
  }
}

TEST(Outcomes, WhatRefusesARepetitionMayHaveTakenTheFirst) {
  struct Case {
    net::TransferOutcome transfer;
    int status;
    OutcomeClass once, again;
  };
  const Case cases[] = {
      {net::TransferOutcome::answered, 200, delivered, delivered},
      {net::TransferOutcome::answered, 503, transient, uncertain},
      {net::TransferOutcome::answered, 400, permanent, permanent},
      {net::TransferOutcome::connect_failed, 0, transient, uncertain},
      {net::TransferOutcome::reset_after, 0, uncertain, uncertain},
  };
  for (const Case& c : cases) {
    net::HttpResult result;
    result.outcome = c.transfer;
    result.response.status = c.status;
    const Verdict v = result.answered() ? webhook_verdict(c.status) : transfer_verdict(c.transfer);
    EXPECT_EQ(outcome_from(result, v, "", Instant{}).outcome, c.once) << c.status;
    result.repeated = true;
    EXPECT_EQ(outcome_from(result, v, "", Instant{}).outcome, c.again) << c.status;
  }
}

TEST(Outcomes, EverySmtpReply) {
  for (int reply = 200; reply < 600; ++reply) {
    net::MailResult r;
    r.reply = reply;
    r.phase = net::SmtpPhase::recipient;
    r.outcome = reply < 400   ? net::MailOutcome::accepted
                : reply < 500 ? net::MailOutcome::transient
                              : net::MailOutcome::permanent;
    const Verdict v = smtp_verdict(r);
    EXPECT_EQ(v.outcome, reply < 400 ? delivered : reply < 500 ? transient : permanent) << reply;
    EXPECT_FALSE(v.dead_address) << reply;
  }
}

TEST(Outcomes, AMailLostUnderWayWasNotDeliveredWhateverTheLastReplySaid) {
  for (const int reply : {0, 220, 250, 354}) {
    net::MailResult r;
    r.outcome = net::MailOutcome::transient;
    r.phase = net::SmtpPhase::recipient;
    r.reply = reply;
    EXPECT_EQ(smtp_verdict(r).outcome, transient) << reply;
    r.outcome = net::MailOutcome::uncertain;
    EXPECT_EQ(smtp_verdict(r).outcome, uncertain) << reply;
  }
}

TEST(Outcomes, ADeadMailboxIsKnownByItsEnhancedCode) {
  struct Case {
    std::string text;
    net::SmtpPhase phase;
    bool dead;
  };
  const Case cases[] = {
      {"550 5.1.1 no such user", net::SmtpPhase::recipient, true},
      {"550 5.1.10 null MX", net::SmtpPhase::recipient, true},
      {"550 5.7.1 not allowed", net::SmtpPhase::recipient, false},
      {"550 5.1.11 something newer", net::SmtpPhase::recipient, false},
      {"552 5.2.2 mailbox full", net::SmtpPhase::recipient, false},
      {"554 5.1.1 in the text of a spam verdict", net::SmtpPhase::data, false},
  };
  for (const Case& c : cases) {
    net::MailResult r;
    r.outcome = net::MailOutcome::permanent;
    r.reply = 550;
    r.phase = c.phase;
    r.text = c.text;
    EXPECT_EQ(smtp_verdict(r).dead_address, c.dead) << c.text;
  }
  net::MailResult login;
  login.outcome = net::MailOutcome::permanent;
  login.reply = 535;
  login.phase = net::SmtpPhase::authentication;
  EXPECT_EQ(smtp_verdict(login).outcome, transient) << "our log-in is no fault of the message";
}

TEST(Outcomes, EveryExitStatus) {
  const std::set<int> refused{64, 65, 67, 68, 70, 72, 73, 77, 78, 126, 127};
  for (int status = 0; status < 256; ++status) {
    const Verdict v = exec_verdict(status);
    EXPECT_EQ(v.outcome, status == 0                ? delivered
                         : refused.contains(status) ? permanent
                                                    : transient)
        << status;
    EXPECT_EQ(v.dead_address, status == 67) << status;
  }
}

TEST(Outcomes, ALostTransferMayHaveArrivedOnlyOnceItWasOut) {
  for (int i = 0; i <= static_cast<int>(net::TransferOutcome::refused_request); ++i) {
    const auto outcome = static_cast<net::TransferOutcome>(i);
    if (net::is_uncertain(outcome)) {
      EXPECT_EQ(transfer_verdict(outcome).outcome, uncertain) << net::name_of(outcome);
    }
    EXPECT_NE(transfer_verdict(outcome).outcome, delivered) << net::name_of(outcome);
  }
}

TEST(NextStep, FollowsClassAndTries) {
  const Instant now = from_ms(1'800'000'000'000);
  const RetryPolicy policy{Duration{15'000}, Duration{3'600'000}, 3};
  struct Case {
    std::string name;
    OutcomeClass outcome;
    int attempts;
    MessageState state;
  };
  const Case cases[] = {
      {"arrived", delivered, 0, MessageState::sent},
      {"refused", permanent, 0, MessageState::failed},
      {"passing", transient, 0, MessageState::pending},
      {"last try", transient, 2, MessageState::failed},
      {"unsure", uncertain, 0, MessageState::uncertain},
      {"unsure at the last try", uncertain, 2, MessageState::uncertain},
  };
  for (const Case& c : cases) {
    store::Message m;
    m.attempts = c.attempts;
    DeliveryOutcome o;
    o.outcome = c.outcome;
    const NextStep next = after_attempt(m, o, policy, "msg_x", now);
    EXPECT_EQ(next.state, c.state) << c.name;
    EXPECT_EQ(next.attempts, c.attempts + 1) << c.name;
  }
}

TEST(NextStep, AScheduleRunsToItsEndWheneverTheMessageExpires) {
  const Instant now = from_ms(1'800'000'000'000);
  const Duration schedule[] = {Duration{5'000}, std::chrono::hours(24)};
  RetryPolicy policy;
  policy.max_attempts = 3;
  store::Message m;
  m.expires_at = now + std::chrono::hours(1);
  m.attempts = 1;
  DeliveryOutcome o;
  o.outcome = transient;
  policy.most = std::chrono::hours(24);
  policy.base = std::chrono::hours(24);
  const NextStep doubling = after_attempt(m, o, policy, "msg_x", now);
  EXPECT_EQ(doubling.state, MessageState::failed) << "no time left";
  EXPECT_FALSE(doubling.exhausted);
  policy.schedule = schedule;
  const NextStep second = after_attempt(m, o, policy, "msg_x", now);
  EXPECT_EQ(second.state, MessageState::pending);
  EXPECT_GT(second.due_at, *m.expires_at);
  EXPECT_FALSE(second.exhausted);
  m.attempts = 2;
  const NextStep last = after_attempt(m, o, policy, "msg_x", now);
  EXPECT_EQ(last.state, MessageState::failed);
  EXPECT_TRUE(last.exhausted);
  o.outcome = permanent;
  EXPECT_FALSE(after_attempt(m, o, policy, "msg_x", now).exhausted)
      << "one refused message says nothing of the others";
}

TEST(NextStep, WhatIsWithThePersonIsDelivered) {
  DeliveryOutcome o;
  o.outcome = delivered;
  o.arrived = true;
  EXPECT_EQ(after_attempt({}, o, {}, "msg_x", from_ms(0)).state, MessageState::delivered);
}

TEST(NextStep, AfterAskingTheGuaranteeDecidesWhatNobodyKnows) {
  const Instant now = from_ms(1'800'000'000'000);
  const RetryPolicy policy{Duration{15'000}, Duration{3'600'000}, 3};
  struct Case {
    std::string name;
    OutcomeClass answer;
    int attempts;
    Guarantee guarantee;
    Duration left;  // until it expires
    MessageState state;
    Duration until;  // it is due
  };
  const Duration hour{3'600'000}, day{86'400'000};
  const Case cases[] = {
      {"it has it", delivered, 1, Guarantee::at_least_once, day, MessageState::sent, Duration{0}},
      {"it has it, once", delivered, 1, Guarantee::at_most_once, day, MessageState::sent,
       Duration{0}},
      {"it has it not", transient, 1, Guarantee::at_most_once, day, MessageState::pending,
       Duration{0}},
      {"it gave it up", permanent, 1, Guarantee::at_least_once, day, MessageState::failed,
       Duration{0}},
      {"nobody knows", uncertain, 1, Guarantee::at_least_once, day, MessageState::pending,
       Duration{0}},
      {"nobody knows, tries used up", uncertain, 3, Guarantee::at_least_once, day,
       MessageState::failed, Duration{0}},
      {"nobody knows, once", uncertain, 1, Guarantee::at_most_once, day, MessageState::uncertain,
       hour},
      {"nobody knows, once, for good", uncertain, 1, Guarantee::at_most_once, hour,
       MessageState::uncertain, Duration{253'402'300'799'999 - 1'800'000'000'000}},
  };
  for (const Case& c : cases) {
    store::Message m;
    m.attempts = c.attempts;
    m.expires_at = now + c.left;
    m.error = "no answer";
    DeliveryOutcome o;
    o.outcome = c.answer;
    o.detail = "the provider's word";
    const NextStep next = after_asking(m, o, policy, c.guarantee, now);
    EXPECT_EQ(next.state, c.state) << c.name;
    EXPECT_EQ(next.due_at - now, c.until) << c.name;
    EXPECT_EQ(next.attempts, c.attempts) << c.name;
    EXPECT_FALSE(next.error.empty()) << c.name;
  }
}

TEST(Retry, DoublesSpreadsAndObeysRetryAfter) {
  const RetryPolicy policy{Duration{10'000}, Duration{60'000}, 9};
  const int nominal[] = {10'000, 20'000, 40'000, 60'000, 60'000};
  for (int n = 1; n <= 5; ++n) {
    const auto pause = pause_after(policy, n, "msg_a", std::nullopt);
    EXPECT_GE(pause.count(), nominal[n - 1] * 8 / 10);
    EXPECT_LE(pause.count(), nominal[n - 1] * 12 / 10);
    EXPECT_EQ(pause, pause_after(policy, n, "msg_a", std::nullopt));
  }
  std::set<std::int64_t> spread;
  for (int i = 0; i < 50; ++i) {
    spread.insert(pause_after(policy, 1, "msg_" + std::to_string(i), std::nullopt).count());
  }
  EXPECT_GT(spread.size(), 10U);
  EXPECT_EQ(pause_after(policy, 1, "msg_a", Duration{120'000}), Duration{120'000});
}

TEST(Retry, HowManyTriesATimeHas) {
  RetryPolicy policy;
  policy.base = Duration{10'000};
  policy.most = Duration{100'000};
  policy.max_attempts = 4;
  // Pauses of at least 8, 16 and 32 seconds.
  const std::pair<int, int> cases[] = {{0, 1}, {7, 1}, {8, 2}, {23, 2}, {24, 3}, {56, 4}, {999, 4}};
  for (const auto& [seconds, tries] : cases) {
    EXPECT_EQ(tries_within(policy, std::chrono::seconds{seconds}), tries) << seconds;
  }
  const Duration schedule[] = {Duration{5'000}, Duration{300'000}};
  policy.schedule = schedule;
  EXPECT_EQ(tries_within(policy, Duration{4'000}), 2);
  EXPECT_EQ(tries_within(policy, Duration{244'000}), 3);
  EXPECT_EQ(tries_within(policy, Duration{484'000}), 4);
}

TEST(Retry, AScheduleStandsInThePlaceOfDoubling) {
  const Duration schedule[] = {Duration{5'000}, Duration{300'000}, Duration{7'200'000}};
  RetryPolicy policy;
  policy.schedule = schedule;
  const int nominal[] = {5'000, 300'000, 7'200'000, 7'200'000};
  for (int n = 1; n <= 4; ++n) {
    const auto pause = pause_after(policy, n, "msg_a", std::nullopt);
    EXPECT_GE(pause.count(), nominal[n - 1] * 8 / 10) << n;
    EXPECT_LE(pause.count(), nominal[n - 1] * 12 / 10) << n;
  }
  EXPECT_EQ(pause_after(policy, 1, "msg_a", Duration{60'000}), Duration{60'000});
}

TEST(Identity, IsDeterministicAndItsKeyHasNoDot) {
  const Identity identity{"a-1", 7, 9, Purpose::first, 1};
  EXPECT_EQ(text_of(identity), "a-1/person:7/destination:9/first/1");
  EXPECT_EQ(idempotency_key("x"), idempotency_key("x"));
  EXPECT_NE(idempotency_key("x"), idempotency_key("y"));
  EXPECT_EQ(idempotency_key("x").find('.'), std::string::npos);
}

}  // namespace
}  // namespace tocsin::notify
