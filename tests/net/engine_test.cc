#include "net/engine.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "support/http_server.h"

namespace tocsin::net {
namespace {

using namespace std::chrono_literals;
using test::HttpServer;
using test::ServedConnection;
using test::ServedRequest;

std::shared_ptr<const AddressPolicy> loopback() {
  return std::make_shared<AddressPolicy>(
      AddressPolicy{false, {*Network::parse("127.0.0.0/8"), *Network::parse("::1")}});
}

HttpRequest request_to(const std::string& url, Method method = Method::get, std::string body = "") {
  HttpRequest request(*Url::parse(url));
  request.method = method;
  request.body = std::move(body);
  request.addresses = loopback();
  return request;
}

HttpResult exchange(Engine& engine, HttpRequest request) {
  HttpResult result;
  engine.start(std::move(request), [&](HttpResult&& r) { result = std::move(r); });
  engine.run_until_idle();
  return result;
}

HttpResult exchange(HttpRequest request) {
  Engine engine;
  return exchange(engine, std::move(request));
}

void answer_ok(const ServedRequest&, ServedConnection& c) {
  c.reply(200, "ok");
}

TEST(Engine, SendsWhatIsAskedAndReturnsWhatCame) {
  HttpServer server([](const ServedRequest&, ServedConnection& c) {
    c.reply(201, "made", {{"X-Thing", " one "}, {"content-type", "text/HTML; Charset=\"utf-8\""}});
  });
  for (const auto& [method, name] : {std::pair{Method::get, "GET"},
                                     {Method::post, "POST"},
                                     {Method::put, "PUT"},
                                     {Method::patch, "PATCH"},
                                     {Method::remove, "DELETE"}}) {
    const bool bodied = method != Method::get && method != Method::remove;
    auto request = request_to(server.url("/p?q=1"), method, bodied ? "{}" : "");
    request.headers = {{"X-Empty", ""}, {"Authorization", "Bearer t"}};
    request.user_agent = "bell/1";
    const auto result = exchange(std::move(request));
    ASSERT_TRUE(result.answered()) << result.text;
    EXPECT_EQ(result.response.status, 201);
    EXPECT_EQ(result.response.body, "made");
    EXPECT_EQ(result.response.headers.find("x-thing"), "one");
    EXPECT_EQ(result.response.headers.find("x-th"), std::nullopt);
    EXPECT_EQ(result.response.content_type(), "text/HTML");
    EXPECT_EQ(result.response.charset(), "utf-8");
    EXPECT_EQ(result.response.final_url, server.url("/p?q=1"));
    const auto seen = server.requests().back();
    EXPECT_EQ(seen.method, name);
    EXPECT_EQ(seen.target, "/p?q=1");
    EXPECT_EQ(seen.body, bodied ? "{}" : "");
    EXPECT_EQ(seen.header("Authorization"), "Bearer t");
    EXPECT_EQ(seen.header("User-Agent"), "bell/1");
    EXPECT_EQ(seen.header("Content-Type"), "");
    EXPECT_EQ(seen.header("Accept-Encoding").find("gzip") == std::string::npos, bodied);
  }
}

TEST(Engine, KeepsConnectionsAndLimitsThemPerHost) {
  HttpServer server(answer_ok);
  Engine engine({.concurrency = 8, .host_concurrency = 3, .user_agent = "bell", .ca_file = ""});
  int answered = 0;
  int left = 200;
  const std::function<void()> next = [&] {
    if (left-- <= 0) return;
    engine.start(request_to(server.url(), Method::post, "x"), [&](HttpResult&& r) {
      if (r.answered() && r.response.body == "ok") ++answered;
      next();  // callbacks start further transfers
    });
  };
  for (int i = 0; i < 20; ++i) next();
  EXPECT_EQ(engine.pending(), 20U);
  engine.run_until_idle();
  EXPECT_EQ(answered, 200);
  EXPECT_EQ(engine.pending(), 0U);
  EXPECT_LE(server.connections(), 3);
}

TEST(Engine, MethodsDoNotLeakIntoTheNextTransferOfAHandle) {
  HttpServer server(answer_ok);
  Engine engine({.concurrency = 1, .host_concurrency = 1, .user_agent = "bell", .ca_file = ""});
  const Method order[] = {Method::head, Method::get,  Method::remove, Method::post, Method::get,
                          Method::put,  Method::post, Method::head,   Method::post};
  const char* names[] = {"HEAD", "GET", "DELETE", "POST", "GET", "PUT", "POST", "HEAD", "POST"};
  for (const Method method : order) {
    const bool bodied = method == Method::post || method == Method::put;
    // A HEAD is answered without the body that its length announces.
    if (method == Method::head) continue;
    EXPECT_TRUE(exchange(engine, request_to(server.url(), method, bodied ? "b" : "")).answered());
  }
  std::vector<std::string> expected;
  for (const char* name : names) {
    if (std::string_view(name) != "HEAD") expected.emplace_back(name);
  }
  std::vector<std::string> seen;
  for (const auto& r : server.requests()) seen.push_back(r.method);
  EXPECT_EQ(seen, expected);
}

TEST(Engine, TimersAndStop) {
  Engine engine;
  std::vector<int> order;
  const auto now = std::chrono::steady_clock::now();
  engine.call_at(now + 20ms, [&] { order.push_back(2); });
  engine.call_at(now + 5ms, [&] {
    order.push_back(1);
    engine.call_at(now + 40ms, [&] { order.push_back(3); });
  });
  engine.run([&] { return order.size() == 2; });
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
  engine.run_until_idle();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(Engine, OtherThreadsPostToItsOwn) {
  HttpServer server(answer_ok);
  Engine engine;
  int called = 0;
  int answered = 0;
  std::thread::id ran;
  std::vector<std::thread> posters;
  for (int thread = 0; thread < 4; ++thread) {
    posters.emplace_back([&] {
      for (int i = 0; i < 250; ++i) {
        engine.post([&] {
          ran = std::this_thread::get_id();
          if (++called % 100 == 0) {
            engine.start(request_to(server.url()), [&](HttpResult&& r) {
              answered += r.answered() ? 1 : 0;
              if (answered == 10) engine.stop();
            });
          }
        });
      }
    });
  }
  engine.serve();  // waits for posts while there is nothing to do
  for (std::thread& poster : posters) poster.join();
  EXPECT_EQ(called, 1000);
  EXPECT_EQ(answered, 10);
  EXPECT_EQ(ran, std::this_thread::get_id());
}

TEST(Engine, ACallbackThatThrowsEndsTheRunAndLosesNoOther) {
  HttpServer server(answer_ok);
  Engine engine;
  int answered = 0;
  engine.start(request_to(server.url()), [](HttpResult&&) { throw std::runtime_error("stop"); });
  engine.start(request_to(server.url()), [&](HttpResult&&) { ++answered; });
  EXPECT_THROW(engine.run_until_idle(), std::runtime_error);
  engine.run_until_idle();
  EXPECT_EQ(answered, 1);
}

TEST(Engine, RefusesAddressesAfterResolution) {
  HttpServer server(answer_ok);
  const auto outcome = [&](const std::string& url, std::shared_ptr<const AddressPolicy> policy) {
    auto request = request_to(url);
    request.addresses = std::move(policy);
    return exchange(std::move(request)).outcome;
  };
  const auto by_name = "http://localhost:" + std::to_string(server.port()) + "/";
  const auto elsewhere =
      std::make_shared<AddressPolicy>(AddressPolicy{true, {*Network::parse("10.0.0.0/8")}});
  EXPECT_EQ(outcome(server.url(), nullptr), TransferOutcome::refused_address);
  EXPECT_EQ(outcome(by_name, nullptr), TransferOutcome::refused_address);
  EXPECT_EQ(outcome(server.url(), elsewhere), TransferOutcome::refused_address);
  EXPECT_EQ(server.connections(), 0);
  EXPECT_EQ(outcome(server.url(), std::make_shared<AddressPolicy>(AddressPolicy{true, {}})),
            TransferOutcome::answered);
  EXPECT_EQ(outcome(by_name, loopback()), TransferOutcome::answered);
}

TEST(Engine, RefusesKeptConnectionsToo) {
  HttpServer server(answer_ok);
  Engine engine;
  EXPECT_TRUE(exchange(engine, request_to(server.url())).answered());
  auto request = request_to(server.url());
  request.addresses = nullptr;
  EXPECT_EQ(exchange(engine, std::move(request)).outcome, TransferOutcome::refused_address);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Engine, RefusesARedirectToAnAddressNotAllowed) {
  HttpServer server([](const ServedRequest& r, ServedConnection& c) {
    const auto port = r.header("Host").substr(r.header("Host").find(':'));
    c.reply(302, "", {{"Location", "http://127.0.0.2" + port + "/inner"}});
  });
  auto request = request_to(server.url());
  request.addresses =
      std::make_shared<AddressPolicy>(AddressPolicy{false, {*Network::parse("127.0.0.1")}});
  const auto result = exchange(std::move(request));
  EXPECT_EQ(result.outcome, TransferOutcome::refused_address);
  EXPECT_NE(result.text.find("127.0.0.2"), std::string::npos) << result.text;
}

TEST(Engine, FollowsRedirectsAndKeepsSecretsAtHome) {
  HttpServer other(answer_ok);
  HttpServer first([&](const ServedRequest& r, ServedConnection& c) {
    if (r.target == "/a") return c.reply(301, "gone", {{"Location", "b?x=1"}});
    if (r.target == "/p") return c.reply(303, "", {{"Location", other.url("/got")}});
    if (r.target == "/q") return c.reply(307, "", {{"Location", other.url("/kept")}});
    c.reply(302, "", {{"Location", other.url("/end")}});
  });
  const auto send = [&](const std::string& path, Method method) {
    auto request = request_to(first.url(path), method, method == Method::post ? "{}" : "");
    request.headers = {{"Authorization", "Bearer t"},
                       {"X-Api-Key", "k"},
                       {"Cookie", "c=1"},
                       {"Content-Type", "application/json"},
                       {"Accept", "text/html"}};
    return exchange(std::move(request));
  };
  const auto result = send("/a", Method::get);
  ASSERT_TRUE(result.answered()) << result.text;
  EXPECT_EQ(result.response.redirects, 2);
  EXPECT_EQ(result.response.final_url, other.url("/end"));
  EXPECT_EQ(result.response.body, "ok");
  EXPECT_EQ(first.requests().at(1).target, "/b?x=1");
  EXPECT_EQ(first.requests().at(1).header("X-Api-Key"), "k");  // the same origin
  const auto seen = other.requests().at(0);
  EXPECT_EQ(seen.header("Authorization") + seen.header("X-Api-Key") + seen.header("Cookie"), "");
  EXPECT_EQ(seen.header("Accept"), "text/html");

  EXPECT_TRUE(send("/p", Method::post).answered());
  EXPECT_EQ(other.requests().at(1).method + other.requests().at(1).body, "GET");
  EXPECT_TRUE(send("/q", Method::post).answered());
  EXPECT_EQ(other.requests().at(2).method + other.requests().at(2).body, "POST{}");
}

TEST(Engine, RedirectsHaveALimit) {
  HttpServer server([](const ServedRequest& r, ServedConnection& c) {
    if (r.target == "/file") return c.reply(302, "", {{"Location", "file:///etc/passwd"}});
    if (r.target == "/none") return c.reply(302, "");
    c.reply(302, "", {{"Location", r.target + "x"}});
  });
  EXPECT_EQ(exchange(request_to(server.url())).outcome, TransferOutcome::too_many_redirects);
  EXPECT_EQ(server.requests().size(), 6U);
  auto none = request_to(server.url());
  none.limits.redirects = 0;
  const auto kept = exchange(std::move(none));
  EXPECT_TRUE(kept.answered());
  EXPECT_EQ(kept.response.status, 302);
  for (const char* path : {"/file", "/none"}) {
    const auto result = exchange(request_to(server.url(path)));
    EXPECT_EQ(result.response.status, 302) << path;
    EXPECT_FALSE(result.text.empty()) << path;
  }
}

TEST(Engine, HeadersCannotBeInjected) {
  HttpServer server(answer_ok);
  for (const Header& bad : {Header{"X-A", "1\r\nX-B: 2"},
                            {"X-A\nX-B", "1"},
                            {"", "1"},
                            {"X A", "1"},
                            {"X-A", std::string("a\0b", 3)}}) {
    auto request = request_to(server.url());
    request.headers = {bad};
    EXPECT_EQ(exchange(std::move(request)).outcome, TransferOutcome::refused_request);
  }
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace tocsin::net
