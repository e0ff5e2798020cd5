#include "net/robots.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "net/http.h"
#include "support/fixtures.h"

namespace tocsin::net {
namespace {

using namespace std::chrono_literals;

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Every verdict of the reference parser on real files of the web.
TEST(Robots, AgreesWithTheReferenceParser) {
  TOCSIN_NEEDS_FIXTURE("robots/google_verdicts_dev10pct.tsv.gz");
  const auto folder = test::fixtures() / "robots";
  const test::ScratchFolder scratch;
  const std::string unpack = "tar -xzf '" + (folder / "robots_txt_dev10pct.tar.gz").string() +
                             "' -C '" + scratch.path().string() + "'";
  ASSERT_EQ(std::system(unpack.c_str()), 0);

  std::map<std::string, RobotsFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch.path())) {
    if (!entry.is_regular_file()) continue;
    files.emplace(entry.path().filename().string(), RobotsFile::parse(read(entry.path())));
  }
  EXPECT_EQ(files.size(), 422U);

  std::istringstream rows(test::gunzip(folder / "google_verdicts_dev10pct.tsv.gz"));
  int compared = 0;
  int different = 0;
  for (std::string file, agent, path, verdict;
       std::getline(rows, file, '\t') && std::getline(rows, agent, '\t') &&
       std::getline(rows, path, '\t') && std::getline(rows, verdict);) {
    ASSERT_TRUE(files.contains(file)) << file;
    ++compared;
    if (files.at(file).allows(agent, path) == (verdict == "1")) continue;
    if (++different <= 20) ADD_FAILURE() << file << " " << agent << " " << path << " " << verdict;
  }
  EXPECT_EQ(compared, 29820);
  EXPECT_EQ(different, 0);
}

struct Rule {
  const char* file;
  const char* agent;
  const char* path;
  bool allowed;
};

void check(std::span<const Rule> rules) {
  for (const Rule& r : rules) {
    EXPECT_EQ(RobotsFile::parse(r.file).allows(r.agent, r.path), r.allowed)
        << r.file << "\n"
        << r.agent << " " << r.path;
  }
}

TEST(Robots, Groups) {
  const Rule rules[] = {
      {"", "bell", "/", true},
      {"Disallow: /", "bell", "/", true},  // a rule before any group concerns nobody
      {"User-agent: *\nDisallow: /", "bell", "/", false},
      {"User-agent: *\nDisallow: /", "bell", "/robots.txt", true},
      {"User-agent: *\nDisallow:", "bell", "/", true},
      {"User-agent: BELL\nDisallow: /a", "bell/2.1 (+https://bell.test)", "/a", false},
      {"User-agent: bell/9\nDisallow: /a", "bell", "/a", false},
      {"User-agent: bel\nDisallow: /a", "bell", "/a", true},
      {"User-agent: bell-x\nDisallow: /a", "bell", "/a", true},
      {"User-agent: bell\nUser-agent: other\nDisallow: /a", "bell", "/a", false},
      // one's own group, even an empty one, replaces everybody's
      {"User-agent: *\nDisallow: /\nUser-agent: bell\n", "bell", "/a", true},
      // groups of the same name are one, RFC 9309, section 2.2.1
      {"User-agent: bell\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: bell\nDisallow: "
       "/c",
       "bell", "/a", false},
      {"User-agent: bell\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: bell\nDisallow: "
       "/c",
       "bell", "/b", true},
      {"User-agent: bell\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: bell\nDisallow: "
       "/c",
       "bell", "/c", false},
      // other lines do not end a run of agents
      {"User-agent: bell\nSitemap: https://a/s.xml\nUser-agent: x\nDisallow: /a", "bell", "/a",
       false},
      {"User-agent: * everybody\nDisallow: /", "bell", "/", false},
      {"User-agent: *x\nDisallow: /", "bell", "/", true},
  };
  check(rules);
}

TEST(Robots, LinesAsPeopleWriteThem) {
  const Rule rules[] = {
      {"\xEF\xBB\xBFUser-agent: *\nDisallow: /a", "bell", "/a", false},
      {"\xEF\xBBUser-agent: *\nDisallow: /a", "bell", "/a", false},
      {"User-agent: *\r\nDisallow: /a\r\n", "bell", "/a", false},
      {"User-agent: *\rDisallow: /a\r", "bell", "/a", false},
      {"  user-AGENT :*   # us\n\tDISALLOW\t:\t/a # no", "bell", "/a", false},
      {"useragent: *\ndisalow: /a", "bell", "/a", false},
      {"user agent: *\ndissallow: /a", "bell", "/a", false},
      {"user-agent *\ndisallow /a", "bell", "/a", false},
      {"user-agent *\ndisallow /a b", "bell", "/a", true},
      {"user-agent: *\ndiasllow: /a", "bell", "/a", false},
      {"user-agent: *\ndisallaw: /a", "bell", "/a", false},
      {"user-agent: *\ndissalow: /a", "bell", "/a", false},
      {"user-agent: *\ndeny: /a", "bell", "/a", true},
      {"user-agent: *\ndisallow: /a#b", "bell", "/a", false},
  };
  check(rules);
}

