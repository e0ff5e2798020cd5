// TLS against real servers: mail by STARTTLS and from the first byte, HTTPS, HTTP/2, a proxy.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>

#include "net/engine.h"
#include "support/secure_servers.h"
#include "support/servers.h"

namespace tocsin::net {
namespace {

using namespace std::chrono_literals;
using test::SecureServers;

class Tls : public testing::Test {
 protected:
  static void SetUpTestSuite() { servers_ = new SecureServers; }
  static void TearDownTestSuite() {
    delete servers_;
    servers_ = nullptr;
  }
  void SetUp() override { TOCSIN_NEEDS_SECURE(*servers_); }

  static Engine& trusting() {
    static Engine engine({.concurrency = 8,
                          .host_concurrency = 4,
                          .user_agent = "bell",
                          .ca_file = servers_->ca_file()});
    return engine;
  }

  static inline SecureServers* servers_ = nullptr;
};

struct MailTry {
  std::string server;
  SmtpSecurity security = SmtpSecurity::starttls;
  std::string user{}, password{};
  bool trusted = true;
};

class SmtpTls : public Tls {
 protected:
  static MailResult send(const MailTry& t) {
    SmtpServer server;
    server.host = "localhost";
    server.port = servers_->port(t.server);
    server.security = t.security;
    server.user = t.user;
    server.password = t.password;
    server.total = 20s;
    MailTransfer mail;
    mail.server = std::make_shared<SmtpServer>(std::move(server));
    mail.sender = "bell@b.test";
    mail.recipients = {"ann@a.test"};
    mail.message = "Subject: Hi\r\n\r\nfirst\r\n.second\r\n";
    MailResult result;
    Engine engine({.concurrency = 1,
                   .host_concurrency = 1,
                   .user_agent = "",
                   .ca_file = t.trusted ? servers_->ca_file() : ""});
    engine.start(std::move(mail), [&](MailResult&& r) { result = std::move(r); });
    engine.run_until_idle();
    return result;
  }
};

TEST_F(SmtpTls, LogsInOnceTheLineIsSecret) {
  const MailResult r = send({.server = "smtp_starttls",
                             .user = SecureServers::kUser,
                             .password = SecureServers::kPassword});
  EXPECT_EQ(r.outcome, MailOutcome::accepted) << r.text;
  EXPECT_EQ(r.text, "2.0.0 taken");
  const Json mail = servers_->mails().back();
  EXPECT_EQ(mail["server"], "starttls");
  EXPECT_EQ(mail["user"], "bell");
  EXPECT_EQ(mail["tls"], true);
  EXPECT_EQ(mail["message"], "Subject: Hi\r\n\r\nfirst\r\n.second\r\n");
}

TEST_F(SmtpTls, TlsFromTheFirstByte) {
  const MailResult r = send({.server = "smtp_tls", .security = SmtpSecurity::tls});
  EXPECT_EQ(r.outcome, MailOutcome::accepted) << r.text;
  EXPECT_EQ(servers_->mails().back()["server"], "tls");
}

TEST_F(SmtpTls, WhatIsRefusedLeavesNoMailAndNoSecret) {
  struct Case {
    std::string name;
    MailTry tried;
    MailOutcome outcome;
    SmtpPhase phase;
    int reply;
  };
  const std::string user = SecureServers::kUser, password = SecureServers::kPassword;
  const Case cases[] = {
      {"a wrong password",
       {.server = "smtp_starttls", .user = user, .password = "wrong-secret"},
       MailOutcome::permanent,
       SmtpPhase::authentication,
       535},
      {"no account where one is demanded",
       {.server = "smtp_starttls"},
       MailOutcome::permanent,
       SmtpPhase::sender,
       530},
      {"no TLS where it is demanded",
       {.server = "smtp_starttls", .security = SmtpSecurity::none},
       MailOutcome::permanent,
       SmtpPhase::sender,
       530},
      {"STARTTLS is not offered",
       {.server = "smtp_plain", .user = user, .password = password},
       MailOutcome::connect_failed,
       SmtpPhase::greeting,
       250},
      {"a certificate nobody vouches for",
       {.server = "smtp_stranger", .user = user, .password = password},
       MailOutcome::connect_failed,
       SmtpPhase::tls,
       220},
      {"the same, from the first byte",
       {.server = "smtp_stranger_tls", .security = SmtpSecurity::tls},
       MailOutcome::connect_failed,
       SmtpPhase::connect,
       0},
      {"an authority the system does not know",
       {.server = "smtp_starttls", .user = user, .password = password, .trusted = false},
       MailOutcome::connect_failed,
       SmtpPhase::tls,
       220},
      {"TLS spoken to one that greets in clear",
       {.server = "smtp_plain", .security = SmtpSecurity::tls},
       MailOutcome::connect_failed,
       SmtpPhase::connect,
       0},
  };
  const std::size_t before = servers_->mails().size();
  for (const Case& c : cases) {
    const MailResult r = send(c.tried);
    EXPECT_EQ(name_of(r.outcome), name_of(c.outcome)) << c.name << ": " << r.text;
    EXPECT_EQ(name_of(r.phase), name_of(c.phase)) << c.name << ": " << r.text;
    EXPECT_EQ(r.reply, c.reply) << c.name << ": " << r.text;
    EXPECT_FALSE(r.text.empty()) << c.name;
    EXPECT_EQ(r.text.find("secret"), std::string::npos) << c.name;
  }
  EXPECT_EQ(servers_->mails().size(), before);
}

class HttpTls : public Tls {
 protected:
  static HttpRequest request_to(const std::string& server, const std::string& body) {
    HttpRequest request(*Url::parse(fmt::format("https://localhost:{}/", servers_->port(server))));
    request.method = Method::post;
    request.body = body;
    request.addresses = std::make_shared<AddressPolicy>(AddressPolicy{true, {}});
    return request;
  }
  static HttpResult exchange(Engine& engine, HttpRequest request) {
    HttpResult result;
    engine.start(std::move(request), [&](HttpResult&& r) { result = std::move(r); });
    engine.run_until_idle();
    return result;
  }
  void SetUp() override {
    Tls::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    if (servers_->port("https") == 0) {
      if (test::servers_required()) FAIL() << "no node";
      GTEST_SKIP() << "NOT TESTED: no node";
    }
  }
};

TEST_F(HttpTls, SpeaksHttp2WhereItIsOffered) {
  Engine& engine = trusting();
  int answered = 0;
  for (int i = 0; i < 10; ++i) {
    engine.start(request_to("https", std::to_string(i)), [&, i](HttpResult&& r) {
      EXPECT_EQ(r.response.status, 200) << r.text;
      EXPECT_EQ(r.response.body, fmt::format("HTTP/2.0 {}", i));
      EXPECT_EQ(r.response.content_type(), "text/plain");
      ++answered;
    });
  }
  engine.run_until_idle();
  EXPECT_EQ(answered, 10);
}

TEST_F(HttpTls, ACertificateNobodyVouchesForEndsIt) {
  const HttpResult stranger = exchange(trusting(), request_to("https_stranger", "x"));
  EXPECT_EQ(stranger.outcome, TransferOutcome::tls_failed) << stranger.text;
  EXPECT_NE(stranger.text.find("certificate"), std::string::npos) << stranger.text;
  Engine by_the_system;
  const HttpResult ours = exchange(by_the_system, request_to("https", "x"));
  EXPECT_EQ(ours.outcome, TransferOutcome::tls_failed) << ours.text;
}

TEST_F(HttpTls, ACertificateForAnotherNameEndsIt) {
  auto request = request_to("https", "x");
  request.url = *Url::parse(fmt::format("https://127.0.0.1:{}/", servers_->port("https")));
  const HttpResult r = exchange(trusting(), std::move(request));
  EXPECT_EQ(r.outcome, TransferOutcome::tls_failed) << r.text;
}

TEST_F(HttpTls, GoesThroughAProxyThatWantsAPassword) {
  auto request = request_to("https", "x");
  const std::string proxy = fmt::format("127.0.0.1:{}", servers_->port("proxy"));
  request.proxy = "http://bell:open%20sesame@" + proxy;
  const HttpResult through = exchange(trusting(), request);
  EXPECT_EQ(through.response.status, 200) << through.text;
  EXPECT_EQ(through.response.body, "HTTP/2.0 x");
  EXPECT_EQ(through.response.headers.find("Proxy-Authenticate"), std::nullopt);

  request.proxy = "http://bell:wrong-secret@" + proxy;
  const HttpResult refused = exchange(trusting(), request);
  EXPECT_FALSE(refused.answered());
  EXPECT_FALSE(is_uncertain(refused.outcome)) << name_of(refused.outcome);
  EXPECT_EQ(refused.text.find("secret"), std::string::npos) << refused.text;
}

}  // namespace
}  // namespace tocsin::net
