// A whole run with pages that need a browser: claimed, politely asked, rendered, read, stored.
#include <gtest/gtest.h>

#include <filesystem>

#include "alert/alerts.h"
#include "scrape/render.h"
#include "scrape/run.h"
#include "store/offer_writer.h"
#include "store/pages.h"
#include "support/browser.h"
#include "support/databases.h"
#include "support/http_server.h"

namespace tocsin::scrape {
namespace {

class RenderedRun : public test::DatabaseTest {
 protected:
  void SetUp() override {
    TOCSIN_NEEDS_BROWSER();
    DatabaseTest::SetUp();
  }
  void add(const std::string& url, const std::string& platform) {
    store::OfferWriter writer(db());
    store::add_page(db(),
                    {.url = url,
                     .platform_id = writer.platform_id(platform, now_),
                     .asked = std::chrono::minutes{10},
                     .usual = std::chrono::minutes{15},
                     .added_by = "test"},
                    now_);
  }
  std::map<std::string, std::string> outcomes() {
    std::map<std::string, std::string> out;
    for (const store::PageRow& p : store::list_pages(db(), {}, 0, 100)) {
      out[p.url.substr(p.url.rfind('/'))] = p.outcome;
    }
    return out;
  }
  const Instant now_ = at("2026-01-01");
  test::ScratchFolder folder_;
};

TOCSIN_ON_BOTH_DATABASES(RenderedRun);

TEST_P(RenderedRun, RobotsFirstThenTheBrowserThenTheStore) {
  test::HttpServer server([](const test::ServedRequest& r, test::ServedConnection& c) {
    const test::ServedConnection::Headers html{{"Content-Type", "text/html"}};
    if (r.target == "/robots.txt") return c.reply(200, "User-agent: *\nDisallow: /private\n");
    if (r.target == "/walled") {
      return c.reply(403, "<title>Just a moment...</title><p>Checking", html);
    }
    const std::string script =
        "const s = document.createElement('script'); s.type = 'application/ld+json';"
        "s.text = JSON.stringify({'@type': 'Event', name: 'Tour ' + location.pathname,"
        "startDate: '2026-09-01T20:00:00Z', offers: {'@type': 'Offer', price: '40',"
        "priceCurrency: 'EUR'}}); document.body.append(s);";
    c.reply(200, "<title>Tour</title><body><script>" + script + "</script>", html);
  });
  for (const char* path : {"/a", "/b", "/c", "/private", "/walled"}) add(server.url(path), "hall");
  add(server.url("/plain"), "other");

  BrowserSettings browser;
  browser.command = "chromedriver";
  browser.pictures = folder_.path().string();
  Renderer renderer(browser);
  RunInput input{now_, "test", {}, {}, renderer.function()};
  input.settings.user_agent = "Tocsin/test";
  input.settings.host_delay = Duration{0};
  input.settings.platforms["hall"].render = Rendering{
      .wait_for = "script[type='application/ld+json']", .dismiss = {}, .timeout = Duration{20'000}};
  run(db(), input);

  const auto after = outcomes();
  for (const char* path : {"/a", "/b", "/c"}) EXPECT_EQ(after.at(path), "ok") << path;
  EXPECT_EQ(after.at("/private"), "disallowed");
  EXPECT_EQ(after.at("/walled"), "blocked");
  EXPECT_EQ(store::list_pages(db(), {}, 0, 1).front().offers_seen, 1);
  for (const auto& r : server.requests()) {
    EXPECT_NE(r.target, "/private") << "no browser goes where robots.txt does not let us";
  }
  alert::Filter filter;
  filter.kind = "platform_blocked";
  const auto alerts = alert::list(db(), filter);
  ASSERT_EQ(alerts.size(), 1U);
  const std::string picture = alerts[0].facts.metadata.value("screenshot", "");
  EXPECT_TRUE(std::filesystem::exists(picture)) << picture;
  EXPECT_NE(alerts[0].facts.body.find(picture), std::string::npos);
}

TEST_P(RenderedRun, PlatformsThatNeedNoBrowserStartNone) {
  test::HttpServer server([](const test::ServedRequest& r, test::ServedConnection& c) {
    if (r.target == "/robots.txt") return c.reply(404);
    c.reply(200, "<p>nothing", {{"Content-Type", "text/html"}});
  });
  add(server.url("/plain"), "other");
  BrowserSettings browser;
  browser.command = "/no/such/driver";
  Renderer renderer(browser);
  RunInput input{now_, "test", {}, {}, renderer.function()};
  input.settings.user_agent = "Tocsin/test";
  run(db(), input);
  EXPECT_EQ(outcomes().at("/plain"), "ok");
}

}  // namespace
}  // namespace tocsin::scrape
