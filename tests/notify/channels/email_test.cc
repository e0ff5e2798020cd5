#include "net/mail.h"
#include "notify/channels/mail_content.h"
#include "notify/channels/png.h"
#include "notify/channels/price_chart.h"
#include "notify/channels/provider.h"
#include "notify/channels/resend_outcomes.h"
#include "support/secure_servers.h"
#include "support/servers.h"
#include "support/smtp_sink.h"

#include <set>

#include "base/digest.h"
#include "base/error.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

TEST(ResendOutcomes, EveryStatus) {
  for (int status = 200; status < 600; ++status) {
    const Verdict v = resend_verdict(status, "");
    const std::set<int> again{408, 409, 429};
    const std::set<int> ours{401, 403, 404, 405, 501};
    EXPECT_EQ(v.outcome, status / 100 == 2                    ? delivered
                         : again.contains(status)             ? transient
                         : status / 100 == 5 && status != 501 ? transient
                                                              : permanent)
        << status;
    EXPECT_EQ(v.throttles, status == 429 || status == 503) << status;
    EXPECT_EQ(v.refuses_us, ours.contains(status)) << status;
    EXPECT_EQ(resend_verdict(status, "a_new_error"), v) << status;
  }
}

TEST(ResendOutcomes, EveryError) {
  struct Case {
    std::string name;
    OutcomeClass outcome;
    bool throttles = false, refuses_us = false;
  };
  const Case cases[] = {
      {"missing_api_key", permanent, false, true},
      {"restricted_api_key", permanent, false, true},
      {"invalid_api_key", permanent, false, true},
      {"invalid_from_address", permanent, false, true},
      {"invalid_idempotency_key", permanent},
      {"invalid_idempotent_request", permanent},
      {"concurrent_idempotent_requests", transient},
      {"rate_limit_exceeded", transient, true},
      {"daily_quota_exceeded", transient, true, true},
      {"monthly_quota_exceeded", transient, true, true},
  };
  EXPECT_EQ(std::size(cases), resend_error_table().size()) << "every row has its case";
  for (const Case& c : cases) {
    const Verdict v = resend_verdict(422, c.name);
    EXPECT_EQ(v.outcome, c.outcome) << c.name;
    EXPECT_EQ(v.throttles, c.throttles) << c.name;
    EXPECT_EQ(v.refuses_us, c.refuses_us) << c.name;
  }
}

