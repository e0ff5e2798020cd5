// Real Chromium against pages on loopback.
#include "scrape/render.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include "scrape/browser_terms.h"
#include "scrape/extract/page.h"
#include "support/browser.h"
#include "support/fixtures.h"
#include "support/http_server.h"

namespace tocsin::scrape {
namespace {

using net::TransferOutcome;
using test::HttpServer;
using test::ServedConnection;
using test::ServedRequest;

constexpr const char* kAgent = "Tocsin/test (+https://tocsin.example)";

// What the offers' script adds a moment after the page has loaded.
const std::string kOffers = R"(
setTimeout(() => {
  const data = document.createElement('script');
  data.type = 'application/ld+json';
  data.text = JSON.stringify({'@type': 'Event', name: 'Tour', startDate: '2026-09-01T20:00:00Z',
    offers: {'@type': 'Offer', price: '40', priceCurrency: 'EUR'}});
  document.body.append(data);
  document.body.insertAdjacentHTML('beforeend', '<p class="offer">40 €</p>');
}, 300);)";

std::string page(const std::string& title, const std::string& body) {
  return "<!doctype html><meta charset=\"utf-8\"><title>" + title + "</title><body>" + body;
}

struct Answer {
  net::HttpResult result;
  std::string picture;
};

class RenderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    TOCSIN_NEEDS_BROWSER();
    ::setenv("TMPDIR", folder_.path().c_str(), 1);
  }
  void TearDown() override {
    renderer_.reset();
    // Those that were killed may still be on their way out.
    for (int i = 0; i < 3000 && !test::processes_with(marker()).empty(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    EXPECT_TRUE(test::processes_with(marker()).empty()) << "nothing is left running";
    ::unsetenv("TMPDIR");
  }

  std::string marker() const { return folder_.path().string() + "/tocsin-browser-"; }

  Renderer& renderer(int browsers = 2) {
    if (!renderer_) {
      BrowserSettings settings;
      settings.command = "chromedriver";
      settings.browsers = browsers;
      settings.pictures = folder_ / "pictures";
      renderer_ = std::make_unique<Renderer>(settings);
    }
    return *renderer_;
  }

  static net::HttpRequest request(const std::string& url) {
    net::HttpRequest r(*net::Url::parse(url));
    r.user_agent = kAgent;
    r.addresses = std::make_shared<net::AddressPolicy>(
        net::AddressPolicy{.allow_private = true, .only = {}, .within = {}});
    return r;
  }

  // All at once; in order of asking.
  std::vector<Answer> render(std::vector<net::HttpRequest> requests, const Rendering& how) {
    std::vector<Answer> answers(requests.size());
    std::size_t left = requests.size();
    std::mutex mutex;
    std::condition_variable done;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      renderer().render(std::move(requests[i]), how,
                        [&, i](net::HttpResult&& result, std::string&& picture) {
                          const std::lock_guard lock(mutex);
                          answers[i] = {std::move(result), std::move(picture)};
                          if (--left == 0) done.notify_one();
                        });
    }
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return left == 0; });
    return answers;
  }
  Answer render(const std::string& url, const Rendering& how = {}) {
    return render({request(url)}, how).front();
  }

  test::ScratchFolder folder_;
  std::unique_ptr<Renderer> renderer_;
};

