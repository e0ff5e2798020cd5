#include "report/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/time.h"
#include "report/chart_data.h"
#include "report/sample_data.h"

namespace tocsin::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Result result_with(const std::string& text) {
  const Report report = parse_report("own", R"(/* tocsin
title = "Own <report>"
[parameters]
kind = { help = "h" }
[[card]]
title = "Worst"
section = "Totals"
column = "n"
bad_above = 3
[[chart]]
title = "Prices & more"
section = "Rows"
type = "step"
x = "at"
y = ["price_minor"]
series = "name"
*/
-- section: Totals
SELECT :kind
-- section: Rows
SELECT 1
)",
                                     "own.sql");
  Result r{report, {{"kind", text}, {"now", to_ms(test::kSampleNow)}}, test::kSampleNow, {}};
  r.sections.push_back({"Totals", columns_named({"n"}), {{std::int64_t{4}}}});
  Outcome rows{
      "Rows", columns_named({"name", "at", "price_minor", "currency", "priority", "url"}), {}};
  rows.rows.push_back({text, to_ms(test::kSampleNow), std::int64_t{1250}, std::string("GBP"),
                       std::int64_t{5}, std::string("javascript:alert(1)")});
  rows.rows.push_back({text, to_ms(test::kSampleNow) + 1000, nullptr, std::string("GBP"),
                       std::int64_t{2}, std::string("https://example.org/?a=1&b=\"")});
  r.sections.push_back(std::move(rows));
  return r;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST(ReportHtml, HostileTextStaysText) {
  const std::string page = html_page(result_with(test::kHostile), Zone::utc());
  // The data block and the two scripts, and each closed once: nothing else begins or ends one.
  EXPECT_EQ(count(page, "<script"), 3U);
  EXPECT_EQ(count(page, "</script"), 3U);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)"));
  EXPECT_THAT(page, HasSubstr("Own &lt;report&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("href=\"javascript:")));
  EXPECT_THAT(page, HasSubstr("href=\"https://example.org/?a=1&amp;b=&quot;\""));
}

TEST(ReportHtml, OnlyItsOwnScriptsMayRunAndNothingIsFetched) {
  const std::string page = html_page(result_with("x"), Zone::utc());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  std::size_t allowed = 0;
  for (auto at = page.find("<script>"); at != std::string::npos; at = page.find("<script>", at)) {
    at += 8;
    const std::string script = page.substr(at, page.find("</script>", at) - at);
    EXPECT_THAT(page, HasSubstr("'sha256-" + to_base64(sha256(script)) + "'"));
    ++allowed;
  }
  EXPECT_EQ(allowed, 2U);
  EXPECT_THAT(page, Not(HasSubstr(" src=")));
  EXPECT_THAT(page, Not(HasSubstr("<link")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
}

TEST(ReportHtml, ChartDataReadsBackAndKeepsGaps) {
  const std::string page = html_page(result_with(test::kHostile), Zone::utc());
  const std::string opening = "<script type=\"application/json\" id=\"charts\">";
  const auto begin = page.find(opening) + opening.size();
  const Json data = Json::parse(page.substr(begin, page.find("</script>", begin) - begin));
  ASSERT_EQ(data.at("charts").size(), 1U);
  const Json& series = data["charts"][0].at("series");
  ASSERT_EQ(series.size(), 1U);
  EXPECT_EQ(series[0].at("label"), std::string(test::kHostile) + " (GBP)");
  EXPECT_EQ(series[0].at("y"), Json::parse("[12.5, null]"));
}

TEST(ReportHtml, SeriesShareTheirWordsAndHaveIntervals) {
  const Report report = parse_report("own", R"(/* tocsin
title = "Own"
[[chart]]
title = "Rates"
type = "bar"
x = "who"
y = ["n_percent"]
series = "clock"
interval = ["low", "high"]
*/
SELECT 1)",
                                     "own.sql");
  Result r{report, {{"now", to_ms(test::kSampleNow)}}, test::kSampleNow, {}};
  Outcome rates{"Own", columns_named({"who", "clock", "n_percent", "low", "high"}), {}};
  for (const char* who : {"ann", "bob"}) {
    for (const char* clock : {"first", "last"}) {
      rates.rows.push_back({std::string(who), std::string(clock), 50.0, 10.0, nullptr});
    }
  }
  r.sections.push_back(std::move(rates));
  const OrderedJson data = chart_data(r, report.charts[0]);
  EXPECT_EQ(data.at("labels"), OrderedJson::parse(R"(["ann", "bob"])"));
  EXPECT_EQ(data.at("percent"), true);
  ASSERT_EQ(data.at("series").size(), 2U);
  EXPECT_EQ(data["series"][1],
            OrderedJson::parse(R"({"label": "last", "x": [0, 1], "y": [50.0, 50.0],
                                   "low": [10.0, 10.0], "high": [null, null]})"));
}

TEST(ReportHtml, AStoryStandsUnderItsRow) {
  const Report report = parse_report("own", R"(/* tocsin
title = "Own"
[columns]
story = { as = "story" }
*/
SELECT 1)",
                                     "own.sql");
  Result r{report, {{"now", to_ms(test::kSampleNow)}}, test::kSampleNow, {}};
  Outcome rows{"Own", columns_named({"ticket", "story", "n"}), {}};
  rows.columns[1].kind = ColumnKind::story;
  rows.rows.push_back({std::string("T-1"),
                       fmt::format("{} assigned to {}", to_ms(test::kSampleNow), test::kHostile),
                       std::int64_t{4}});
  rows.rows.push_back({std::string("T-2"), nullptr, std::int64_t{5}});
  r.sections.push_back(std::move(rows));
  const std::string page = html_page(r, Zone::utc());
  EXPECT_THAT(page, HasSubstr("<tr class=\"told\"><td class=\"\">T-1</td>"));
  EXPECT_THAT(page, HasSubstr("<tr class=\"story\"><td colspan=\"2\"><ol aria-label=\"Story\"><li>"
                              "<time datetime=\"2026-03-16T07:00:00Z\">2026-03-16 07:00Z</time> "
                              "assigned to &lt;/script&gt;"));
  EXPECT_EQ(count(page, "class=\"story\""), 1U);
  EXPECT_EQ(count(page, "<th "), 2U);
}

TEST(ReportHtml, SaysPriorityInWordsAndMarksBadCards) {
  const std::string page = html_page(result_with("x"), Zone::utc());
  EXPECT_THAT(page, HasSubstr("<span class=\"badge bad\">critical</span>"));
  EXPECT_THAT(page, HasSubstr("<div class=\"card bad\"><dt>Worst</dt><dd>4</dd>"));
  EXPECT_THAT(page, HasSubstr("<caption>Rows</caption>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"col\""));
  EXPECT_THAT(page, HasSubstr("<time datetime=\"2026-03-16T07:00:00Z\">2026-03-16 07:00Z</time>"));
}

TEST(ReportHtml, ScriptJsonHoldsNothingThatEndsAScript) {
  const OrderedJson value = {{"a", "</script>&<!--\xE2\x80\xA8"}};
  const std::string text = script_json(value);
  EXPECT_THAT(text, ::testing::MatchesRegex("[^<>&]*"));
  EXPECT_EQ(OrderedJson::parse(text), value);
  EXPECT_EQ(text.find("\xE2"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::report
