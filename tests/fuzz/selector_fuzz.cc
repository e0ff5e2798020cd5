// links: tocsin_scrape LibXml2::LibXml2
// Any text is a selector, and then an XPath expression that libxml2 can use, or a refusal; and any
// text is an XPath expression or none.

#include <cstdlib>

#include "scrape/platform/elements.h"
#include "scrape/platform/selector.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::string why;
  const auto xpath = scrape::xpath_of_selector(text, why);
  if (!xpath && why.empty()) std::abort();
  if (xpath && text.find('\0') == text.npos && scrape::xpath_fault(*xpath)) std::abort();
  scrape::Problems problems;
  const auto tree = scrape::parse_html("<ul><li class=a>x<li id=b><a href='/x'>y</a></ul>",
                                       scrape::Keep::all, problems);
  scrape::Elements elements(tree, problems);
  if (xpath) (void)elements.find(*xpath, elements.root());
  if (!scrape::xpath_fault(text)) (void)elements.find(text, elements.root());
  return 0;
}
