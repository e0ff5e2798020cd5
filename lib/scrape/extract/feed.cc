#include "scrape/extract/feed.h"

#include <algorithm>

#include "base/text.h"
#include "scrape/extract/icalendar.h"
#include "scrape/extract/syndication.h"
#include "scrape/extract/xcal.h"

namespace tocsin::scrape {
namespace {

constexpr auto npos = std::string_view::npos;

// The name of the first element behind declarations, comments and the document type.
std::string_view root_name(std::string_view text) {
  for (;;) {
    text = trim(text);
    if (!text.starts_with('<')) return "";
    std::size_t end = 0;
    if (text.starts_with("<?")) {
      end = text.find("?>");
    } else if (text.starts_with("<!--")) {
      end = text.find("-->");
    } else if (text.starts_with("<!")) {
      end = text.find('>');
    } else {
      text.remove_prefix(1);
      return text.substr(0, text.find_first_of(" \t\r\n/>"));
    }
    if (end == npos) return "";
    text.remove_prefix(text.find('>', end) + 1);
  }
}

}  // namespace

FeedKind feed_kind(std::string_view text) {
  constexpr std::string_view kCalendar = "BEGIN:VCALENDAR";
  const std::string_view start = trim(text.substr(0, 1024));
  if (equal_ignoring_case(start.substr(0, kCalendar.size()), kCalendar)) return FeedKind::icalendar;
  const std::string_view root = root_name(text);
  const std::string_view local = root.substr(root.find(':') == npos ? 0 : root.find(':') + 1);
  if (local == "icalendar") return FeedKind::xcal;
  if (local == "rss" || local == "feed" || root == "rdf:RDF") return FeedKind::syndication;
  return FeedKind::none;
}

std::vector<EventNode> read_feed(FeedKind kind, std::string_view text, const PageContext& page,
                                 Problems& problems) {
  switch (kind) {
    case FeedKind::icalendar:
      return read_icalendar(text, page, problems);
    case FeedKind::xcal:
      return read_icalendar(icalendar_of_xcal(text, problems), page, problems);
    case FeedKind::syndication:
      return read_syndication(text, page, problems);
    case FeedKind::none:
      break;
  }
  return {};
}

}  // namespace tocsin::scrape
