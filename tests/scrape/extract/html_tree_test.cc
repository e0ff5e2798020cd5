#include "scrape/extract/html_tree.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "scrape/extract/microdata.h"
#include "scrape/extract/rdfa.h"
#include "support/fixtures.h"

namespace tocsin::scrape {
namespace {

// What readers of properties make of a page: every node with all it says.
std::string told(std::string_view html, Keep keep) {
  Problems problems;
  const HtmlTree tree = parse_html(html, keep, problems);
  Graph graph;
  read_microdata(tree, graph, problems);
  read_rdfa(tree, graph, problems);
  std::map<const Node*, std::size_t> number;
  for (const Node& node : graph.nodes()) number.emplace(&node, number.size());
  std::string out;
  for (const Node& node : graph.nodes()) {
    out += fmt::format("{} '{}' {}\n", number[&node], node.id, fmt::join(node.types, " "));
    for (const Property& p : node.properties) {
      for (const Value& value : p.values) {
        out += fmt::format("  {} = '{}' {}\n", p.name, value.text,
                           value.node == nullptr ? "" : std::to_string(number[value.node]));
      }
    }
  }
  for (const std::string& problem : std::move(problems).take()) out += problem + '\n';
  return out;
}

// No <html>: a second one gives its attributes to the first when its text has gone by. None of real
// pages has one that holds a property.
std::string some_page(std::mt19937& random) {
  constexpr auto kElements = std::to_array<std::string_view>(
      {"div",   "p",        "span", "a",    "img",  "time",   "meta",  "ul",
       "li",    "table",    "td",   "b",    "svg",  "data",   "title", "script",
       "style", "textarea", "h1",   "link", "body", "object", "meter"});
  constexpr auto kAttributes =
      std::to_array<std::string_view>({" itemscope",
                                       " itemtype=\"https://schema.org/Event\"",
                                       " itemid=e",
                                       " itemprop=\"name\"",
                                       " itemprop='location url'",
                                       " itemref=\"x y\"",
                                       " id=x",
                                       " id=y",
                                       " class=\"a b\"",
                                       " data-price=1",
                                       " content=\"c\"",
                                       " href=/h",
                                       " src=/s",
                                       " datetime=2027-01-01",
                                       " value=5",
                                       " data=d",
                                       " vocab=\"https://schema.org/\"",
                                       " typeof=Event",
                                       " property=name",
                                       " PROPERTY=\"schema:offers\"",
                                       " resource=\"#r\"",
                                       " about=\"#r\"",
                                       " prefix=\"s: https://schema.org/\"",
                                       " onclick=\"f('<p>')\"",
                                       " hidden"});
  constexpr auto kTexts =
      std::to_array<std::string_view>({"text ", "\n  ", "&amp;", "&eacute;", "<!-- a -->",
                                       "<?x y?>", "<![CDATA[z]]>", "é", "<", "5"});
  std::string html;
  for (std::size_t left = 1 + random() % 60; left > 0; --left) {
    const std::string_view element = kElements.at(random() % kElements.size());
    switch (random() % 4) {
      case 0:
        html += kTexts.at(random() % kTexts.size());
        break;
      case 1:
        html += fmt::format("</{}>", element);
        break;
      default:
        html += fmt::format("<{}", element);
        for (std::size_t n = random() % 4; n > 0; --n) {
          html += kAttributes.at(random() % kAttributes.size());
        }
        html += '>';
    }
  }
  return html;
}

TEST(HtmlTree, OfPropertiesTellsWhatTheWholeTells) {
  std::mt19937 random(20261122);  // NOLINT: the same each time
  std::size_t values = 0;
  for (int page = 0; page < 4000; ++page) {
    const std::string html = some_page(random);
    const std::string all = told(html, Keep::all);
    ASSERT_EQ(told(html, Keep::properties), all) << html;
    values += all.find(" = '") != all.npos ? 1 : 0;
  }
  EXPECT_GT(values, 1000U);
}

TEST(HtmlTree, OfPropertiesTellsWhatTheWholeTellsOfRealPages) {
  TOCSIN_NEEDS_FIXTURE("pages");
  std::size_t pages = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(test::fixtures() / "pages")) {
    if (entry.path().extension() != ".html") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream html;
    html << in.rdbuf();
    EXPECT_EQ(told(html.str(), Keep::properties), told(html.str(), Keep::all)) << entry.path();
    ++pages;
  }
  EXPECT_GT(pages, 20U);
}

// Text is most of a page: it is not kept for nobody.
TEST(HtmlTree, OfPropertiesHoldsTheirTextAlone) {
  Problems problems;
  const HtmlTree tree = parse_html(
      "<p class=a title=b>out<span itemprop=name id=n>in <b class=c>bold</b></span>out</p>",
      Keep::properties, problems);
  xmlChar* text = nullptr;
  int length = 0;
  xmlDocDumpMemory(tree.get(), &text, &length);
  const std::string dumped(text_view(text));
  xmlFree(text);
  EXPECT_NE(dumped.find("<p><span itemprop=\"name\" id=\"n\">in <b>bold</b></span></p>"),
            dumped.npos)
      << dumped;
}

}  // namespace
}  // namespace tocsin::scrape
