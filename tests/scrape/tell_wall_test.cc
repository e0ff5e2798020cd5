#include "scrape/tell_wall.h"

#include "alert/alerts.h"
#include "scrape/store_page.h"
#include "store/offer_writer.h"
#include "store/pages.h"
#include "support/databases.h"

namespace tocsin::scrape {
namespace {

class TellWall : public test::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    store::OfferWriter writer(db());
    platform_ = writer.platform_id("hall", at("2026-01-01"));
    for (const char* url : {"https://hall.example/a", "https://hall.example/b"}) {
      store::add_page(db(),
                      {.url = url,
                       .platform_id = platform_,
                       .asked = std::chrono::minutes{10},
                       .usual = std::chrono::minutes{15},
                       .added_by = "test"},
                      at("2026-01-01"));
    }
  }

  // One round in which these pages answer with a wall and the others with an empty page.
  void round(Instant now, const std::vector<std::string>& walled) {
    db().transaction([&] {
      alert::Trail trail(db(), "test", now);
      store::OfferWriter offers(db());
      PlatformTally platforms(settings_);  // never stored: no breaker stands between
      alert::Counts counts;
      for (auto& claim : store::claim_due_pages(db(), now, now + std::chrono::minutes{5}, "t", 9)) {
        const std::string url = claim.url;
        Fetched f;
        f.page = std::move(claim);
        f.fetch_class = FetchClass::ok;
        f.result.outcome = net::TransferOutcome::answered;
        f.result.response.status = 200;
        f.result.response.final_url = url;
        if (std::find(walled.begin(), walled.end(), url.substr(url.size() - 1)) != walled.end()) {
          f.result.response.status = 403;
          f.fetch_class = FetchClass::refused;
          f.result.response.headers.append_line("x-amzn-waf-action: captcha");
          f.screenshot = "/pictures/1.png";
        }
        store_page(db(), offers, platforms, trail, read_page(std::move(f), settings_, now),
                   settings_, counts);
      }
      trail.flush();
      offers.flush();
    });
  }

  std::vector<alert::Alert> alerts() {
    alert::Filter filter;
    filter.kind = "platform_blocked";
    return alert::list(db(), filter);
  }

  Settings settings_;
  std::int64_t platform_ = 0;
};

TOCSIN_ON_BOTH_DATABASES(TellWall);

TEST_P(TellWall, OneAlertAPlatformUntilNoPageIsBlocked) {
  round(at("2026-01-01T00:00:00Z"), {"a", "b"});
  ASSERT_EQ(alerts().size(), 1U);
  const alert::Alert open = alerts()[0];
  EXPECT_EQ(open.status, AlertStatus::active);
  EXPECT_EQ(open.facts.title, "hall answers with a captcha (AWS WAF)");
  EXPECT_EQ(open.facts.priority, 4);
  EXPECT_EQ(open.facts.metadata["screenshot"], "/pictures/1.png");
  EXPECT_TRUE(open.facts.metadata["action_url"].get<std::string>().starts_with("https://hall."));
  EXPECT_TRUE(store::claim_due_pages(db(), at("2026-01-01T00:10:00Z"), at("2026-01-01T00:11:00Z"),
                                     "early", 9)
                  .empty())
      << "the pause is longer than the interval";

  round(at("2026-01-01T01:00:00Z"), {"b"});
  ASSERT_EQ(alerts().size(), 1U);
  EXPECT_EQ(alerts()[0].status, AlertStatus::active);
  round(at("2026-01-01T08:00:00Z"), {});
  ASSERT_EQ(alerts().size(), 1U);
  EXPECT_EQ(alerts()[0].status, AlertStatus::resolved);

  round(at("2026-01-01T16:00:00Z"), {"a"});
  EXPECT_EQ(alerts().size(), 2U) << "a new wall is a new alert";
}

}  // namespace
}  // namespace tocsin::scrape
