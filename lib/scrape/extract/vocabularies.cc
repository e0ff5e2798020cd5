#include "scrape/extract/vocabularies.h"

#include <algorithm>

#include "base/text.h"
#include "scrape/extract/entities.h"
#include "scrape/extract/feed.h"
#include "scrape/extract/html_scan.h"
#include "scrape/extract/jsonld.h"
#include "scrape/extract/microdata.h"
#include "scrape/extract/open_graph.h"
#include "scrape/extract/rdfa.h"

namespace tocsin::scrape {
namespace {

PageContext html_context(const PageInput& page, const Outline& outline) {
  PageContext context{net::Url::parse(page.url), std::string(outline.language), page.at};
  if (outline.base.empty()) return context;
  const std::string base = context.resolve(decode_entities(outline.base));
  if (auto url = net::Url::parse(base)) context.base = std::move(url);
  return context;
}

class Html {
 public:
  Html(std::string_view html, const PageInput& page, Problems& problems)
      : html_(html),
        outline_(outline(html)),
        context_(html_context(page, outline_)),
        problems_(problems) {}

  // The most trusted first.
  Vocabularies read() {
    if (outline_.open_comment) {
      problems_.add("an HTML comment does not end; what follows was not read");
    }
    Vocabularies out;
    out.push_back(events([&](Graph& graph) {
      std::size_t number = 0;
      for (const ScriptBlock& block : outline_.json_ld) {
        read_json_ld(block, ++number, graph, problems_);
      }
    }));
    if (outline_.has_items || outline_.has_types) {
      const HtmlTree tree = parse_html(html_, Keep::properties, problems_);
      if (outline_.has_items) {
        out.push_back(events([&](Graph& graph) { read_microdata(tree, graph, problems_); }));
      }
      if (outline_.has_types) {
        out.push_back(events([&](Graph& graph) { read_rdfa(tree, graph, problems_); }));
      }
    }
    const bool nothing =
        std::all_of(out.begin(), out.end(), [](const auto& v) { return v.empty(); });
    if (nothing && !outline_.meta.empty()) {
      out.push_back(events([&](Graph& graph) { read_open_graph(outline_.meta, graph); }));
    }
    return out;
  }

 private:
  template <typename Read>
  std::vector<EventNode> events(const Read& read) {
    Graph graph;
    read(graph);
    graph.index();
    return find_events(graph, context_, problems_);
  }

  std::string_view html_;
  Outline outline_;
  PageContext context_;
  Problems& problems_;
};

// An answer of an API, a saved object.
std::vector<EventNode> read_json(std::string_view text, const PageInput& page, Problems& problems) {
  Graph graph;
  read_json_ld({text}, 1, graph, problems);
  graph.index();
  return find_events(graph, context_of(PageKind::json, text, page), problems);
}

}  // namespace

PageKind page_kind(std::string_view text) {
  const std::string_view start = trim(text.substr(0, 1024));
  if (start.starts_with('{') || start.starts_with('[')) return PageKind::json;
  return feed_kind(text) == FeedKind::none ? PageKind::html : PageKind::feed;
}

PageContext context_of(PageKind kind, std::string_view text, const PageInput& page) {
  if (kind == PageKind::html) return html_context(page, outline(text));
  return {net::Url::parse(page.url), "", page.at};
}

Vocabularies read_vocabularies(PageKind kind, std::string_view text, const PageInput& page,
                               Problems& problems) {
  switch (kind) {
    case PageKind::json:
      return {read_json(text, page, problems)};
    case PageKind::feed:
      return {read_feed(feed_kind(text), text, context_of(kind, text, page), problems)};
    case PageKind::html:
      break;
  }
  return Html(text, page, problems).read();
}

}  // namespace tocsin::scrape
