// Servers that do what they should not, and what we call it.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <thread>

#include "base/text.h"
#include "net/engine.h"
#include "support/fixtures.h"
#include "support/http_server.h"

namespace tocsin::net {
namespace {

using namespace std::chrono_literals;
using test::HttpServer;
using test::ServedConnection;
using test::ServedRequest;

HttpRequest request_to(const std::string& url, Method method = Method::get, std::string body = "") {
  HttpRequest request(*Url::parse(url));
  request.method = method;
  request.body = std::move(body);
  request.addresses = std::make_shared<AddressPolicy>(AddressPolicy{true, {}});
  request.limits.total = 10s;
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

TEST(Misbehaviour, AnswersThatAreNone) {
  struct Case {
    const char* what;
    std::string bytes;  // then the connection is closed
    TransferOutcome outcome;
  };
  const Case cases[] = {
      {"nothing", "", TransferOutcome::reset_after},
      {"half a head", "HTTP/1.1 200 OK\r\nContent-Le", TransferOutcome::reset_after},
      {"shorter than announced", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
       TransferOutcome::reset_after},
      {"half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab",
       TransferOutcome::reset_after},
      {"not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", TransferOutcome::protocol_error},
      {"no chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
       TransferOutcome::reset_after},
      {"lengths that differ", "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nab",
       TransferOutcome::protocol_error},
      {"not gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab",
       TransferOutcome::protocol_error},
      {"endless head",
       "HTTP/1.1 200 OK\r\n" +
           [] {
             std::string lines;
             for (int i = 0; i < 9000; ++i)
               lines += "X-" + std::to_string(i) + ": " + std::string(40, 'a') + "\r\n";
             return lines;
           }(),
       TransferOutcome::too_large},
      {"an interim answer first",
       "HTTP/1.1 103 Early\r\nX: 1\r\n\r\nHTTP/1.1 204 No\r\nY: 2\r\n\r\n",
       TransferOutcome::answered},
  };
  for (const Case& c : cases) {
    HttpServer server([&](const ServedRequest&, ServedConnection& connection) {
      connection.send(c.bytes);
      connection.close();
    });
    // Nobody who posts asks for an answer that is packed.
    const bool packed = c.bytes.find("gzip") != std::string::npos;
    const auto result = exchange(packed ? request_to(server.url(), Method::get)
                                        : request_to(server.url(), Method::post, "b"));
    EXPECT_EQ(name_of(result.outcome), name_of(c.outcome)) << c.what << ": " << result.text;
    EXPECT_EQ(result.text.empty(), result.answered()) << c.what;
  }
}

TEST(Misbehaviour, ResetAfterTheRequestIsUncertainBeforeItIsNot) {
  HttpServer after([](const ServedRequest&, ServedConnection& c) { c.reset(); });
  const auto lost = exchange(request_to(after.url(), Method::post, "b"));
  EXPECT_EQ(lost.outcome, TransferOutcome::reset_after) << lost.text;
  EXPECT_TRUE(is_uncertain(lost.outcome));

  HttpServer before([](const ServedRequest&, ServedConnection& c) { c.reply(200); });
  before.before_body([](const ServedRequest&, ServedConnection& c) { c.reset(); });
  const auto cut = exchange(request_to(before.url(), Method::post, std::string(50U << 20, 'b')));
  EXPECT_EQ(cut.outcome, TransferOutcome::reset_before) << cut.text;
  EXPECT_FALSE(is_uncertain(cut.outcome));
  EXPECT_TRUE(before.requests().empty());
}

TEST(Misbehaviour, TimeOutsBeforeAndAfterTheBody) {
  std::atomic<bool> finish = false;
  const auto hang = [&](const ServedRequest&, ServedConnection&) {
    while (!finish) std::this_thread::sleep_for(5ms);
  };
  HttpServer server(hang);
  auto answerless = request_to(server.url(), Method::post, "b");
  answerless.limits.total = 150ms;
  EXPECT_EQ(exchange(std::move(answerless)).outcome, TransferOutcome::timed_out_after);

  HttpServer deaf([](const ServedRequest&, ServedConnection& c) { c.reply(200); });
  deaf.before_body(hang);
  auto unread = request_to(deaf.url(), Method::post, std::string(50U << 20, 'b'));
  unread.limits.total = 300ms;
  EXPECT_EQ(exchange(std::move(unread)).outcome, TransferOutcome::timed_out_before);
  finish = true;
}

TEST(Misbehaviour, ASlowDripIsGivenUp) {
  std::atomic<bool> finish = false;
  HttpServer server([&](const ServedRequest&, ServedConnection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (!finish && c.send("x")) std::this_thread::sleep_for(50ms);
  });
  auto request = request_to(server.url());
  request.limits.total = 60s;
  request.limits.low_speed_time = 1s;
  EXPECT_EQ(exchange(std::move(request)).outcome, TransferOutcome::timed_out_after);
  finish = true;
}

TEST(Misbehaviour, BodiesBeyondTheLimit) {
  const test::ScratchFolder scratch;
  const auto file = (scratch / "bomb.gz").string();
  ASSERT_EQ(std::system(("head -c 200000000 /dev/zero | gzip -c > " + file).c_str()), 0);
  const std::string bomb = [&] {
    std::FILE* in = std::fopen(file.c_str(), "rb");
    std::string bytes(1U << 20, '\0');
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), in));
    std::fclose(in);
    return bytes;
  }();
  HttpServer server([&](const ServedRequest& r, ServedConnection& c) {
    if (r.target == "/bomb") return c.reply(200, bomb, {{"Content-Encoding", "gzip"}});
    c.reply(200, std::string(r.target == "/fits" ? 1000 : 1001, 'x'));
  });
  const auto limited = [&](const char* path) {
    auto request = request_to(server.url(path));
    request.limits.body = 1000;
    return exchange(std::move(request));
  };
  EXPECT_EQ(limited("/bomb").outcome, TransferOutcome::too_large);
  EXPECT_EQ(limited("/huge").outcome, TransferOutcome::too_large);
  EXPECT_LE(limited("/huge").response.body.size(), 1000U);
  EXPECT_EQ(limited("/fits").response.body.size(), 1000U);
}

