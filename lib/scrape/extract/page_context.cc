#include "scrape/extract/page_context.h"

#include "base/text.h"

namespace tocsin::scrape {

std::string PageContext::resolve(std::string_view reference) const {
  reference = trim(reference);
  if (reference.empty()) return "";
  std::string without_blanks;
  if (reference.find(' ') != reference.npos) {
    for (const char c : reference) {
      if (c == ' ') {
        without_blanks += "%20";
      } else {
        without_blanks += c;
      }
    }
    reference = without_blanks;
  }
  const auto url = base ? base->resolve(reference) : net::Url::parse(reference);
  return url ? url->text() : "";
}

}  // namespace tocsin::scrape