TEST(Robots, Patterns) {
  const Rule rules[] = {
      {"user-agent: *\ndisallow: /fish", "bell", "/fishheads/yummy.html", false},
      {"user-agent: *\ndisallow: /fish", "bell", "/Fish.asp", true},
      {"user-agent: *\ndisallow: /fish/", "bell", "/fish", true},
      {"user-agent: *\ndisallow: /*.php", "bell", "/x/a.php?q=1", false},
      {"user-agent: *\ndisallow: /*.php$", "bell", "/x/a.php?q=1", true},
      {"user-agent: *\ndisallow: /*.php$", "bell", "/x.php/a.php", false},
      {"user-agent: *\ndisallow: /a*b*c$", "bell", "/a-b-b-c", false},
      {"user-agent: *\ndisallow: /a*bc$", "bell", "/abc-bd", true},
      {"user-agent: *\ndisallow: /$", "bell", "/", false},
      {"user-agent: *\ndisallow: /$", "bell", "/a", true},
      {"user-agent: *\ndisallow: /a$b", "bell", "/a$bc", false},
      {"user-agent: *\ndisallow: *", "bell", "/a", false},
      {"user-agent: *\ndisallow: *$", "bell", "/a", false},
      {"user-agent: *\ndisallow: /**a", "bell", "/xa", false},
      // the longest pattern decides, allow on a tie
      {"user-agent: *\nallow: /p\ndisallow: /", "bell", "/page", true},
      {"user-agent: *\ndisallow: /page\nallow: /page", "bell", "/page", true},
      {"user-agent: *\nallow: /page\ndisallow: /*.htm", "bell", "/page.htm", false},
      {"user-agent: *\ndisallow: /\nallow: /a/index.html", "bell", "/a/", true},
      {"user-agent: *\ndisallow: /\nallow: /a/index.html", "bell", "/a/b", false},
      // escapes, RFC 9309, section 2.2.2
      {"user-agent: *\ndisallow: /caf\xC3\xA9", "bell", "/caf%c3%a9", false},
      {"user-agent: *\ndisallow: /caf%c3%A9", "bell", "/caf\xC3\xA9", false},
      {"user-agent: *\ndisallow: /%62%61", "bell", "/ba", false},
      {"user-agent: *\ndisallow: /a%2Fb", "bell", "/a/b", true},
      {"user-agent: *\ndisallow: /a%2a", "bell", "/ab", true},
      {"user-agent: *\ndisallow: /a%zz", "bell", "/a%zz", false},
      {"user-agent: *\ndisallow: /", "bell", "", false},
      {"user-agent: *\ndisallow: /a", "bell", "/b#/a", true},
  };
  check(rules);
}

TEST(Robots, CrawlDelayOfTheAgentsAboveIt) {
  const auto file = RobotsFile::parse(
      "User-agent: slow\nCrawl-delay: 10\nUser-agent: *\nDisallow: /x\n"
      "User-agent: bell\nUser-agent: twin\nCrawl-delay: 1.5\nCrawl-Delay: soon\n"
      "User-agent: never\nCrawl-delay: 99999999\n");
  EXPECT_EQ(file.crawl_delay("slow/1"), Duration{10s});
  EXPECT_EQ(file.crawl_delay("somebody"), std::nullopt);
  EXPECT_EQ(file.crawl_delay("bell"), Duration{1500ms});
  EXPECT_EQ(file.crawl_delay("twin"), Duration{1500ms});
  EXPECT_EQ(file.crawl_delay("never"), Duration{24h});
  EXPECT_EQ(RobotsFile::parse("user-agent: *\ncrawl-delay: 2").crawl_delay("bell"), Duration{2s});
  EXPECT_EQ(RobotsFile::parse("user-agent: *\ncrawl-delay: -2").crawl_delay("bell"), std::nullopt);
  EXPECT_EQ(RobotsFile::parse("user-agent: *\ncrawl-delay: nan").crawl_delay("bell"), std::nullopt);
}

TEST(Robots, SitemapsWhereverTheyStand) {
  const auto file = RobotsFile::parse(
      "Sitemap: https://a.test/1.xml\nUser-agent: *\nDisallow: /\nsite-map:https://a.test/2.xml "
      "#x");
  EXPECT_EQ(file.sitemaps(),
            (std::vector<std::string>{"https://a.test/1.xml", "https://a.test/2.xml"}));
}

TEST(Robots, WhatLiesBeyondTheLimitIsIgnored) {
  const std::string filler(500U << 10U, '#');
  EXPECT_TRUE(RobotsFile::parse(filler + "\nuser-agent: *\ndisallow: /").allows("bell", "/"));
  EXPECT_FALSE(RobotsFile::parse("user-agent: *\ndisallow: /\n" + filler).allows("bell", "/"));
}

TEST(Robots, WhatTheFetchMeans) {
  struct Case {
    TransferOutcome outcome;
    int status;
    RobotsPolicy policy;
  };
  const Case cases[] = {
      {TransferOutcome::answered, 200, RobotsPolicy::use_rules},
      {TransferOutcome::answered, 204, RobotsPolicy::use_rules},
      {TransferOutcome::answered, 301, RobotsPolicy::allow_all},
      {TransferOutcome::too_many_redirects, 302, RobotsPolicy::allow_all},
      {TransferOutcome::answered, 401, RobotsPolicy::allow_all},
      {TransferOutcome::answered, 404, RobotsPolicy::allow_all},
      {TransferOutcome::answered, 429, RobotsPolicy::allow_all},
      {TransferOutcome::answered, 500, RobotsPolicy::disallow_all},
      {TransferOutcome::answered, 503, RobotsPolicy::disallow_all},
      {TransferOutcome::dns_failed, 0, RobotsPolicy::disallow_all},
      {TransferOutcome::timed_out_after, 0, RobotsPolicy::disallow_all},
      {TransferOutcome::reset_after, 200, RobotsPolicy::disallow_all},
  };
  for (const Case& c : cases) {
    HttpResult fetched;
    fetched.outcome = c.outcome;
    fetched.response.status = c.status;
    EXPECT_EQ(robots_policy(fetched), c.policy) << name_of(c.outcome) << " " << c.status;
  }
}

}  // namespace
}  // namespace tocsin::net
