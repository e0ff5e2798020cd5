#include "scrape/platform/url_pattern.h"

#include <gtest/gtest.h>

namespace tocsin::scrape {
namespace {

TEST(UrlPattern, Matches) {
  struct Row {
    std::string_view pattern, url;
    bool matches;
  };
  const Row rows[] = {
      {"https://a.example/*", "https://a.example/", true},
      {"https://a.example/*", "http://a.example/x?y=1", true},
      {"https://a.example/*", "https://b.a.example/", false},
      {"https://a.example/*", "https://a.example.evil.example/", false},
      {"https://a.example", "https://a.example/", true},
      {"https://a.example", "https://a.example/x", false},
      {"https://a.example/events", "https://a.example/events?page=2", true},
      {"https://a.example/events?page=1", "https://a.example/events?page=2", false},
      {"https://a.example/events?page=2", "https://a.example/events?page=2", true},
      {"https://a.example/*/tickets*", "https://a.example/en/tickets/1", true},
      {"https://a.example/*/tickets*", "https://a.example/tickets", false},
      {"https://a.example/*.html", "https://a.example/x.html", true},
      {"https://a.example/*.html", "https://a.example/x.html?y", false},
      {"https://A.Example:443/*", "https://a.example/x", true},
      {"https://a.example:8443/*", "https://a.example/x", false},
      {"https://*.a.example/*", "https://www.a.example/x", true},
      {"https://*.a.example/*", "https://a.example/x", false},
      {"https://*.a.example/*", "https://www.evil.example/x.a.example/", false},
      {"https://*.a.example/*", "https://wwwa.example/", false},
  };
  for (const Row& row : rows) {
    const auto pattern = UrlPattern::parse(row.pattern);
    ASSERT_TRUE(pattern) << row.pattern;
    EXPECT_EQ(pattern->matches(row.url), row.matches) << row.pattern << "  " << row.url;
  }
}

TEST(UrlPattern, RefusesWhatCouldBeAnybodys) {
  for (const auto* text :
       {"", "a.example/*", "ftp://a.example/*", "https://*", "https://*/x", "https://*.example/*",
        "https://a.*/x", "https://a*.b.example/", "https://user@a.example/*", "https:///x"}) {
    EXPECT_FALSE(UrlPattern::parse(text)) << text;
  }
}

}  // namespace
}  // namespace tocsin::scrape
