#include "scrape/platform/reading.h"

#include "scrape/extract/charset.h"
#include "scrape/extract/merge.h"
#include "scrape/extract/vocabularies.h"
#include "scrape/platform/facts.h"
#include "scrape/platform/links.h"
#include "scrape/platform/rule_reader.h"

namespace tocsin::scrape {
namespace {

// What the rules find, and the links.
std::vector<EventNode> read_rules(const Platform& platform, const PageRules& rules,
                                  std::string_view text, const PageContext& context,
                                  const PageInput& page, std::vector<PageLink>& links,
                                  Problems& problems) {
  Finder finder(text, rules.data, problems);
  const auto place = finder.page(rules);
  if (!place) return {};
  RuleReading reading = read_by_rules(platform, rules, finder, *place, context, problems);
  if (const auto url = net::Url::parse(page.url)) {
    const Scopes scopes{*place, *place, *place};
    links = find_links(platform, rules, finder, scopes, context, *url, reading.items);
  }
  return std::move(reading.events);
}

Extraction read_events(const Platform& platform, const PageInput& page,
                       std::vector<PageLink>& links) {
  Problems problems;
  std::string storage;
  const std::string_view text = page_text(page.bytes, page.content_type, storage, problems);
  const PageKind kind = page_kind(text);
  Vocabularies vocabularies;
  if (platform.structured != StructuredData::ignore) {
    vocabularies = read_vocabularies(kind, text, page, problems);
  }
  if (const PageRules* rules = platform.rules_for(page.url)) {
    PageContext context = context_of(kind, text, page);
    if (!platform.language.empty()) context.language = platform.language;
    auto found = read_rules(platform, *rules, text, context, page, links, problems);
    const auto where =
        platform.structured == StructuredData::last ? vocabularies.begin() : vocabularies.end();
    vocabularies.insert(where, std::move(found));
  }
  auto events = merge_events(std::move(vocabularies), problems);
  return {std::move(events), std::move(problems).take()};
}

}  // namespace

PlatformReading read_platform_page(const Platform& platform, const PageInput& page) {
  PlatformReading out;
  if (page.bytes.size() > kMaxPage) {
    out.extraction = extract_page(page);
  } else {
    out.extraction = read_events(platform, page, out.links);
  }
  if (platform.expect) out.missing = missing_of(*platform.expect, out.extraction);
  return out;
}

}  // namespace tocsin::scrape