TEST(PriceChart, IsAPictureOfWhatWas) {
  const Json history = {{"price_history",
                         {{"currency", "GBP"},
                          {"points", Json::array({{"2026-01-01T10:00:00Z", "119.00"},
                                                  {"2026-01-05T10:00:00Z", "131.50"},
                                                  {"2026-01-09T10:00:00Z", "95.00"}})}}}};
  const auto chart = price_chart(history);
  ASSERT_TRUE(chart);
  EXPECT_EQ(chart->words, "95.00 to 131.50 GBP, now 95.00 GBP");
  EXPECT_TRUE(chart->png.starts_with("\x89PNG\r\n\x1A\n"));
  EXPECT_LT(chart->png.size(), 2'000U);
  EXPECT_EQ(price_chart(history)->png, chart->png);
}

TEST(PriceChart, NothingWithoutTwoPrices) {
  for (
      const char* text :
      {"{}", "[]", "7", R"({"price_history":7})", R"({"price_history":{"currency":"GBP"}})",
       R"({"price_history":{"currency":"???","points":[["2026-01-01T10:00:00Z","1"]]}})",
       R"({"price_history":{"currency":"GBP","points":[["2026-01-01T10:00:00Z","1"]]}})",
       R"({"price_history":{"currency":"GBP","points":[[],7,["x","y"],["2026-01-01T10:00:00Z"]]}})",
       R"({"price_history":{"currency":7,"points":{}}})"}) {
    EXPECT_FALSE(price_chart(Json::parse(text))) << text;
  }
}

TEST(Png, HoldsWhatWasDrawn) {
  Picture picture(5, 2);
  picture.set(4, 1, 3);
  picture.set(9, 9, 1);
  picture.fill(-1, 0, 3, 1, 2);
  EXPECT_EQ(picture.at(0, 0), 2);
  EXPECT_EQ(picture.at(2, 0), 0);
  EXPECT_EQ(picture.at(4, 1), 3);
  const auto palette = std::to_array<Rgb>({{0, 0, 0}, {1, 1, 1}, {2, 2, 2}, {255, 255, 255}});
  const std::string png = to_png(picture, palette);
  EXPECT_EQ(to_hex(png.substr(8, 21)), "0000000d4948445200000005000000020203000000");
}

class EmailTest : public ProviderTest {
 protected:
  EmailTest() {
    config_.set("email.from", "Tickets <tickets@t.example>");
    config_.set("email.providers", "resend\nsmtp");
    config_.set("email.host", "127.0.0.1");
    config_.set("email.security", "none");
    config_.set("resend.base_url", server_.url(""));
    config_.set("resend.api_key", "re_very_secret_key");
    status_ = 200;
    body_ = R"({"id":"4ef9a417-02e9-4d39-ad75-9611e0fcc33c"})";
  }

  static Outgoing out(const std::string& content, std::string_view provider) {
    Outgoing o;
    o.key = "msg_1";
    o.address = "ann@a.example";
    o.content = content;
    o.at = from_ms(1'800'000'000'000);
    o.provider = provider;
    return o;
  }
  static Links unsubscribe_by(const std::string& url) {
    Links links;
    links.unsubscribe = url;
    return links;
  }
  static std::string composed(Carrier& carrier, const Links& links = {}) {
    Notice n = notice();
    n.metadata["price_history"] = {{"currency", "GBP"},
                                   {"points", Json::array({{"2026-01-01T10:00:00Z", "119.00"},
                                                           {"2026-01-09T10:00:00Z", "95.00"}})}};
    return carrier.compose({&n, "Ann", "en", "Europe/London", {}, links});
  }
};

TEST_F(EmailTest, TheSameContentLeavesByEither) {
  test::SmtpSink sink;
  config_.set("email.port", std::to_string(sink.port()));
  config_.set("email.return_path", "bounces@t.example");
  const auto carrier = make(make_email);
  EXPECT_EQ(carrier->providers(), (std::vector<std::string>{"resend", "smtp"}));
  const std::string content = composed(*carrier, unsubscribe_by("https://t.example/unsubscribe/x"));

  // What zlib makes of a picture is its own affair, so this one goes without.
  const Notice plain = notice();
  const std::string bare = carrier->compose(
      {&plain, "Ann", "en", "Europe/London", {}, unsubscribe_by("https://t.example/u/x")});
  EXPECT_EQ(send(*carrier, out(bare, "resend")).outcome, delivered);
  expect_golden("resend.txt", as_text(server_.requests().back()));

  const DeliveryOutcome first = send(*carrier, out(content, ""));
  EXPECT_EQ(first.outcome, delivered) << first.detail;
  EXPECT_EQ(first.provider_id, "4ef9a417-02e9-4d39-ad75-9611e0fcc33c");
  const test::ServedRequest request = server_.requests().back();
  EXPECT_EQ(request.header("Idempotency-Key"), "msg_1");
  EXPECT_EQ(send(*carrier, out(content, "resend")).outcome, delivered);
  EXPECT_EQ(server_.requests().back().body, request.body) << "the key is for these bytes";

  EXPECT_EQ(send(*carrier, out(content, "smtp")).outcome, delivered);
  const test::SunkMail mail = sink.mails().at(0);
  EXPECT_EQ(mail.sender, "<bounces@t.example>");
  const Json json = Json::parse(request.body);
  for (const std::string& line :
       {"In-Reply-To: " + json["headers"]["In-Reply-To"].get<std::string>(),
        std::string("List-Unsubscribe: <https://t.example/unsubscribe/x>"),
        std::string("List-Unsubscribe-Post: List-Unsubscribe=One-Click"),
        std::string("Auto-Submitted: auto-generated"), std::string("Message-ID: <msg_1@t.example>"),
        "Content-ID: <" + json["attachments"][0]["content_id"].get<std::string>() + ">"}) {
    EXPECT_NE(mail.message.find(line), std::string::npos) << line;
  }
  EXPECT_NE(json["html"].get<std::string>().find(
                "cid:" + json["attachments"][0]["content_id"].get<std::string>()),
            std::string::npos);
}

TEST_F(EmailTest, OneSubjectIsOneThread) {
  const auto carrier = make(make_email);
  const auto thread_of = [&](const Subject& subject, const std::string& title) {
    Notice n = notice();
    n.kind = "ticket_updated";
    n.title = title;
    n.subject = subject;
    const std::string content = carrier->compose({&n, "Ann", "en", "UTC", {}});
    return mail_of(content, "msg_1", {"", "t@t.example"}, "ann@a.example").references.at(0);
  };
  EXPECT_EQ(thread_of({"ticket", "7"}, "opened"), thread_of({"ticket", "7"}, "answered"));
  EXPECT_NE(thread_of({"ticket", "7"}, "opened"), thread_of({"ticket", "8"}, "opened"));

  const Notice a = notice();
  Notice b = notice();
  b.subject = {"event", "8"};
  const std::string several = carrier->compose({&a, "Ann", "en", "UTC", {&a, &b}});
  EXPECT_TRUE(mail_of(several, "msg_1", {"", "t@t.example"}, "ann@a.example").references.empty());
}

TEST_F(EmailTest, ReadingIsCountedOnlyWhereThatIsWanted) {
  const auto carrier = make(make_email);
  const std::string without = Json::parse(composed(*carrier)).at("html");
  EXPECT_EQ(without.find("<img src=\"http"), std::string::npos);
  Links links;
  links.opened = "https://t.example/opened/x?a=1&b=\"";
  const std::string with = Json::parse(composed(*carrier, links)).at("html");
  EXPECT_NE(with.find("src=\"https://t.example/opened/x?a=1&amp;b=&quot;\" width=\"1\""),
            std::string::npos);
}

TEST_F(EmailTest, AnAlertCanBeActedOnByLinks) {
  const auto carrier = make(make_email);
  EXPECT_EQ(composed(*carrier).find("Acknowledge"), std::string::npos);
  Links links;
  links.acknowledge = "https://t.example/act/k";
  links.snooze = "https://t.example/act/s";
  const Json content = Json::parse(composed(*carrier, links));
  const std::string text = content.at("text"), html = content.at("html");
  EXPECT_NE(text.find("Acknowledge: https://t.example/act/k\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Snooze: https://t.example/act/s\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("Resolve"), std::string::npos) << text;
  EXPECT_NE(html.find("href=\"https://t.example/act/k\""), std::string::npos) << html;
}

TEST_F(EmailTest, WhatResendAnswersIsUnderstood) {
  struct Case {
    std::string name;
    int status;
    std::string body;
    OutcomeClass outcome;
    bool throttles = false, refuses_us = false;
  };
  const Case cases[] = {
      {"taken", 200, R"({"id":"x"})", delivered},
      {"taken, but no JSON", 200, "<html>", uncertain},
      {"wrong key", 403, R"({"name":"invalid_api_key","message":"API key is invalid"})", permanent,
       false, true},
      {"too fast", 429, R"({"name":"rate_limit_exceeded"})", transient, true},
      {"no more today", 429, R"({"name":"daily_quota_exceeded"})", transient, true, true},
      {"in progress", 409, R"({"name":"concurrent_idempotent_requests"})", transient},
      {"other words", 409, R"({"name":"invalid_idempotent_request"})", permanent},
      {"not valid", 422, R"({"name":"validation_error","message":"Invalid `to`: ann@a.example"})",
       permanent},
      {"failed", 500, R"({"name":"application_error"})", transient},
      {"away", 503, "", transient, true},
  };
  const auto carrier = make(make_email);
  const std::string content = composed(*carrier);
  headers_ = {{"retry-after", "3"}, {"ratelimit-remaining", "0"}, {"ratelimit-reset", "2"}};
  for (const Case& c : cases) {
    status_ = c.status;
    body_ = c.body;
    const DeliveryOutcome o = send(*carrier, out(content, "resend"));
    EXPECT_EQ(o.outcome, c.outcome) << c.name << ": " << o.detail;
    EXPECT_EQ(o.throttles, c.throttles) << c.name;
    EXPECT_EQ(o.refuses_us, c.refuses_us) << c.name;
    EXPECT_FALSE(o.dead_address) << c.name;
    EXPECT_EQ(o.spent_for, Duration{2'000}) << c.name;
    EXPECT_EQ(o.detail.find("ann@"), std::string::npos) << o.detail;
    if (c.outcome != delivered) {
      EXPECT_EQ(o.retry_after, Duration{3'000}) << c.name;
    }
  }
  EXPECT_EQ(ask(*carrier, out(content, "resend")).outcome, transient) << "its key makes it safe";
  EXPECT_EQ(ask(*carrier, out(content, "smtp")).outcome, uncertain);
}

TEST_F(EmailTest, ProvidersAreThoseThereAre) {
  for (const char* bad : {"sendmail", "smtp\nsmtp", "resend\nx"}) {
    config_.set("email.providers", bad);
    EXPECT_THROW(make(make_email), Error) << bad;
  }
  config_.set("email.providers", "");
  EXPECT_EQ(make(make_email)->providers(), std::vector<std::string>{"smtp"});
}

TEST_F(EmailTest, ARealServerWithTlsAndAnAccount) {
  const test::SecureServers servers;
  TOCSIN_NEEDS_SECURE(servers);
  config_.set("email.providers", "smtp");
  config_.set("email.host", "localhost");
  config_.set("email.port", std::to_string(servers.port("smtp_starttls")));
  config_.set("email.security", "starttls");
  config_.set("email.user", test::SecureServers::kUser);
  config_.set("email.password", test::SecureServers::kPassword);
  const auto carrier = make(make_email);
  const std::string content = composed(*carrier);
  net::Engine engine(
      {.concurrency = 1, .host_concurrency = 1, .user_agent = "", .ca_file = servers.ca_file()});
  DeliveryOutcome o;
  carrier->send(engine, out(content, "smtp"), [&](DeliveryOutcome&& r) { o = std::move(r); });
  engine.run_until_idle();
  EXPECT_EQ(o.outcome, delivered) << o.detail;
  const Json mail = servers.mails().back();
  EXPECT_EQ(mail["user"], test::SecureServers::kUser);
  EXPECT_EQ(mail["tls"], true);
  EXPECT_NE(mail["message"].get<std::string>().find("multipart/related"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::notify
