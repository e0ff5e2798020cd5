#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <thread>

#include "net/engine.h"
#include "support/http_server.h"
#include "support/smtp_sink.h"

namespace tocsin::net {
namespace {

using namespace std::chrono_literals;
using test::SmtpSink;

constexpr std::string_view kMessage = "Subject: Hi\r\n\r\nfirst\r\n.second\r\n..third\r\n";

MailTransfer mail_to(int port, std::vector<std::string> recipients = {"ann@a.test"}) {
  SmtpServer server;
  server.host = "127.0.0.1";
  server.port = port;
  server.security = SmtpSecurity::none;
  server.total = 10s;
  server.helo = "bell.test";
  MailTransfer mail;
  mail.server = std::make_shared<SmtpServer>(std::move(server));
  mail.sender = "bell@b.test";
  mail.recipients = std::move(recipients);
  mail.message = kMessage;
  return mail;
}

MailResult send(Engine& engine, MailTransfer mail) {
  MailResult result;
  engine.start(std::move(mail), [&](MailResult&& r) { result = std::move(r); });
  engine.run_until_idle();
  return result;
}

MailResult send(MailTransfer mail) {
  Engine engine;
  return send(engine, std::move(mail));
}

TEST(Smtp, DeliversAsGivenOverOneConnection) {
  SmtpSink sink;
  Engine engine;
  for (int i = 0; i < 3; ++i) {
    const auto result = send(engine, mail_to(sink.port(), {"ann@a.test", "bob@a.test"}));
    EXPECT_EQ(result.outcome, MailOutcome::accepted) << result.text;
    EXPECT_EQ(result.phase, SmtpPhase::done);
    EXPECT_EQ(result.reply, 250);
    EXPECT_EQ(result.text, "queued");
  }
  const auto mails = sink.mails();
  ASSERT_EQ(mails.size(), 3U);
  EXPECT_EQ(mails[0].sender, "<bell@b.test>");
  EXPECT_EQ(mails[0].recipients, (std::vector<std::string>{"<ann@a.test>", "<bob@a.test>"}));
  EXPECT_EQ(mails[0].message, kMessage);
  EXPECT_EQ(sink.connections(), 1);
  EXPECT_EQ(sink.commands().at(1), "EHLO bell.test");
}

TEST(Smtp, SendsMailFromNobody) {
  SmtpSink sink;
  auto mail = mail_to(sink.port());
  mail.sender = "";
  EXPECT_EQ(send(std::move(mail)).outcome, MailOutcome::accepted);
  EXPECT_EQ(sink.mails().at(0).sender, "<>");
}

TEST(Smtp, LogsIn) {
  SmtpSink sink;
  auto mail = mail_to(sink.port());
  auto server = *mail.server;
  server.user = "bell";
  server.password = "very-secret";
  mail.server = std::make_shared<SmtpServer>(server);
  EXPECT_EQ(send(mail).outcome, MailOutcome::accepted);

  SmtpSink strict([](std::string_view c) { return c.starts_with("AUTH") ? "535 who?" : ""; });
  server.port = strict.port();
  mail.server = std::make_shared<SmtpServer>(server);
  const auto result = send(mail);
  EXPECT_EQ(result.outcome, MailOutcome::permanent);
  EXPECT_EQ(result.phase, SmtpPhase::authentication);
  EXPECT_EQ(result.text.find("secret"), std::string::npos);
}

TEST(Smtp, EveryReplyHasItsClass) {
  struct Case {
    std::string at;  // command that the server answers so
    std::string reply;
    MailOutcome outcome;
    SmtpPhase phase;
    int code;
  };
  const Case cases[] = {
      {"connect", "554 not you", MailOutcome::permanent, SmtpPhase::greeting, 554},
      {"connect", "421 later", MailOutcome::transient, SmtpPhase::greeting, 421},
      {"connect", "drop", MailOutcome::connect_failed, SmtpPhase::connect, 0},
      {"MAIL", "451 busy", MailOutcome::transient, SmtpPhase::sender, 451},
      {"MAIL", "550 no", MailOutcome::permanent, SmtpPhase::sender, 550},
      {"RCPT", "450 greylisted", MailOutcome::transient, SmtpPhase::recipient, 450},
      {"RCPT", "550 no such user", MailOutcome::permanent, SmtpPhase::recipient, 550},
      {"RCPT", "drop", MailOutcome::transient, SmtpPhase::recipient, 250},
      {"DATA", "451 no room", MailOutcome::transient, SmtpPhase::data, 451},
      {"DATA", "drop", MailOutcome::transient, SmtpPhase::data, 250},
      {".", "451 not now", MailOutcome::transient, SmtpPhase::data, 451},
      {".", "554 spam", MailOutcome::permanent, SmtpPhase::data, 554},
      {".", "drop", MailOutcome::uncertain, SmtpPhase::data, 354},
  };
  for (const Case& c : cases) {
    SmtpSink sink(
        [&](std::string_view command) { return command.starts_with(c.at) ? c.reply : ""; });
    const auto result = send(mail_to(sink.port()));
    EXPECT_EQ(name_of(result.outcome), name_of(c.outcome)) << c.at << " " << c.reply;
    EXPECT_EQ(name_of(result.phase), name_of(c.phase)) << c.at << " " << c.reply;
    EXPECT_EQ(result.reply, c.code) << c.at << " " << c.reply;
    EXPECT_FALSE(result.text.empty()) << c.at;
    if (c.code >= 400) {
      EXPECT_EQ(std::to_string(c.code) + " " + result.text, c.reply);
    }
  }
}

TEST(Smtp, StartTlsIsDemandedNotHopedFor) {
  SmtpSink sink;  // does not offer it
  auto mail = mail_to(sink.port());
  auto server = *mail.server;
  server.security = SmtpSecurity::starttls;
  mail.server = std::make_shared<SmtpServer>(server);
  EXPECT_EQ(send(std::move(mail)).outcome, MailOutcome::connect_failed);
  EXPECT_TRUE(sink.mails().empty());
}

TEST(Smtp, RefusesAddressesThePolicyForbids) {
  SmtpSink sink;
  auto mail = mail_to(sink.port());
  auto server = *mail.server;
  server.addresses = std::make_shared<AddressPolicy>();
  mail.server = std::make_shared<SmtpServer>(server);
  const auto result = send(std::move(mail));
  EXPECT_EQ(result.outcome, MailOutcome::connect_failed);
  EXPECT_NE(result.text.find("not allowed"), std::string::npos) << result.text;
  EXPECT_EQ(sink.connections(), 0);
}

TEST(Smtp, EnvelopesThatAreNotSent) {
  SmtpSink sink;
  for (const auto& bad : {std::vector<std::string>{},
                          {"ann"},
                          {"ann@a.test> SIZE=1\r\nRSET"},
                          {"ann@a.test", "b b@a.test"}}) {
    EXPECT_EQ(send(mail_to(sink.port(), bad)).outcome, MailOutcome::permanent);
  }
  auto mail = mail_to(sink.port());
  mail.sender = "x\r\nRCPT TO:<b@a.test>";
  EXPECT_EQ(send(std::move(mail)).outcome, MailOutcome::permanent);
  EXPECT_EQ(sink.connections(), 0);
}

// Libcurl waits for the answer to QUIT with the whole thread; ours is not to hang on it.
TEST(Smtp, AServerThatDoesNotSayGoodbyeHoldsNobodyUp) {
  std::atomic<bool> finish = false;
  {
    SmtpSink sink([&](std::string_view command) -> std::string {
      while (command == "QUIT" && !finish) std::this_thread::sleep_for(5ms);
      return command.starts_with("RCPT TO:<no") ? "550 no" : "";
    });
    Engine engine;
    EXPECT_EQ(send(engine, mail_to(sink.port(), {"no@a.test"})).outcome, MailOutcome::permanent);
    finish = true;
  }
  finish = false;
  SmtpSink sink([&](std::string_view command) -> std::string {
    while (command == "QUIT" && !finish) std::this_thread::sleep_for(5ms);
    return "";
  });
  EXPECT_EQ(send(mail_to(sink.port())).outcome, MailOutcome::accepted);
  finish = true;
}

TEST(Smtp, NobodyThere) {
  int port = 0;
  ::close(test::listen_on_loopback(port));
  const auto result = send(mail_to(port));
  EXPECT_EQ(result.outcome, MailOutcome::connect_failed);
  EXPECT_EQ(result.phase, SmtpPhase::connect);
}

}  // namespace
}  // namespace tocsin::net
