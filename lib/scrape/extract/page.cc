#include "scrape/extract/page.h"

#include "base/text.h"
#include "scrape/extract/charset.h"
#include "scrape/extract/entities.h"
#include "scrape/extract/events.h"
#include "scrape/extract/html_scan.h"
#include "scrape/extract/jsonld.h"
#include "scrape/extract/merge.h"
#include "scrape/extract/microdata.h"

namespace tocsin::scrape {
namespace {

PageContext context_of(const PageInput& page, const Outline& outline) {
  PageContext context{net::Url::parse(page.url), std::string(outline.language)};
  if (outline.base.empty()) return context;
  const std::string base = context.resolve(decode_entities(outline.base));
  if (auto url = net::Url::parse(base)) context.base = std::move(url);
  return context;
}

std::vector<EventNode> from_json_ld(const Outline& outline, const PageContext& context,
                                    Problems& problems) {
  Graph graph;
  std::size_t number = 0;
  for (const ScriptBlock& block : outline.json_ld) read_json_ld(block, ++number, graph, problems);
  graph.index();
  return find_events(graph, context, problems);
}

std::vector<EventNode> from_microdata(std::string_view html, const PageContext& context,
                                      Problems& problems) {
  Graph graph;
  read_microdata(html, graph, problems);
  graph.index();
  return find_events(graph, context, problems);
}

}  // namespace

Extraction extract_page(const PageInput& page) {
  Problems problems;
  if (page.bytes.size() > kMaxPage) {
    problems.add(fmt::format("the page has {} bytes; more than {} are not read", page.bytes.size(),
                             kMaxPage));
    return {{}, std::move(problems).take()};
  }
  std::string storage;
  const std::string_view html = page_text(page.bytes, page.content_type, storage, problems);
  const Outline found = outline(html);
  if (found.open_comment) problems.add("an HTML comment does not end; what follows was not read");
  const PageContext context = context_of(page, found);

  std::vector<std::vector<EventNode>> vocabularies;
  vocabularies.push_back(from_json_ld(found, context, problems));
  if (found.has_items) vocabularies.push_back(from_microdata(html, context, problems));
  auto events = merge_events(std::move(vocabularies), problems);
  return {std::move(events), std::move(problems).take()};
}

}  // namespace tocsin::scrape
