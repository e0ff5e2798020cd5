#include "scrape/read_page.h"

#include "base/digest.h"
#include "base/log.h"

namespace tocsin::scrape {

ReadPage read_page(Fetched&& fetched, const Settings&, Instant now) {
  ReadPage page{std::move(fetched), {}, {}};
  Fetched& f = page.fetched;
  if (f.fetch_class != FetchClass::ok) return page;
  const net::HttpResponse& response = f.result.response;
  page.content_hash = sha256_hex(response.body);
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
  return page;
}

}  // namespace tocsin::scrape
