#include "scrape/extract/page_context.h"

#include "base/text.h"

namespace tocsin::scrape {

std::string PageContext::resolve(std::string_view reference) const {
  reference = trim(reference);
  if (reference.empty()) return "";
  std::string without_blanks;
  for (const char c : reference) {
    if (c == ' ') {
      without_blanks += "%20";
    } else {
      without_blanks += c;
    }
  }
  const auto url = base ? base->resolve(without_blanks) : net::Url::parse(without_blanks);
  return url ? url->text() : "";
}

}  // namespace tocsin::scrape
