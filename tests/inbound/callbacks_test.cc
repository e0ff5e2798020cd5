// What providers and their users say about messages. On both databases.

#include "alert/alerts.h"
#include "alert/audit.h"
#include "alert/dead_address.h"
#include "alert/planning.h"
#include "base/digest.h"
#include "inbound/inbound_fixture.h"
#include "net/url.h"
#include "store/destinations.h"

namespace tocsin::inbound {
namespace {

const store::Query kOpenReceipts("test.inbound.receipts",
                                 "SELECT count(*) FROM receipt WHERE settled_at IS NULL",
                                 store::Reach::whole);

class CallbacksTest : public InboundFixture {
 protected:
  Answer event(const std::string& path, const std::string& prefix, const std::string& id,
               const std::string& body) {
    const std::string time = std::to_string(to_ms(now_) / 1000);
    const std::string key = from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    return post(path, body,
                {{"HTTP_" + prefix + "_ID", id},
                 {"HTTP_" + prefix + "_TIMESTAMP", time},
                 {"HTTP_" + prefix + "_SIGNATURE",
                  "v1," + to_base64(hmac_sha256(key, id + "." + time + "." + body))}},
                "application/json");
  }
};
TOCSIN_ON_BOTH_DATABASES(CallbacksTest);

TEST_P(CallbacksTest, StatusesOnlyRise) {
  struct Step {
    std::string status;
    MessageState state;
  };
  const std::vector<std::vector<Step>> lives = {
      {{"queued", MessageState::sent},
       {"sent", MessageState::sent},
       {"delivered", MessageState::delivered},
       {"sent", MessageState::delivered},
       {"undelivered", MessageState::delivered},
       {"read", MessageState::read},
       {"delivered", MessageState::read}},
      {{"undelivered", MessageState::failed}, {"delivered", MessageState::failed}},
      {{"read", MessageState::read}, {"failed", MessageState::read}},
  };
  int number = 0;
  for (const auto& life : lives) {
    const std::string sid = "SM" + std::to_string(++number);
    const auto m = sent_message(Channel::sms, "twilio", sid);
    for (const Step& step : life) {
      EXPECT_EQ(
          twilio("/twilio/status", {{"MessageSid", sid}, {"MessageStatus", step.status}}).status,
          204);
      EXPECT_EQ(state(m), step.state) << sid << " " << step.status;
    }
  }
}

TEST_P(CallbacksTest, AStatusBeforeOurOwnRecordIsKept) {
  EXPECT_EQ(
      twilio("/twilio/status", {{"MessageSid", "SM9"}, {"MessageStatus", "delivered"}}).status,
      204);
  EXPECT_EQ(one(kOpenReceipts), 1);
  EXPECT_EQ(twilio("/twilio/status", {{"MessageSid", "SM9"}, {"MessageStatus", "delivered"}},
                   "message=" + message_.public_id)
                .status,
            204);
  EXPECT_EQ(one(kOpenReceipts), 1) << "the same was said before";
}

TEST_P(CallbacksTest, OurOwnNameOfAMessageServesWhereTheirsIsNotKnown) {
  EXPECT_EQ(twilio("/twilio/status", {{"MessageSid", "SM9"}, {"MessageStatus", "delivered"}},
                   "message=" + message_.public_id)
                .status,
            204);
  EXPECT_EQ(state(message_), MessageState::delivered);
}

TEST_P(CallbacksTest, AKeyPressSaysThatSomebodyListens) {
  const auto m = sent_message(Channel::voice, "twilio", "CA1");
  const Answer thanks = twilio("/twilio/keys", {{"CallSid", "CA1"}, {"Digits", "1"}});
  EXPECT_NE(thanks.body.find("<Hangup/>"), std::string::npos);
  EXPECT_EQ(state(m), MessageState::read);
  twilio("/twilio/keys", {{"CallSid", "CA1"}, {"Digits", "1"}});
  EXPECT_EQ(activity(), Texts{"open"});
  const Answer again = twilio("/twilio/keys", {{"CallSid", "CA1"}, {"Digits", "2"}});
  EXPECT_EQ(again.body, "<Response><Say>It is cheaper</Say></Response>");
  EXPECT_EQ(twilio("/twilio/keys", {{"CallSid", "CA2"}, {"Digits", "1"}}).status, 200);
  EXPECT_EQ(twilio("/twilio/keys", {{"Digits", "1"}}).status, 400);
}

TEST_P(CallbacksTest, EventsAreTakenOnce) {
  const auto m = sent_message(Channel::email, "resend", "e1");
  const std::string delivered = R"({"type":"email.delivered","data":{"email_id":"e1"}})";
  EXPECT_EQ(event("/resend", "SVIX", "msg_1", delivered).status, 204);
  EXPECT_EQ(state(m), MessageState::delivered);
  const std::string opened = R"({"type":"email.opened","data":{"email_id":"e1"}})";
  EXPECT_EQ(event("/resend", "SVIX", "msg_1", opened).status, 204);
  EXPECT_EQ(state(m), MessageState::delivered) << "an event of that name was taken";
  EXPECT_EQ(event("/resend", "SVIX", "msg_2", opened).status, 204);
  EXPECT_EQ(state(m), MessageState::read);
  EXPECT_EQ(event("/resend", "SVIX", "msg_3", "{").status, 400);
  EXPECT_EQ(event("/resend", "SVIX", "msg_4", "[]").status, 204);
  const auto hook = sent_message(Channel::webhook, "webhook", "");
  EXPECT_EQ(event("/webhook", "WEBHOOK", "evt_1",
                  R"({"type":"message.read","data":{"message":")" + hook.public_id + R"("}})")
                .status,
            204);
  EXPECT_EQ(state(hook), MessageState::read);
}

TEST_P(CallbacksTest, ButtonsShowThatSomebodyIsThere) {
  const std::string time = std::to_string(to_ms(now_) / 1000);
  const std::string payload =
      "payload=" +
      net::percent_encode(
          R"({"type":"block_actions","user":{"id":"U1"},"actions":[{"value":"ack:x"}]})");
  const Variables signed_by_slack{
      {"HTTP_X_SLACK_REQUEST_TIMESTAMP", time},
      {"HTTP_X_SLACK_SIGNATURE",
       "v0=" + to_hex(hmac_sha256("slack", "v0:" + time + ":" + payload))}};
  EXPECT_EQ(post("/slack", payload, signed_by_slack).status, 200);
  EXPECT_EQ(post("/slack", payload, signed_by_slack).status, 200);
  EXPECT_EQ(activity(), Texts{"click"}) << "a replay is nobody";
  now_ += std::chrono::minutes{1};
  const Variables token{{"HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN", "telegram"}};
  const std::string press =
      R"({"update_id":7,"callback_query":{"id":"1","from":{"id":42},"data":"ack:x"}})";
  EXPECT_EQ(post("/telegram", press, token, "application/json").status, 200);
  EXPECT_EQ(post("/telegram", press, token, "application/json").status, 200);
  EXPECT_EQ(post("/telegram", "[]", token, "application/json").status, 400);
  EXPECT_EQ(activity(), (Texts{"click", "click"}));
  now_ += std::chrono::minutes{1};
  const std::string blocked =
      R"({"update_id":8,"my_chat_member":{"chat":{"id":42},"new_chat_member":{"status":"kicked"}}})";
  EXPECT_EQ(post("/telegram", blocked, token, "application/json").status, 200);
  const auto place = store::find_destination(db(), {ann_, {}}, "telegram", "42");
  EXPECT_TRUE(place && place->dead_at && !place->enabled);
  const auto told = alert::open_of_kind(db(), alert::kAddressDead);
  ASSERT_EQ(told.size(), 1U) << "its owner is told elsewhere";
  EXPECT_EQ(told[0].facts.subject.id, std::to_string(place->id));
  EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
}

TEST_P(CallbacksTest, DiscordIsAnsweredAsItAsks) {
  const std::string time = std::to_string(to_ms(now_) / 1000);
  const auto interact = [&](const std::string& body) {
    return post("/discord", body,
                {{"HTTP_X_SIGNATURE_TIMESTAMP", time},
                 {"HTTP_X_SIGNATURE_ED25519", to_hex(ed25519_sign(seed_, time + body).value())}},
                "application/json");
  };
  EXPECT_EQ(interact(R"({"type":1,"id":"1"})").body, R"({"type":1})");
  const std::string press =
      R"({"type":3,"id":"2","member":{"user":{"id":"42"}},"data":{"custom_id":"ack:x"}})";
  EXPECT_EQ(interact(press).body, R"({"type":6})");
  EXPECT_EQ(interact(press).status, 200);
  EXPECT_EQ(activity(), Texts{"click"});
  EXPECT_EQ(interact(R"({"type":"1"})").status, 400);
  EXPECT_EQ(interact(R"({"type":2,"id":"3"})").status, 400);
}

}  // namespace
}  // namespace tocsin::inbound
