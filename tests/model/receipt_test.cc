#include "model/receipt.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

struct WordCase {
  std::string_view word;
  std::optional<ReceiptState> state;
};

void expect_words(const ReceiptWord* (*table)(std::string_view),
                  std::initializer_list<WordCase> cases) {
  for (const WordCase& c : cases) {
    const ReceiptWord* row = table(c.word);
    ASSERT_EQ(row != nullptr, c.state.has_value()) << c.word;
    if (row != nullptr) {
      EXPECT_EQ(row->state, *c.state) << c.word;
    }
  }
}

// Every word of Twilio's message and call resources.
TEST(Receipts, SayWhatTwilioMeans) {
  using enum ReceiptState;
  expect_words(twilio_message_word, {{"queued", {}},
                                     {"accepted", {}},
                                     {"scheduled", {}},
                                     {"sending", {}},
                                     {"receiving", {}},
                                     {"received", {}},
                                     {"sent", sent},
                                     {"partially_delivered", sent},
                                     {"delivered", delivered},
                                     {"read", read},
                                     {"undelivered", failed},
                                     {"failed", failed},
                                     {"canceled", failed},
                                     {"", {}},
                                     {"DELIVERED", {}}});
  expect_words(twilio_call_word, {{"queued", {}},
                                  {"initiated", {}},
                                  {"ringing", {}},
                                  {"in-progress", delivered},
                                  {"completed", delivered},
                                  {"busy", failed},
                                  {"no-answer", failed},
                                  {"failed", failed},
                                  {"canceled", failed}});
}

TEST(Receipts, SayWhatResendMeans) {
  struct Case {
    std::string_view event;
    std::optional<ReceiptState> state;
    bool dead;
  };
  using enum ReceiptState;
  const Case cases[] = {
      {R"({"type":"email.sent","data":{"email_id":"e1"}})", sent, false},
      {R"({"type":"email.delivered","data":{"email_id":"e1"}})", delivered, false},
      {R"({"type":"email.opened","data":{"email_id":"e1"}})", read, false},
      {R"({"type":"email.delivery_delayed","data":{"email_id":"e1"}})", {}, false},
      {R"({"type":"email.complained","data":{"email_id":"e1"}})", delivered, true},
      {R"({"type":"email.suppressed","data":{"email_id":"e1"}})", failed, true},
      {R"({"type":"email.failed","data":{"email_id":"e1","failed":{"reason":"quota"}}})", failed,
       false},
      {R"({"type":"email.bounced","data":{"email_id":"e1","bounce":
          {"type":"Permanent","subType":"NoEmail","message":"m","diagnosticCode":[]}}})",
       failed, true},
      {R"({"type":"email.bounced","data":{"email_id":"e1","bounce":
          {"type":"Permanent","subType":"MailboxFull"}}})",
       failed, false},
      {R"({"type":"email.bounced","data":{"email_id":"e1","bounce":{"type":"Transient"}}})", failed,
       false},
      {R"({"type":"email.bounced","data":{"email_id":"e1","bounce":7}})", failed, false},
      {R"({"type":"email.delivered","data":{}})", {}, false},
      {R"({"type":"email.delivered","data":[]})", {}, false},
      {R"({"type":7,"data":{"email_id":"e1"}})", {}, false},
      {R"({"type":"contact.created","data":{"email_id":"e1"}})", {}, false},
      {"[]", {}, false},
  };
  for (const Case& c : cases) {
    const auto r = resend_receipt(Json::parse(c.event), Instant{});
    ASSERT_EQ(r.has_value(), c.state.has_value()) << c.event;
    if (!r) continue;
    EXPECT_EQ(r->state, *c.state) << c.event;
    EXPECT_EQ(r->dead_address, c.dead) << c.event;
    EXPECT_EQ(r->provider_id, "e1");
  }
}

TEST(Receipts, OfOurWebhooksNameTheMessage) {
  const auto r = webhook_receipt(
      Json::parse(R"({"type":"message.failed","data":{"message":"m-1","reason":"no such room"}})"),
      Instant{});
  ASSERT_TRUE(r);
  EXPECT_EQ(r->provider, "webhook");
  EXPECT_EQ(r->message, "m-1");
  EXPECT_EQ(r->state, ReceiptState::failed);
  EXPECT_EQ(r->detail, "no such room");
  EXPECT_FALSE(webhook_receipt(Json::parse(R"({"type":"message.failed","data":{}})"), Instant{}));
  EXPECT_FALSE(webhook_receipt(Json::parse(R"({"type":"x","data":{"message":"m-1"}})"), Instant{}));
}

}  // namespace
}  // namespace tocsin
