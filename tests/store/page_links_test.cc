// Pages that lead to pages: taken up, given up, and left alone where a person decided.
#include "store/page_links.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "base/time.h"
#include "store/offer_writer.h"
#include "store/pages.h"
#include "support/databases.h"

namespace tocsin::store {
namespace {

class PageLinks : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    OfferWriter writer(db());
    platform_ = writer.platform_id("shows.example", now_);
    add("https://shows.example/1");
  }

  void add(const std::string& url) {
    add_page(db(),
             {.url = url,
              .platform_id = platform_,
              .asked = Duration{60'000},
              .usual = Duration{60'000},
              .added_by = "test"},
             now_);
    adopt_page(db(), url);
  }
  PageRow row(const std::string& url) {
    for (const PageRow& p : list_pages(db(), {}, 0, 1000)) {
      if (p.url == "https://shows.example/" + url) return p;
    }
    return {};
  }
  // Pages by their last segment; "+2.1" is two steps away, the first part.
  LinkChanges link(const std::string& from, const std::string& pages) {
    std::vector<LinkedPage> links;
    for (const std::string& page : split(pages, ' ')) {
      const std::string name = page.substr(0, page.find('+'));
      const char depth = page[name.size() + 1], part = page[name.size() + 3];
      links.push_back({"https://shows.example/" + name, {depth - '0', part - '0'}, {}});
    }
    return set_page_links(db(), row(from).id, links, now_);
  }
  std::string enabled() {
    std::vector<std::string> out;
    for (const PageRow& p : list_pages(db(), {}, 0, 1000)) {
      if (p.enabled) out.push_back(p.url.substr(p.url.rfind('/') + 1));
    }
    return join(out, " ");
  }

  const Instant now_ = *parse_instant("2026-03-01T12:00:00Z");
  std::int64_t platform_ = 0;
};

TOCSIN_ON_BOTH_DATABASES(PageLinks);

TEST_P(PageLinks, AreTakenUpAndGivenUp) {
  const auto first = link("1", "2+0.2 a+1.1 b+1.1");
  EXPECT_EQ(first.found, 3);
  EXPECT_TRUE(first.unlisted.empty());
  EXPECT_EQ(enabled(), "1 2 a b");
  EXPECT_EQ(row("a").interval, Duration{60'000});
  EXPECT_EQ(row("a").due_at, now_);
  EXPECT_EQ(row("a").platform, "shows.example");
  EXPECT_EQ(page_standing(db(), row("2").id), (PageStanding{0, 2}));

  const auto again = link("1", "b+1.1 2+0.2 a+1.1");
  EXPECT_EQ(again.found, 0);
  EXPECT_TRUE(again.unlisted.empty());

  const auto less = link("1", "2+0.2 b+1.1");
  EXPECT_EQ(less.unlisted, std::vector{row("a").id});
  EXPECT_EQ(page_standing(db(), row("a").id), std::nullopt);
  EXPECT_EQ(enabled(), "1 2 b");
  EXPECT_EQ(link("1", "2+0.2 a+1.1").found, 1);
  EXPECT_EQ(enabled(), "1 2 a");
}

TEST_P(PageLinks, StayWhileAnyPageNamesThem) {
  link("1", "2+0.2 a+1.1");
  link("2", "a+1.1 c+1.1");
  EXPECT_TRUE(link("1", "2+0.2").unlisted.empty());
  EXPECT_EQ(enabled(), "1 2 a c");
  // The second part is gone, and with it what it alone led to.
  EXPECT_EQ(link("1", "").unlisted.size(), 3U);
  EXPECT_EQ(enabled(), "1");
}

TEST_P(PageLinks, NeverLeadBackOrInACircle) {
  link("1", "2+0.2");
  link("2", "3+0.3 1+0.1");
  link("3", "2+0.2 1+0.1");
  EXPECT_EQ(link("1", "").unlisted.size(), 2U);
  EXPECT_EQ(enabled(), "1");
}

TEST_P(PageLinks, WhatAPersonAddedStays) {
  link("1", "a+1.1 b+1.1");
  add("https://shows.example/a");
  link("1", "");
  EXPECT_EQ(enabled(), "1 a");
  link("1", "a+1.1");
  link("1", "");
  EXPECT_EQ(enabled(), "1 a");
}

}  // namespace
}  // namespace tocsin::store
