#include "net/webdriver.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "net/driver_process.h"
#include "support/browser.h"
#include "support/fixtures.h"
#include "support/http_server.h"

namespace tocsin::net {
namespace {

using test::HttpServer;
using test::ServedConnection;
using test::ServedRequest;

constexpr std::size_t kLimit = 1U << 20;
constexpr Duration kTime{10'000};

HttpResult answered(int status, std::string body) {
  HttpResult r;
  r.outcome = TransferOutcome::answered;
  r.response.status = status;
  r.response.body = std::move(body);
  return r;
}

TEST(DriverAnswer, IsRead) {
  const auto error = [](const char* code, const char* message) {
    return Json{{"value", {{"error", code}, {"message", message}, {"stacktrace", "#0"}}}}.dump();
  };
  struct Case {
    int status;
    std::string body;
    DriverFault fault;
  };
  const std::vector<Case> cases{
      {200, R"({"value":null})", DriverFault::none},
      {200, R"({"value":{"sessionId":"s","capabilities":{}}})", DriverFault::none},
      {404, error("invalid session id", "session deleted"), DriverFault::session_gone},
      {404, error("no such window", "closed"), DriverFault::session_gone},
      {404, error("no such element", "none"), DriverFault::no_element},
      {404, error("stale element reference", "gone"), DriverFault::no_element},
      {400, error("element click intercepted", "covered"), DriverFault::not_clickable},
      {400, error("element not interactable", "hidden"), DriverFault::not_clickable},
      {500, error("timeout", "Timed out receiving message"), DriverFault::timed_out},
      {500, error("script timeout", ""), DriverFault::timed_out},
      {500, error("session not created", "cannot find Chrome"), DriverFault::not_created},
      {500, error("javascript error", "not a valid selector"), DriverFault::script_failed},
      {500, error("unknown error", "net::ERR_NAME_NOT_RESOLVED"), DriverFault::navigation},
      {500, error("unknown error", "disconnected: not connected to DevTools"),
       DriverFault::session_gone},
      {500, error("unknown error", "session deleted because of page crash"),
       DriverFault::session_gone},
      {500, error("unknown error", "something else"), DriverFault::other},
      {500, error("a new code", ""), DriverFault::other},
      {200, "", DriverFault::unreachable},
      {200, "<html>", DriverFault::unreachable},
      {200, "[]", DriverFault::unreachable},
      {200, "{}", DriverFault::unreachable},
      {500, R"({"value":null})", DriverFault::unreachable},
      {500, R"({"value":{"error":7}})", DriverFault::other},
      {404, "not found", DriverFault::unreachable},
      {200, "{\"value\":\"" + std::string(kLimit, 'x') + "\"}", DriverFault::too_large},
  };
  for (const Case& c : cases) {
    const auto answer = read_driver_answer(answered(c.status, c.body), kLimit);
    EXPECT_EQ(answer.fault, c.fault) << c.status << " " << c.body.substr(0, 100) << answer.text;
    EXPECT_EQ(answer.ok(), answer.text.empty()) << c.body.substr(0, 100);
  }
  HttpResult lost;
  for (const auto& [outcome, fault] :
       {std::pair{TransferOutcome::connect_failed, DriverFault::unreachable},
        {TransferOutcome::reset_after, DriverFault::unreachable},
        {TransferOutcome::timed_out_after, DriverFault::timed_out},
        {TransferOutcome::too_large, DriverFault::too_large}}) {
    lost.outcome = outcome;
    EXPECT_EQ(read_driver_answer(lost, kLimit).fault, fault);
  }
}

TEST(DriverAnswer, TextIsOneLineWithoutTheStack) {
  const Json error{{"error", "unknown error"}, {"message", "bad\tthing\n  (Session info)"}};
  const auto answer = read_driver_answer(answered(500, Json{{"value", error}}.dump()), kLimit);
  EXPECT_EQ(answer.text, "bad thing");
}

TEST(DriverPort, IsWhatDriversSay) {
  EXPECT_EQ(driver_port("Starting ChromeDriver 156 on port 0\nOnly local connections are allowed.\n"
                        "ChromeDriver was started successfully on port 33093.\n"),
            33093);
  EXPECT_EQ(driver_port("1700000000\tgeckodriver\tINFO\tListening on 127.0.0.1:4444\n"), 4444);
  EXPECT_EQ(driver_port("ChromeDriver was started successfully on port 33"), std::nullopt);
  EXPECT_EQ(driver_port("Starting ChromeDriver on port 0\n"), std::nullopt);
  EXPECT_EQ(driver_port("successfully on port 70000.\n"), std::nullopt);
  EXPECT_EQ(driver_port(""), std::nullopt);
}

TEST(WebDriver, SaysWhatTheStandardSays) {
  HttpServer server([](const ServedRequest& r, ServedConnection& c) {
    const bool asks_session = r.target == "/hub/session";
    const bool asks_element = r.target.ends_with("/element");
    c.reply(200, asks_session   ? R"({"value":{"sessionId":"a/b","capabilities":{}}})"
                 : asks_element ? R"({"value":{"element-6066-11e4-a52e-4f735466cecf":"e1"}})"
                                : R"({"value":"done"})");
  });
  Engine engine;
  WebDriver driver(engine, *Url::parse(server.url("/hub/")), kLimit);
  std::vector<DriverAnswer> answers;
  const auto keep = [&](DriverAnswer&& a) { answers.push_back(std::move(a)); };
  driver.new_session({{"alwaysMatch", Json::object()}}, kTime, keep);
  engine.run_until_idle();
  driver.navigate("a/b", "https://x.example/", kTime, keep);
  engine.run_until_idle();
  driver.find_element("a/b", "#ok", kTime, keep);
  engine.run_until_idle();
  driver.click("a/b", "e1", kTime, keep);
  engine.run_until_idle();
  driver.execute("a/b", "return 1", {2}, kTime, keep);
  engine.run_until_idle();
  driver.screenshot("a/b", kTime, keep);
  engine.run_until_idle();
  driver.end_session("a/b", kTime, keep);
  engine.run_until_idle();
  ASSERT_EQ(answers.size(), 7U);
  for (const DriverAnswer& a : answers) EXPECT_TRUE(a.ok()) << a.text;
  EXPECT_EQ(answers[0].value["sessionId"], "a/b");
  EXPECT_EQ(answers[2].value, "e1");
  std::vector<std::string> asked;
  for (const auto& r : server.requests()) asked.push_back(r.method + " " + r.target + " " + r.body);
  EXPECT_EQ(asked, (std::vector<std::string>{
                       R"(POST /hub/session {"capabilities":{"alwaysMatch":{}}})",
                       R"(POST /hub/session/a%2Fb/url {"url":"https://x.example/"})",
                       "POST /hub/session/a%2Fb/element "
                       R"({"using":"css selector","value":"#ok"})",
                       "POST /hub/session/a%2Fb/element/e1/click {}",
                       R"(POST /hub/session/a%2Fb/execute/sync {"args":[2],"script":"return 1"})",
                       "GET /hub/session/a%2Fb/screenshot ",
                       "DELETE /hub/session/a%2Fb ",
                   }));
}

// Processes that a test starts are told from others by their scratch folder.
class DriverProcessTest : public ::testing::Test {
 protected:
  void SetUp() override { ::setenv("TMPDIR", folder_.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("TMPDIR"); }
  std::string marker() const { return folder_.path().string(); }
  test::ScratchFolder folder_;
};

TEST_F(DriverProcessTest, WhatIsNoProgramIsSaid) {
  std::string why;
  EXPECT_EQ(DriverProcess::start("/no/such/driver", why), nullptr);
  EXPECT_EQ(why, "/no/such/driver: No such file or directory");
  EXPECT_EQ(DriverProcess::start("  ", why), nullptr);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(DriverProcessTest, EndsWithAllThatItStarted) {
  // A driver that starts a browser, says where it listens, and is deaf to polite requests.
  const auto script = folder_ / "driver.sh";
  std::ofstream(script) << "#!/bin/sh\ntrap '' TERM INT HUP\nsleep 600 &\n"
                           "echo 'Listening on 127.0.0.1:4567'\ntouch $HOME/profile\nwait\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  std::string why;
  auto driver = DriverProcess::start(script.string(), why);
  ASSERT_TRUE(driver) << why;
  while (!driver->port() && driver->is_running()) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  EXPECT_EQ(driver->port(), 4567);
  EXPECT_TRUE(driver->is_running());
  EXPECT_GE(test::processes_with(marker()).size(), 2U);
  driver.reset();
  EXPECT_TRUE(test::processes_with(marker()).empty());
  std::size_t left = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    left += entry.path().filename() == "driver.sh" ? 0 : 1;
  }
  EXPECT_EQ(left, 0U) << "the scratch folder is gone";
}

TEST_F(DriverProcessTest, OneThatDiesIsKnownToBeDead) {
  std::string why;
  auto driver = DriverProcess::start("/bin/false", why);
  ASSERT_TRUE(driver) << why;
  while (driver->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  EXPECT_EQ(driver->port(), std::nullopt);
}

}  // namespace
}  // namespace tocsin::net
