// Each selector picks the elements that a browser would.
#include "scrape/platform/selector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "scrape/extract/nodes.h"
#include "scrape/platform/elements.h"

namespace tocsin::scrape {
namespace {

using testing::HasSubstr;

constexpr std::string_view kPage = R"(<html lang="en"><body>
<ul id="shows" class="list  big">
  <li id="a" class="show sold" data-kind="Rock Pop">A <b id="ab">bold</b></li>
  <li id="b" class="show" data-kind="rock" lang="de-AT">B<a id="link" href="/show/1.html">x</a></li>
  <li id="c"></li>
  <li id="d" class="show-off"><span id="ds"><i id="di">deep</i></span></li>
</ul>
<p id="p1" title="it's">one</p><p id="p2" title='say "hi"'>two</p><div id="div"></div>
<p id="p3" class="Größe">three</p><svg xlink:href="#s" id="svg"></svg>
</body></html>)";

std::string ids_of(std::string_view selector) {
  std::string why;
  const auto xpath = xpath_of_selector(selector, why);
  if (!xpath) return "refused: " + why;
  if (const auto fault = xpath_fault(*xpath)) return *fault + ": " + *xpath;
  Problems problems;
  const HtmlTree tree = parse_html(kPage, Keep::all, problems);
  Elements elements(tree, problems);
  std::vector<std::string> ids;
  for (const Hit& hit : elements.find(*xpath, elements.root())) {
    ids.push_back(attribute(hit.element, "id"));
  }
  return join(ids, " ");
}

struct Row {
  std::string_view selector, ids;
};

TEST(Selector, PicksWhatABrowserWould) {
  const Row rows[] = {
      {"li", "a b c d"},
      {"LI", "a b c d"},
      {"#b", "b"},
      {".show", "a b"},
      {"li.show.sold", "a"},
      {"ul#shows.list.big > li", "a b c d"},
      {"ul li b", "ab"},
      {"ul > b", ""},
      {"body > p", "p1 p2 p3"},
      {"li + li", "b c d"},
      {"li.sold + li", "b"},
      {"li.sold ~ li", "b c d"},
      {"#p1+p", "p2"},
      {"#p2 + p", ""},
      {"b, a,i", "ab link di"},
      {"[href]", "link"},
      {"a[href='/show/1.html']", "link"},
      {"a[href^=\"/show/\"]", "link"},
      {"a[href$='.html']", "link"},
      {"a[href*=show]", "link"},
      {"a[href^='']", ""},
      {"[data-kind~=Pop]", "a"},
      {"[data-kind='ROCK' i]", "b"},
      {"[lang|=de]", "b"},
      {"[title=\"it's\"]", "p1"},
      {"[title='say \"hi\"']", "p2"},
      {"[xlink\\:href]", "svg"},
      {"p.Größe", "p3"},
      {"li:first-child", "a"},
      {"li:last-child", "d"},
      {"li:nth-child(2)", "b"},
      {"li:nth-child(odd)", "a c"},
      {"li:nth-child( 2n )", "b d"},
      {"li:nth-child(-n+2)", "a b"},
      {"li:nth-child(n+3)", "c d"},
      {"li:nth-last-child(1)", "d"},
      {"p:first-of-type", "p1"},
      {"p:last-of-type", "p3"},
      {"p:nth-of-type(3)", "p3"},
      {"span:only-child", "ds"},
      {"li:empty", "c"},
      {"li:not(.show)", "c d"},
      {"li:not(.show, :empty)", "d"},
      {"li:is(#a, #c)", "a c"},
      {"li:has(a)", "b"},
      {"li:has(> i)", ""},
      {"li:not(:has(*))", "c"},
      {"ul:has(li.sold) + p", "p1"},
      {"*#ab", "ab"},
      {"  li.show  ", "a b"},
      {"> body > p", "p1 p2 p3"},
  };
  for (const Row& row : rows) EXPECT_EQ(ids_of(row.selector), row.ids) << row.selector;
}

TEST(Selector, SaysWhatIsWrongAndWhere) {
  const Row rows[] = {
      {"", "ends too early"},
      {"li >", "ends too early"},
      {"li,", "ends too early"},
      {"li..x", "the class is missing"},
      {"li[", "the attribute is missing"},
      {"li[a", "is missing"},
      {"li[a='x]", "not closed"},
      {"li[a!=x]", "one of = ~="},
      {"a::attr(href)", "attribute ="},
      {"li:nth-child(x)", "an+b"},
      {"li:nth-chld(2)", "did you mean ':nth-child'"},
      {"li:hover", "XPath"},
      {":first-of-type", "needs the name of an element"},
      {"li:not(a b)", "only simple selectors"},
      {"li)", "does not belong"},
      {"li[a='\x1D']", "no page can have"},
      {"li.\xFF", "no page can have"},
      {"li { color: red }", "does not belong"},
      {"a:not(:not(:not(:not(:not(:not(:not(:not(:not(:not(b))))))))))", "nested too deeply"},
  };
  for (const Row& row : rows) {
    std::string why;
    EXPECT_EQ(xpath_of_selector(row.selector, why), std::nullopt) << row.selector;
    EXPECT_THAT(why, HasSubstr(row.ids)) << row.selector;
  }
}

TEST(Elements, TextIsWhatAReaderSees) {
  constexpr std::string_view kHtml =
      "<div id=x><h3>Title</h3>by <b>no</b>one<br>Sat<script>var x</script><ul><li>1</li>"
      "<li>2</li></ul><style>y</style><p>end</p>!</div>";
  Problems problems;
  const HtmlTree tree = parse_html(kHtml, Keep::all, problems);
  Elements elements(tree, problems);
  const auto hits = elements.find("descendant::div", elements.root());
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(clean(elements.text_of(hits[0].element)), "Title by noone Sat 1 2 end !");
}

TEST(Elements, TooMuchWorkEndsInAProblem) {
  std::string html = "<body>";
  for (int i = 0; i < 3000; ++i) html += "<p>x</p>";
  Problems problems;
  const HtmlTree tree = parse_html(html, Keep::all, problems);
  Elements elements(tree, problems);
  EXPECT_TRUE(elements.find("//p[//p[//p[count(//p) = 1]]]", elements.root()).empty());
  EXPECT_FALSE(std::move(problems).take().empty());
}

}  // namespace
}  // namespace tocsin::scrape
