// What each vocabulary of a page says of its events, before it is merged.
//
// One pass without a tree finds the JSON-LD and whether there is anything else; a tree is built
// only for microdata and RDFa that mention an event. JSON alone is a block of JSON-LD; calendars
// and feeds are one vocabulary.
#pragma once

#include <string_view>
#include <vector>

#include "scrape/extract/events.h"
#include "scrape/extract/page.h"
#include "scrape/extract/page_context.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

using Vocabularies = std::vector<std::vector<EventNode>>;  // the most trusted first

enum class PageKind { html, json, feed };
// By what the text begins with; the server's word for it is often wrong.
PageKind page_kind(std::string_view text);

// `text` is page_text() of the page's bytes.
PageContext context_of(PageKind kind, std::string_view text, const PageInput& page);
Vocabularies read_vocabularies(PageKind kind, std::string_view text, const PageInput& page,
                               Problems& problems);

}  // namespace tocsin::scrape