TEST(Misbehaviour, EveryCodingThatIsAskedForIsUnpacked) {
  using namespace std::string_literals;
  // "hello", as gzip -n, zlib, brotli and zstd (RFC 8878: one raw block) write it.
  const std::map<std::string, std::string> codings{
      {"gzip", "\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x48\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36\x05\0\0\0"s},
      {"deflate", "\x78\x9c\xcb\x48\xcd\xc9\xc9\x07\0\x06\x2c\x02\x15"s},
      {"br", "\x0b\x02\x80hello\x03"s},
      {"zstd", "\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello"s}};
  std::string asked;
  HttpServer server([&](const ServedRequest& r, ServedConnection& c) {
    asked = r.header("Accept-Encoding");
    const auto coding = codings.find(r.target.substr(1));
    if (coding == codings.end()) return c.reply(200, "plain");
    c.reply(200, coding->second, {{"Content-Encoding", coding->first}});
  });
  EXPECT_EQ(exchange(request_to(server.url("/"))).response.body, "plain");
  const std::vector<std::string> offered = split(asked, ',');
  for (const auto& [name, bytes] : codings) {
    if (std::find(offered.begin(), offered.end(), name) == offered.end()) {
      std::fprintf(stderr, "NOT TESTED: this libcurl does not unpack %s\n", name.c_str());
      continue;
    }
    EXPECT_EQ(exchange(request_to(server.url("/" + name))).response.body, "hello") << name;
  }
  EXPECT_NE(std::find(offered.begin(), offered.end(), "gzip"), offered.end()) << asked;
}

// Where a kept connection dies with a request on it, libcurl would send the request once more.
TEST(Misbehaviour, ARequestLostOnAKeptConnectionIsRepeatedOnlyWhereThatIsSafe) {
  struct Case {
    Method method;
    bool repeatable;
    TransferOutcome outcome;
    std::size_t received;
  };
  const Case cases[] = {
      {Method::post, false, TransferOutcome::reset_after, 2},
      {Method::post, true, TransferOutcome::answered, 3},
      {Method::get, false, TransferOutcome::answered, 3},
  };
  for (const Case& c : cases) {
    std::atomic<int> count = 0;
    HttpServer server([&](const ServedRequest&, ServedConnection& connection) {
      ++count == 2 ? connection.close() : connection.reply(200, "ok");
    });
    Engine engine;
    EXPECT_TRUE(exchange(engine, request_to(server.url(), Method::post, "b")).answered());
    auto request = request_to(server.url(), c.method, c.method == Method::post ? "b" : "");
    request.repeatable = c.repeatable;
    const auto result = exchange(engine, std::move(request));
    EXPECT_EQ(name_of(result.outcome), name_of(c.outcome)) << result.text;
    EXPECT_EQ(result.repeated, c.repeatable);
    EXPECT_EQ(server.requests().size(), c.received);
  }
}

TEST(Misbehaviour, NobodyThere) {
  int port = 0;
  ::close(test::listen_on_loopback(port));
  const auto at = "127.0.0.1:" + std::to_string(port) + "/";
  EXPECT_EQ(exchange(request_to("http://" + at)).outcome, TransferOutcome::connect_failed);
  EXPECT_EQ(exchange(request_to("http://nobody.invalid/")).outcome, TransferOutcome::dns_failed);

  HttpServer plain([](const ServedRequest&, ServedConnection& c) { c.reply(200); });
  plain.before_body([](const ServedRequest&, ServedConnection& c) { c.close(); });
  auto proxied = request_to(plain.url());
  proxied.proxy = "http://" + at;
  EXPECT_EQ(exchange(std::move(proxied)).outcome, TransferOutcome::connect_failed);
}

TEST(Misbehaviour, NoTlsWhereTlsIsExpected) {
  int port = 0;
  const int listener = test::listen_on_loopback(port);
  std::thread server([&] {
    const int fd = ::accept(listener, nullptr, nullptr);
    constexpr std::string_view kPlain = "HTTP/1.1 400 Bad Request\r\n\r\n";
    ::send(fd, kPlain.data(), kPlain.size(), MSG_NOSIGNAL);
    char rest[4096];
    while (::recv(fd, rest, sizeof rest, 0) > 0) {
    }
    ::close(fd);
  });
  const auto result = exchange(request_to("https://127.0.0.1:" + std::to_string(port) + "/"));
  server.join();
  ::close(listener);
  EXPECT_EQ(result.outcome, TransferOutcome::tls_failed) << result.text;
}

TEST(Outcome, NamesReadBack) {
  for (int i = 0; i <= static_cast<int>(TransferOutcome::refused_request); ++i) {
    const auto outcome = static_cast<TransferOutcome>(i);
    EXPECT_EQ(outcome_of(name_of(outcome)), outcome);
  }
  EXPECT_EQ(outcome_of("lost"), std::nullopt);
}

}  // namespace
}  // namespace tocsin::net
