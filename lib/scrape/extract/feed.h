// Calendars and feeds as events: iCalendar (RFC 5545), its XML form xCal (RFC 6321), RSS 0.9x to
// 2.0 with the event modules in use, Atom (RFC 4287).
#pragma once

#include <string_view>
#include <vector>

#include "scrape/extract/events.h"
#include "scrape/extract/page_context.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

enum class FeedKind { none, icalendar, xcal, syndication };

// By what the text begins with; the server's word for it is often wrong.
FeedKind feed_kind(std::string_view text);

// At most 10,000 events of a feed are read.
inline constexpr std::size_t kMostFeedEvents = 10'000;

std::vector<EventNode> read_feed(FeedKind kind, std::string_view text, const PageContext& page,
                                 Problems& problems);

}  // namespace tocsin::scrape
