#include "scrape/platform/reading.h"

#include "scrape/extract/charset.h"
#include "scrape/extract/merge.h"
#include "scrape/extract/vocabularies.h"
#include "scrape/platform/facts.h"
#include "scrape/platform/links.h"
#include "scrape/platform/rule_reader.h"

namespace tocsin::scrape {
namespace {

// Both are statements of one event: `node` takes what tells `as` from other events.
void identify(EventNode& node, const EventNode& as) {
  const EventFacts& from = as.found.event;
  EventFacts& event = node.found.event;
  node.id = as.id;
  event.name = from.name;
  event.external_id = from.external_id;
  event.url = from.url;
  if (!from.starts_at) return;
  event.starts_at = from.starts_at;
  event.starts_local = from.starts_local;
  event.start_precision = from.start_precision;
  event.start_guess = from.start_guess;
  event.time_zone = from.time_zone;
  node.wall = as.wall;
}

class Reader {
 public:
  Reader(const Platform& platform, const PageInput& page)
      : platform_(platform),
        page_(page),
        rules_(platform.rules_for(page.url)),
        text_(page_text(page.bytes, page.content_type, storage_, problems_)),
        kind_(page_kind(text_)) {}

  PlatformReading read() {
    // An answer that the rules read as JSON is no page with structured data.
    const bool answer = rules_ != nullptr && rules_->data == PageRules::Data::json;
    if (platform_.structured != StructuredData::ignore && !answer) {
      vocabularies_ = read_vocabularies(kind_, text_, page_, problems_);
    }
    if (rules_ != nullptr) add_rules();
    PlatformReading out;
    out.extraction.events = merge_events(std::move(vocabularies_), problems_);
    out.extraction.problems = std::move(problems_).take();
    out.links = std::move(links_);
    return out;
  }

 private:
  void add_rules() {
    PageContext context = context_of(kind_, text_, page_);
    if (!platform_.language.empty()) context.language = platform_.language;
    Finder finder(text_, problems_);
    const auto place = finder.page(*rules_);
    if (!place) return;
    const EventNode* only = only_event();
    RuleReading reading = read_by_rules(platform_, *rules_, finder, *place, context,
                                        only == nullptr ? "" : only->found.event.name, problems_);
    if (const auto url = net::Url::parse(page_.url)) {
      const Scopes scopes{*place, *place, *place};
      links_ = find_links(platform_, *rules_, finder, scopes, context, *url, reading.items);
    }
    put(std::move(reading.events), only != nullptr);
  }

  // Of a page that is one event by its rules, what the most trusted vocabulary says of it.
  const EventNode* only_event() const {
    if (!rules_->events.empty()) return nullptr;
    for (const auto& vocabulary : vocabularies_) {
      if (!vocabulary.empty()) return vocabulary.size() == 1 ? &vocabulary.front() : nullptr;
    }
    return nullptr;
  }

  void put(std::vector<EventNode>&& found, bool same) {
    const bool last = platform_.structured == StructuredData::last;
    if (same && found.size() == 1) {
      const EventNode stated = *only_event();
      if (!last) identify(found.front(), stated);
      for (auto& vocabulary : vocabularies_) {
        if (last && vocabulary.size() == 1) identify(vocabulary.front(), found.front());
      }
    }
    vocabularies_.insert(last ? vocabularies_.begin() : vocabularies_.end(), std::move(found));
  }

  const Platform& platform_;
  const PageInput& page_;
  const PageRules* rules_;
  Problems problems_;
  std::string storage_;
  std::string_view text_;
  PageKind kind_;
  Vocabularies vocabularies_;
  std::vector<PageLink> links_;
};

}  // namespace

PlatformReading read_platform_page(const Platform& platform, const PageInput& page) {
  PlatformReading out;
  if (page.bytes.size() > kMaxPage) {
    out.extraction = extract_page(page);
  } else {
    out = Reader(platform, page).read();
  }
  if (platform.expect) out.missing = missing_of(*platform.expect, out.extraction);
  return out;
}

}  // namespace tocsin::scrape
