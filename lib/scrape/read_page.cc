#include "scrape/read_page.h"

#include "base/digest.h"
#include "base/log.h"

namespace tocsin::scrape {
namespace {

// Could a wall have given this answer? What is gone or unchanged is no wall.
bool may_be_wall(const Fetched& f) {
  switch (f.fetch_class) {
    case FetchClass::ok:
    case FetchClass::nothing_found:
    case FetchClass::refused:
    case FetchClass::throttled:
    case FetchClass::transient:
      return f.result.answered();
    default:
      return false;
  }
}

void look_for_wall(ReadPage& page) {
  Fetched& f = page.fetched;
  if (!may_be_wall(f)) return;
  const net::HttpResponse& r = f.result.response;
  page.wall = find_wall({f.page.url, r.status, r.headers, r.body, r.final_url});
  if (!page.wall) return;
  f.fetch_class = FetchClass::blocked;
  f.result.text =
      fmt::format("{} stands before it ({})", describe(*page.wall), page.wall->evidence);
}

}  // namespace

ReadPage read_page(Fetched&& fetched, const Settings&, Instant now) {
  ReadPage page{std::move(fetched), {}, {}, {}};
  Fetched& f = page.fetched;
  if (f.fetch_class != FetchClass::ok) {
    look_for_wall(page);
    return page;
  }
  const net::HttpResponse& response = f.result.response;
  page.content_hash = fingerprint(response.body);
  if (page.content_hash == f.page.content_hash) {
    f.fetch_class = FetchClass::not_modified;
    return page;
  }
  page.extraction =
      extract_page({response.body, response.final_url,
                    std::string(response.headers.find("Content-Type").value_or("")), now});
  for (const std::string& problem : page.extraction.problems) {
    log::info("", "{}: {}", f.page.url, problem);
  }
  if (page.extraction.events.empty() && f.page.offers_seen > 0) {
    f.fetch_class = FetchClass::nothing_found;
  }
  if (page.extraction.events.empty()) look_for_wall(page);
  return page;
}

}  // namespace tocsin::scrape
