#include "scrape/extract/html_skim.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <random>
#include <span>

#include "base/text.h"
#include "scrape/extract/event_words.h"
#include "scrape/extract/html_scan.h"

namespace tocsin::scrape {
namespace {

// What a page tells, read attribute by attribute.
struct Told {
  std::vector<std::size_t> json_ld;  // where its text starts
  bool items = false, types = false;

  bool operator==(const Told&) const = default;
};
Told read_slowly(std::string_view html) {
  Told out;
  each_tag(html, [&](std::string_view name, std::size_t at) {
    std::optional<std::string_view> type;
    for (Attribute a; next_attribute(html, at, a);) {
      if (!type && equal_ignoring_case(a.name, "type")) type = a.value;
      out.items |= equal_ignoring_case(a.name, "itemtype") && mentions_event(a.value);
      out.types |= equal_ignoring_case(a.name, "typeof") && mentions_event(a.value);
    }
    const bool cut_off = at >= html.size() && !html.ends_with('>');
    if (!cut_off && equal_ignoring_case(name, "script") && type == "application/ld+json") {
      out.json_ld.push_back(at);
    }
    return !cut_off;
  });
  return out;
}
Told outlined(std::string_view html) {
  const Outline outline = scrape::outline(html);
  Told out{{}, outline.has_items, outline.has_types};
  for (const ScriptBlock& block : outline.json_ld) out.json_ld.push_back(block.before.size());
  return out;
}

constexpr auto kPlain = std::to_array<std::string_view>(
    {"<p>", "</p>", "</div\n>", "<br/>", "<a href=\"/x?y=1\">", "<li class=\"a b\" hidden>",
     "text ", "it's 5 = 5 \"so\"", "<IMG alt=\"\" data-e=\"it's\" />", "</a>", "\n", "é",
     "<my-el a=\"b\"\tc>", "<input type=\"text\" title=\"a\">",
     "a longer text, in which for some time there is no tag at all, as in an article"});
constexpr auto kOdd = std::to_array<std::string_view>({"<",
                                                       "</",
                                                       "<a",
                                                       "<P ",
                                                       "<a=",
                                                       "<!--",
                                                       "-->",
                                                       "<!x>",
                                                       "</ x>",
                                                       "<3",
                                                       "<script ",
                                                       "<style>",
                                                       "</style>",
                                                       "</script>",
                                                       "type=\"application/ld+json\"",
                                                       " type=x",
                                                       ">",
                                                       "/>",
                                                       "=",
                                                       "=\"",
                                                       "='",
                                                       "'",
                                                       "\"",
                                                       " ",
                                                       " x=\"",
                                                       " y='",
                                                       " =",
                                                       "x",
                                                       " id='1'",
                                                       " class=\"a b\"",
                                                       " y=z",
                                                       "/",
                                                       "\"y=\"",
                                                       "<div data-x=\"<script>\">",
                                                       "<div data-x=\">\">",
                                                       "<div data-x=\"> and some text <p\">",
                                                       "<p a\" b=\"> x\">",
                                                       "&",
                                                       "<p itemtype=\"Event\">",
                                                       "<b a=\"1\" TypeOf=\"Event\" b=\"2\">",
                                                       " itemtype=\"Event\"",
                                                       "<script type=\"application/ld+json\">{}"});

// Mostly plain, so that odd pieces meet what was skimmed before them, at all places of a block.
std::string some_page(std::mt19937& random) {
  std::string html;
  const std::size_t odd_of_100 = std::array{2, 10, 40}.at(random() % 3);
  for (std::size_t left = 1 + random() % 60; left > 0; --left) {
    const std::span<const std::string_view> pieces =
        random() % 100 < odd_of_100 ? std::span<const std::string_view>(kOdd) : kPlain;
    html += pieces[random() % pieces.size()];
  }
  return html;
}

TEST(HtmlSkim, NothingIsMissedThatReadingEachAttributeFinds) {
  std::mt19937 random(20261122);  // NOLINT: the same each time
  std::size_t blocks = 0, items = 0, types = 0;
  for (int page = 0; page < 60000; ++page) {
    const std::string html = some_page(random);
    const Told told = read_slowly(html);
    ASSERT_EQ(outlined(html), told) << html;
    blocks += told.json_ld.size();
    items += told.items ? 1 : 0;
    types += told.types ? 1 : 0;
  }
  EXPECT_GT(blocks, 4000U);
  EXPECT_GT(items, 4000U);
  EXPECT_GT(types, 2000U);
}

// Where skimming stops is outside of all tags: from there the rest reads as it does from the start.
TEST(HtmlSkim, StopsOutsideOfTags) {
  std::mt19937 random(20261123);  // NOLINT: the same each time
  for (int page = 0; page < 20000; ++page) {
    const std::string html = some_page(random);
    const std::size_t behind = skim(html, 0);
    Told rest = read_slowly(std::string_view(html).substr(behind));
    for (std::size_t& start : rest.json_ld) start += behind;
    ASSERT_EQ(rest, read_slowly(html)) << html << "\nfrom " << behind;
  }
}

#ifdef __SSE2__
TEST(HtmlSkim, PassesOverWhatIsPlain) {
  std::string html;
  while (html.size() < 5000) {
    for (const std::string_view piece : kPlain) html += piece;
  }
  EXPECT_GT(skim(html, 0), html.size() - 200);
  const std::size_t middle = html.find("<a", 2000);
  for (const std::string_view odd :
       {"<script>", "<META name=\"a\">", "<!-- -->", "<p itemtype=\"Event\">",
        "<p typeof=\"Event\">", "<p a='>'>", "<p a=\">\">", "<p a = \"1\">", "<p a=1>",
        "<p =\"1\">", "<my-el=\"1\">", "<p a\" b=\"1\">", "<p a=\"> <b\">", "</ p>", "<3", "> "}) {
    for (std::size_t place = 0; place < kSkimmed; ++place) {
      const std::size_t at = place + middle;
      std::string page = std::string(place, ' ') + html;
      page.insert(at, odd);
      const std::size_t stop = skim(page, 0);
      EXPECT_LE(stop, at) << odd << " at " << place;
      EXPECT_GT(stop + 2 * kSkimmed, at) << odd << " at " << place;
    }
  }
}
#endif

}  // namespace
}  // namespace tocsin::scrape
