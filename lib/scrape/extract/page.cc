#include "scrape/extract/page.h"

#include "scrape/extract/charset.h"
#include "scrape/extract/merge.h"
#include "scrape/extract/vocabularies.h"

namespace tocsin::scrape {

Extraction extract_page(const PageInput& page) {
  Problems problems;
  if (page.bytes.size() > kMaxPage) {
    problems.add(fmt::format("the page has {} bytes; more than {} are not read", page.bytes.size(),
                             kMaxPage));
    return {{}, std::move(problems).take()};
  }
  std::string storage;
  const std::string_view text = page_text(page.bytes, page.content_type, storage, problems);
  auto events = merge_events(read_vocabularies(page_kind(text), text, page, problems), problems);
  return {std::move(events), std::move(problems).take()};
}

}  // namespace tocsin::scrape
