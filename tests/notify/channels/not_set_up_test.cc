// What the operator has not set up is the operator's to mend: one rule for all channels.

#include <gtest/gtest.h>

#include "base/digest.h"
#include "cli/config.h"
#include "net/p256.h"
#include "notify/channels/table.h"
#include "notify/decide_outcome.h"
#include "support/carrier.h"

namespace tocsin::notify {
namespace {

struct Case {
  Channel channel;
  std::string address;  // empty: the channel's example
  std::string lacks;    // what the outcome names; empty: the channel needs no credentials
  std::string provider{};
};

std::string subscription() {
  return Json{{"endpoint", "https://push.example.org/one"},
              {"keys",
               {{"p256dh", to_base64url(net::P256Key::generate().public_point())},
                {"auth", to_base64url(std::string(16, 'a'))}}}}
      .dump();
}

std::vector<Case> cases() {
  return {
      {Channel::email, "", "resend.api_key", "resend"},
      {Channel::sms, "", "twilio.account_sid"},
      {Channel::voice, "", "twilio.account_sid"},
      {Channel::whatsapp, "", "twilio.account_sid"},
      {Channel::slack, "", "SLACK_BOT_TOKEN"},
      {Channel::slack, "default", "SLACK_WEBHOOK_URL"},
      {Channel::discord, "", "DISCORD_BOT_TOKEN"},
      {Channel::discord, "default", "DISCORD_WEBHOOK_URL"},
      {Channel::telegram, "", "TELEGRAM_BOT_TOKEN"},
      {Channel::push, subscription(), "push.private_key"},
      {Channel::webhook, "", ""},  // a signature is the receiver's wish
      {Channel::inapp, "", ""},
      {Channel::exec, "", ""},
  };
}

TEST(NotSetUp, EveryChannelIsAmongTheCases) {
  std::set<Channel> named, plugged_in;
  for (const Case& c : cases()) named.insert(c.channel);
  for (const ChannelRow& row : channel_table()) plugged_in.insert(row.channel);
  EXPECT_EQ(named, plugged_in);
}

TEST(NotSetUp, TheMessageWaitsForTheOperator) {
  cli::Config config = cli::Config::from_text("", "nothing");
  config.set("email.providers", "smtp\nresend");
  const Settings settings = read_settings(config);
  Carriers carriers(config, settings);
  const Instant now = from_ms(1'800'000'000'000);
  Notice notice;
  notice.kind = "test";
  notice.title = "Cheaper";
  for (const ChannelRow& row : channel_table()) {
    for (const Case& c : cases()) {
      if (c.channel != row.channel || c.lacks.empty()) continue;
      SCOPED_TRACE(c.lacks);
      Carrier& carrier = *carriers.find(c.channel);
      const std::string content = carrier.compose({&notice, "Ann", "en", "UTC", {}});
      const std::string address = c.address.empty() ? std::string(row.example) : c.address;
      const DeliveryOutcome o =
          test::send_once(carrier, {"msg_1", address, "", content, now, c.provider});
      EXPECT_TRUE(o.refuses_us);
      EXPECT_TRUE(o.not_set_up);
      EXPECT_FALSE(o.dead_address);
      EXPECT_FALSE(o.throttles);
      EXPECT_NE(o.detail.find(c.lacks), std::string::npos) << o.detail;
      store::Message m;
      m.attempts = 1'000;
      m.expires_at = now + std::chrono::hours{2};
      const NextStep next = after_attempt(m, o, carriers.retry_policy(c.channel), "msg_1", now);
      EXPECT_EQ(next.state, MessageState::pending);
      m.expires_at = now + Duration{1};
      const NextStep last = after_attempt(m, o, carriers.retry_policy(c.channel), "msg_1", now);
      EXPECT_EQ(last.state, MessageState::failed) << "a dead letter, which can be replayed";
    }
  }
}

}  // namespace
}  // namespace tocsin::notify