TEST_F(RenderTest, OffersThatAppearOnlyAfterJavaScript) {
  HttpServer server([](const ServedRequest&, ServedConnection& c) {
    c.reply(200, page("Tour", "<script>" + kOffers + "</script>"), {{"Content-Type", "text/html"}});
  });
  const Answer answer = render(server.url("/tour"),
                               {.wait_for = ".offer", .dismiss = {}, .timeout = Duration{20'000}});
  const net::HttpResponse& r = answer.result.response;
  ASSERT_TRUE(answer.result.answered()) << answer.result.text;
  EXPECT_EQ(r.status, 200);
  EXPECT_EQ(r.final_url, server.url("/tour"));
  EXPECT_EQ(r.headers.find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_TRUE(answer.picture.empty());
  const Extraction found = extract_page({r.body, r.final_url, "text/html; charset=utf-8"});
  ASSERT_EQ(found.events.size(), 1U);
  ASSERT_EQ(found.events[0].offers.size(), 1U);
  EXPECT_EQ(found.events[0].offers[0].price->minor, 4000);
  EXPECT_EQ(server.requests().front().header("User-Agent"), kAgent) << "it says who it is";
}

TEST_F(RenderTest, CookieBannersAreClickedAway) {
  HttpServer server([](const ServedRequest&, ServedConnection& c) {
    c.reply(200,
            page("Tour",
                 "<div id=\"banner\"><button id=\"no\">Reject</button></div>"
                 "<script>document.getElementById('no').onclick = () => {"
                 "document.getElementById('banner').remove();" +
                     kOffers + "}</script>"),
            {{"Content-Type", "text/html"}});
  });
  const Answer answer =
      render(server.url(),
             {.wait_for = ".offer", .dismiss = {"#absent", "#no"}, .timeout = Duration{20'000}});
  ASSERT_TRUE(answer.result.answered()) << answer.result.text;
  EXPECT_NE(answer.result.response.body.find("class=\"offer\""), std::string::npos);
  EXPECT_EQ(answer.result.response.body.find("id=\"banner\""), std::string::npos);
}

TEST_F(RenderTest, WhatDoesNotComeInTimeIsAnError) {
  HttpServer server([](const ServedRequest& r, ServedConnection& c) {
    if (r.target == "/never") {
      std::this_thread::sleep_for(std::chrono::seconds{5});
      return c.close();
    }
    c.reply(200, page("Tour", "<p>An evening of chamber music</p>"),
            {{"Content-Type", "text/html"}});
  });
  const Rendering how{.wait_for = ".offer", .dismiss = {}, .timeout = Duration{700}};
  const Answer absent = render(server.url(), how);
  EXPECT_EQ(absent.result.outcome, TransferOutcome::timed_out_after);
  EXPECT_NE(absent.result.text.find(".offer"), std::string::npos) << absent.result.text;
  EXPECT_TRUE(absent.picture.empty());
  const Answer never = render(server.url("/never"), how);
  EXPECT_FALSE(never.result.answered());
  EXPECT_TRUE(render(server.url()).result.answered()) << "the browser can be used again";
}

TEST_F(RenderTest, ADriverThatIsKilledIsStartedAnewOnce) {
  std::atomic<int> asked = 0;
  HttpServer server([&](const ServedRequest& r, ServedConnection& c) {
    if (r.target != "/") return c.reply(404);
    if (asked++ == 0) {
      for (const pid_t pid : test::processes_named("chromedriver", marker())) ::kill(pid, SIGKILL);
    }
    c.reply(200, page("Tour", "<p class=\"offer\">40</p>"), {{"Content-Type", "text/html"}});
  });
  const Answer answer =
      render(server.url(), {.wait_for = ".offer", .dismiss = {}, .timeout = Duration{20'000}});
  EXPECT_TRUE(answer.result.answered()) << answer.result.text;
  EXPECT_EQ(asked, 2);
}

TEST_F(RenderTest, ABrowserThatIsKilledIsStartedAnew) {
  std::atomic<bool> killing = true;
  HttpServer server([&](const ServedRequest& r, ServedConnection& c) {
    if (r.target == "/always" || (r.target == "/once" && killing.exchange(false))) {
      for (const pid_t pid : test::processes_named("chromium", marker())) ::kill(pid, SIGKILL);
    }
    c.reply(200, page("Tour", "<p class=\"offer\">40</p>"), {{"Content-Type", "text/html"}});
  });
  const Rendering how{.wait_for = ".offer", .dismiss = {}, .timeout = Duration{20'000}};
  EXPECT_TRUE(render(server.url("/once"), how).result.answered());
  const Answer given_up = render(server.url("/always"), how);
  EXPECT_EQ(given_up.result.outcome, TransferOutcome::connect_failed) << given_up.result.text;
  EXPECT_TRUE(render(server.url("/other"), how).result.answered());
}

TEST_F(RenderTest, NoMoreBrowsersThanAllowedAndTheyAreReused) {
  std::atomic<int> now = 0, most = 0, begun = 0;
  HttpServer server([&](const ServedRequest& r, ServedConnection& c) {
    if (!r.target.starts_with("/page")) return c.reply(404);
    const int here = ++now;
    for (int seen = most; here > seen && !most.compare_exchange_weak(seen, here);) {
    }
    // The first waits for the second, so that there are two at once.
    for (++begun; begun < 2;) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    --now;
    c.reply(200, page("Tour", "x"), {{"Content-Type", "text/html"}});
  });
  renderer(2);
  std::vector<net::HttpRequest> requests;
  for (int i = 0; i < 8; ++i) requests.push_back(request(server.url(fmt::format("/page{}", i))));
  for (const Answer& a : render(std::move(requests), {})) {
    EXPECT_TRUE(a.result.answered()) << a.result.text;
  }
  EXPECT_EQ(most, 2);
  EXPECT_EQ(begun, 8);
  EXPECT_EQ(test::processes_named("chromedriver", marker()).size(), 1U);
}

TEST_F(RenderTest, AWallIsTakenAPictureOf) {
  HttpServer server([](const ServedRequest&, ServedConnection& c) {
    c.reply(403, page("Just a moment...", "<h1>Checking</h1>"), {{"Content-Type", "text/html"}});
  });
  const Answer answer =
      render(server.url("/w"), {.wait_for = ".offer", .dismiss = {}, .timeout = Duration{20'000}});
  ASSERT_TRUE(answer.result.answered()) << answer.result.text;
  EXPECT_EQ(answer.result.response.status, 403);
  ASSERT_FALSE(answer.picture.empty());
  std::ifstream in(answer.picture, std::ios::binary);
  const std::string png(std::istreambuf_iterator<char>(in), {});
  EXPECT_TRUE(png.starts_with("\x89PNG"));
  EXPECT_EQ(std::filesystem::status(answer.picture).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::size_t asked = 0;
  for (const auto& r : server.requests()) asked += r.target == "/w" ? 1 : 0;
  EXPECT_EQ(asked, 1U) << "nothing more is tried";
}

TEST_F(RenderTest, WhatCannotBeRenderedIsSaid) {
  HttpServer server([](const ServedRequest& r, ServedConnection& c) {
    if (r.target == "/json")
      return c.reply(200, "{\"a\": \"é\"}", {{"Content-Type", "application/json"}});
    c.reply(200, page("x", std::string(20'000, 'x')), {{"Content-Type", "text/html"}});
  });
  auto large = request(server.url());
  large.limits.body = 10'000;
  EXPECT_EQ(render({large}, {}).front().result.outcome, TransferOutcome::too_large);
  auto guarded = request(server.url());
  guarded.addresses = nullptr;
  EXPECT_EQ(render({guarded}, {}).front().result.outcome, TransferOutcome::refused_address);
  int closed = 0;
  ::close(test::listen_on_loopback(closed));
  EXPECT_EQ(render(fmt::format("http://127.0.0.1:{}/", closed)).result.outcome,
            TransferOutcome::connect_failed);
  auto proxied = request(server.url());
  proxied.proxy = "http://user:password@127.0.0.1:1";
  EXPECT_EQ(render({proxied}, {}).front().result.outcome, TransferOutcome::refused_request);
  const Answer json = render(server.url("/json"));
  EXPECT_EQ(json.result.response.body, "{\"a\": \"é\"}");
  EXPECT_EQ(json.result.response.content_type(), "application/json");
  const Answer selector =
      render(server.url(), {.wait_for = "..", .dismiss = {}, .timeout = Duration{5'000}});
  EXPECT_EQ(selector.result.outcome, TransferOutcome::refused_request) << selector.result.text;
}

TEST_F(RenderTest, ADriverOfSomebodyElsesIsLeftAsItWas) {
  HttpServer server([](const ServedRequest&, ServedConnection& c) {
    c.reply(200, page("Tour", "<p class=\"offer\">40</p>"), {{"Content-Type", "text/html"}});
  });
  std::string why;
  const auto driver = net::DriverProcess::start("chromedriver", why);
  ASSERT_TRUE(driver) << why;
  while (!driver->port()) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  BrowserSettings settings;
  settings.url = fmt::format("http://127.0.0.1:{}", *driver->port());
  settings.arguments = {"--no-sandbox"};
  renderer_ = std::make_unique<Renderer>(settings);
  EXPECT_TRUE(render(server.url("/a")).result.answered());
  EXPECT_FALSE(test::processes_named("chromium", marker()).empty());
  renderer_.reset();
  for (int i = 0; i < 1000 && !test::processes_named("chromium", marker()).empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  EXPECT_TRUE(test::processes_named("chromium", marker()).empty()) << "its session was ended";
  EXPECT_TRUE(driver->is_running());
}

TEST(Renderer, WithoutADriverSaysSo) {
  BrowserSettings settings;
  settings.command = "/no/such/chromedriver";
  Renderer renderer(settings);
  std::mutex mutex;
  std::condition_variable done;
  std::string text;
  net::HttpRequest request(*net::Url::parse("http://127.0.0.1:1/"));
  request.addresses = std::make_shared<net::AddressPolicy>(
      net::AddressPolicy{.allow_private = true, .only = {}, .within = {}});
  renderer.render(std::move(request), {}, [&](net::HttpResult&& r, std::string&&) {
    const std::lock_guard lock(mutex);
    text = r.text;
    done.notify_one();
  });
  std::unique_lock lock(mutex);
  done.wait(lock, [&] { return !text.empty(); });
  EXPECT_EQ(text, "no browser: /no/such/chromedriver: No such file or directory");
}

TEST(RenderPage, CapabilitiesHideNothing) {
  net::HttpRequest request(*net::Url::parse("https://tickets.example/"));
  request.user_agent = kAgent;
  request.proxy = "socks5h://127.0.0.1:1080";
  BrowserSettings settings;
  settings.url = "http://grid.example/";
  const Json wanted =
      capabilities_of(request, {.wait_for = ".x", .dismiss = {}, .timeout = Duration{7}}, settings);
  EXPECT_EQ(wanted["alwaysMatch"]["acceptInsecureCerts"], false);
  EXPECT_EQ(wanted["alwaysMatch"]["timeouts"]["pageLoad"], 7);
  EXPECT_EQ(wanted["alwaysMatch"]["proxy"]["socksProxy"], "127.0.0.1:1080");
  const std::string all = wanted.dump();
  EXPECT_NE(all.find(std::string("--user-agent=") + kAgent), std::string::npos);
  for (const char* disguise : {"AutomationControlled", "excludeSwitches", "no-sandbox"}) {
    EXPECT_EQ(all.find(disguise), std::string::npos) << disguise;
  }
}

TEST(RenderPage, NavigationErrors) {
  EXPECT_EQ(navigation_outcome("unknown error: net::ERR_NAME_NOT_RESOLVED"),
            TransferOutcome::dns_failed);
  EXPECT_EQ(navigation_outcome("net::ERR_CONNECTION_REFUSED"), TransferOutcome::connect_failed);
  EXPECT_EQ(navigation_outcome("net::ERR_CERT_AUTHORITY_INVALID"), TransferOutcome::tls_failed);
  EXPECT_EQ(navigation_outcome("Reached error page: about:neterror?e=dnsNotFound&u=x"),
            TransferOutcome::dns_failed);
  EXPECT_EQ(navigation_outcome("net::ERR_SOMETHING"), TransferOutcome::protocol_error);
}

}  // namespace
}  // namespace tocsin::scrape
