#include "notify/channels/twilio.h"

#include <set>

#include "base/error.h"
#include "notify/channels/provider.h"
#include "notify/channels/sms_text.h"
#include "notify/channels/twilio_outcomes.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

constexpr std::string_view kAccount = "AC0123456789abcdef0123456789abcdef";
constexpr std::string_view kNumber = "+447700900123";

TEST(TwilioOutcomes, EveryStatus) {
  for (int status = 200; status < 600; ++status) {
    const Verdict v = twilio_verdict(status, 0);
    const std::set<int> again{408, 429, 503};
    const OutcomeClass expected = status / 100 == 2                    ? delivered
                                  : again.contains(status)             ? transient
                                  : status / 100 == 5 && status != 501 ? uncertain
                                                                       : permanent;
    EXPECT_EQ(v.outcome, expected) << status;
    EXPECT_EQ(v.throttles, status == 429 || status == 503) << status;
    EXPECT_EQ(v.refuses_us, status == 401 || status == 403 || status == 404) << status;
    EXPECT_FALSE(v.dead_address) << status;
    EXPECT_FALSE(v.meaning.empty());
    // A code nobody knows leaves it to the status.
    if (status / 100 != 2) {
      EXPECT_EQ(twilio_verdict(status, 99'999), v) << status;
    }
  }
}

TEST(TwilioOutcomes, EveryCode) {
  struct Case {
    int code;
    OutcomeClass outcome;
    bool throttles = false, dead = false, refuses_us = false;
  };
  const Case cases[] = {
      {12100, permanent},
      {20003, permanent, false, false, true},
      {20404, permanent, false, false, true},
      {20429, transient, true},
      {20500, uncertain},
      {20503, transient, true},
      {21201, permanent},
      {21205, permanent},
      {21210, permanent, false, false, true},
      {21211, permanent, false, true},
      {21212, permanent, false, false, true},
      {21214, permanent},
      {21215, permanent},
      {21216, permanent},
      {21217, permanent, false, true},
      {21219, permanent},
      {21408, permanent},
      {21421, permanent, false, true},
      {21601, permanent, false, false, true},
      {21602, permanent},
      {21604, permanent},
      {21606, permanent},
      {21608, permanent},
      {21609, permanent, false, false, true},
      {21610, permanent, false, true},
      {21611, transient, true},
      {21612, permanent},
      {21614, permanent, false, true},
      {21617, permanent},
      {21730, transient, true},
      {30001, transient, true},
      {30002, permanent, false, false, true},
      {30003, transient},
      {30004, permanent, false, true},
      {30005, permanent, false, true},
      {30006, permanent, false, true},
      {30007, permanent},
      {30008, transient},
      {30034, permanent},
      {30410, transient},
      {63003, permanent, false, true},
      {63007, permanent, false, false, true},
      {63012, transient},
      {63015, permanent},
      {63016, permanent},
      {63018, transient, true},
      {63024, permanent, false, true},
  };
  std::size_t rows = 0;
  for (const Case& c : cases) {
    // Whatever the status: Twilio's code says more.
    for (const int status : {200, 400, 429, 500}) {
      const Verdict v = twilio_verdict(status, c.code);
      EXPECT_EQ(v.outcome, c.outcome) << c.code;
      EXPECT_EQ(v.throttles, c.throttles) << c.code;
      EXPECT_EQ(v.dead_address, c.dead) << c.code;
      EXPECT_EQ(v.refuses_us, c.refuses_us) << c.code;
    }
    ++rows;
  }
  std::size_t codes = 0;
  for (const OutcomeRow& r : twilio_code_table())
    codes += static_cast<std::size_t>(r.to - r.from) + 1;
  EXPECT_EQ(rows, codes) << "every row has its case";
}

TEST(TwilioOutcomes, ConfigurationOverridesRows) {
  const std::vector<std::string> lines{"30007=transient", "30003 = dead", "45000=uncertain"};
  const auto rows = read_twilio_overrides(lines);
  EXPECT_EQ(twilio_verdict(200, 30007, rows).outcome, transient);
  EXPECT_TRUE(twilio_verdict(200, 30003, rows).dead_address);
  EXPECT_EQ(twilio_verdict(400, 45000, rows).outcome, uncertain);
  EXPECT_EQ(twilio_verdict(400, 21610, rows).outcome, permanent);
  for (const std::string bad : {"", "30007", "30007=", "=dead", "30007=delivered", "x=dead",
                                "-1=dead", "1000000=dead", "30007=maybe"}) {
    EXPECT_THROW((void)read_twilio_overrides(std::vector{bad}), Error) << bad;
  }
}

TEST(Twilio, AddressesAreE164) {
  for (const char* good : {"+447700900123", "+12025550123", "+49301234567", "+1234567"}) {
    EXPECT_TRUE(is_e164(good)) << good;
  }
  for (const char* bad :
       {"", "+", "447700900123", "+0447700900", "+44 7700 900123", "+44770090012x", "+123456",
        "+1234567890123456", "whatsapp:+447700900123"}) {
    EXPECT_FALSE(is_e164(bad)) << bad;
  }
}

TEST(Twilio, NumbersInTheirWordsAreMasked) {
  EXPECT_EQ(without_numbers("The 'To' number +447700900123 is not a valid phone number."),
            "The 'To' number +44…123 is not a valid phone number.");
  EXPECT_EQ(without_numbers("error 21211, see 30"), "error 21211, see 30");
  EXPECT_EQ(without_numbers("447700900123"), "447…123");
}

class TwilioTest : public ProviderTest {
 protected:
  TwilioTest() {
    config_.set("twilio.base_url", server_.url(""));
    config_.set("twilio.account_sid", std::string(kAccount));
    config_.set("twilio.auth_token", "very-secret-token");
    config_.set("twilio.phone_number", "+15005550006");
    config_.set("twilio.whatsapp_number", "+15005550007");
    config_.set("general.public_url", "https://t.example");
    body_ = R"({"sid":"SM1","status":"queued","error_code":null})";
  }

  static Outgoing out(const std::string& content, std::string_view address = kNumber) {
    Outgoing o;
    o.key = "msg_1";
    o.address = address;
    o.content = content;
    o.at = from_ms(1'800'000'000'000);
    o.expires_at = o.at + std::chrono::hours{1};
    return o;
  }
  std::string composed(Carrier& carrier) {
    const Notice n = notice();
    return carrier.compose({&n, "Ann", "en", "Europe/London", {}});
  }
};

TEST_F(TwilioTest, GoldenRequests) {
  struct Case {
    std::string name;
    std::unique_ptr<Carrier> (*make)(const CarrierNeeds&);
    std::string content_sid;
  };
  const Case cases[] = {
      {"sms", make_sms, ""},
      {"voice", make_voice, ""},
      {"whatsapp", make_whatsapp, ""},
      {"whatsapp-template", make_whatsapp, "HX0123456789abcdef0123456789abcdef"},
  };
  for (const Case& c : cases) {
    config_.set("twilio.whatsapp_content_sid", c.content_sid);
    const auto carrier = make(c.make);
    const std::string content = composed(*carrier);
    const DeliveryOutcome o = send(*carrier, out(content));
    EXPECT_EQ(o.outcome, delivered) << o.detail;
    EXPECT_EQ(o.provider_id, "SM1");
    EXPECT_EQ(carrier->receiver_of(kNumber), "twilio");
    expect_golden("twilio-" + c.name + ".txt", as_text(server_.requests().back()));
    const Preview p = carrier->preview(out(content));
    EXPECT_EQ(p.body, server_.requests().back().body);
    EXPECT_EQ(p.headers.front().value, "Basic …");
  }
}

TEST_F(TwilioTest, WhatIsAnsweredIsUnderstood) {
  struct Case {
    std::string name;
    int status;
    std::string body;
    OutcomeClass outcome;
    int code;
    bool throttles = false, dead = false, refuses_us = false;
  };
  const Case cases[] = {
      {"made", 201, R"({"sid":"SM1","status":"queued"})", delivered, 201},
      {"made and failed", 201, R"({"sid":"SM1","status":"failed","error_code":30005})", permanent,
       30005, false, true},
      {"taken, but no JSON", 201, "<html>", uncertain, 201},
      {"taken, but nothing named", 200, "{}", uncertain, 200},
      {"not a number", 400, R"({"code":21211,"message":"The 'To' number +447700900123 is not"})",
       permanent, 21211, false, true},
      {"a code nobody knows", 400, R"({"code":29999})", permanent, 29999},
      {"too many", 429, R"({"code":20429})", transient, 20429, true},
      {"too many, without words", 429, "", transient, 429, true},
      {"refused", 401, R"({"code":20003})", permanent, 20003, false, false, true},
      {"failed after all", 500, R"({"code":20500})", uncertain, 20500},
      {"a gateway", 502, "<html>", uncertain, 502},
      {"maintenance", 503, R"({"code":21730})", transient, 21730, true},
  };
  const auto carrier = make(make_sms);
  const std::string content = composed(*carrier);
  headers_ = {{"Retry-After", "7"}, {"Twilio-Concurrent-Requests", "31"}};
  for (const Case& c : cases) {
    status_ = c.status;
    body_ = c.body;
    const DeliveryOutcome o = send(*carrier, out(content));
    EXPECT_EQ(o.outcome, c.outcome) << c.name << ": " << o.detail;
    EXPECT_EQ(o.code, c.code) << c.name;
    EXPECT_EQ(o.throttles, c.throttles) << c.name;
    EXPECT_EQ(o.dead_address, c.dead) << c.name;
    EXPECT_EQ(o.refuses_us, c.refuses_us) << c.name;
    EXPECT_EQ(o.detail.find("447700900123"), std::string::npos) << o.detail;
    if (c.outcome != delivered) {
      EXPECT_EQ(o.retry_after, Duration{7'000}) << c.name;
      EXPECT_EQ(o.detail.find("31 requests at once") != std::string::npos, c.throttles) << o.detail;
    }
  }
}

TEST_F(TwilioTest, NothingLeavesForWhatCannotBe) {
  const auto carrier = make(make_sms);
  const std::string content = composed(*carrier);
  for (const std::string_view bad : {"", "07700 900123", "whatsapp:+447700900123"}) {
    const DeliveryOutcome o = send(*carrier, out(content, bad));
    EXPECT_EQ(o.outcome, permanent);
    EXPECT_TRUE(o.dead_address) << bad;
  }
  config_.set("twilio.auth_token", "");
  const auto nobody = make(make_sms);
  const DeliveryOutcome o = send(*nobody, out(content));
  EXPECT_TRUE(o.refuses_us);
  EXPECT_FALSE(o.dead_address);
  EXPECT_NE(o.detail.find("twilio.auth_token"), std::string::npos) << o.detail;
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(TwilioTest, ALostAnswerIsUncertainAndAskedAbout) {
  const auto carrier = make(make_sms);
  const std::string content = composed(*carrier);
  answer_ = [](const test::ServedRequest&, test::ServedConnection& c) { c.reset(); };
  EXPECT_EQ(send(*carrier, out(content)).outcome, uncertain);
  answer_ = nullptr;

  const std::string text = Json::parse(content).at("text");
  const auto entry = [](const std::string& sid, const std::string& body, const std::string& status,
                        const std::string& date, const Json& code = nullptr) {
    return Json{{"sid", sid},           {"body", body},       {"status", status},
                {"date_created", date}, {"error_code", code}, {"direction", "outbound-api"}};
  };
  // out.at is 2027-01-15T08:00:00Z.
  const std::string now = "Fri, 15 Jan 2027 08:00:20 +0000";
  const std::string before = "Fri, 15 Jan 2027 07:00:00 +0000";
  struct Case {
    std::string name;
    Json list;
    bool more;
    OutcomeClass outcome;
    std::string sid;
  };
  const Case cases[] = {
      {"nothing", Json::array(), false, transient, ""},
      {"it", Json::array({entry("SM7", text, "sent", now)}), false, delivered, "SM7"},
      {"trimmed", Json::array({entry("SM7", text + "\n", "sent", now)}), true, delivered, "SM7"},
      {"other words", Json::array({entry("SM7", "other", "sent", now)}), false, transient, ""},
      {"the same words, an hour ago", Json::array({entry("SM7", text, "sent", before)}), true,
       transient, ""},
      {"too many to see", Json::array({entry("SM7", "other", "sent", now)}), true, uncertain, ""},
      {"it failed", Json::array({entry("SM7", text, "failed", now, 30005)}), false, permanent,
       "SM7"},
      {"it failed in passing", Json::array({entry("SM7", text, "undelivered", now, 30008)}), false,
       transient, "SM7"},
  };
  status_ = 200;
  for (const Case& c : cases) {
    body_ = Json{{"messages", c.list}, {"next_page_uri", c.more ? Json("/more") : Json()}}.dump();
    const DeliveryOutcome o = ask(*carrier, out(content));
    EXPECT_EQ(o.outcome, c.outcome) << c.name << ": " << o.detail;
    EXPECT_EQ(o.provider_id, c.sid) << c.name;
  }
  expect_golden("twilio-ask.txt", as_text(server_.requests().back()));
  for (const std::string bad : {"", "[]", "{}", R"({"messages":7})", R"({"messages":[7,{}]})"}) {
    body_ = bad;
    EXPECT_NE(ask(*carrier, out(content)).outcome, delivered) << bad;
  }
  status_ = 500;
  EXPECT_EQ(ask(*carrier, out(content)).outcome, uncertain);
}

TEST_F(TwilioTest, CallsAreToldApartByTheirNumberOnly) {
  const auto carrier = make(make_voice);
  const std::string content = composed(*carrier);
  const auto call = [](const std::string& sid) {
    return Json{{"sid", sid},
                {"status", "completed"},
                {"direction", "outbound-api"},
                {"date_created", "Fri, 15 Jan 2027 08:00:20 +0000"}};
  };
  status_ = 200;
  body_ = Json{{"calls", Json::array()}}.dump();
  EXPECT_EQ(ask(*carrier, out(content)).outcome, transient);
  body_ = Json{{"calls", Json::array({call("CA1")})}}.dump();
  const DeliveryOutcome one = ask(*carrier, out(content));
  EXPECT_EQ(one.outcome, delivered);
  EXPECT_TRUE(one.arrived);
  EXPECT_EQ(one.provider_id, "CA1");
  body_ = Json{{"calls", Json::array({call("CA1"), call("CA2")})}}.dump();
  EXPECT_EQ(ask(*carrier, out(content)).outcome, uncertain);
}

TEST_F(TwilioTest, LongTextKeepsItsLinkAndHostsWithUnderscoresGetNoCallback) {
  config_.set("general.public_url", "https://my_host.example");
  config_.set("sms.max_segments", "2");
  const auto carrier = make(make_sms);
  Notice n = notice();
  n.title = std::string(600, 'x');
  const std::string content = carrier->compose({&n, "Ann", "en", "UTC", {}});
  const std::string text = Json::parse(content).at("text");
  EXPECT_EQ(sms_size(text).segments, 2);
  EXPECT_TRUE(text.ends_with("...\nhttps://tickets.example/e/7")) << text;
  EXPECT_EQ(send(*carrier, out(content)).outcome, delivered);
  EXPECT_EQ(server_.requests().back().body.find("StatusCallback"), std::string::npos);
  EXPECT_NE(server_.requests().back().body.find("ValidityPeriod=3600"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::notify
