#include "scrape/read_page.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/log.h"
#include "scrape/platform/platforms.h"

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

// By the platform's file where it has one, else by structured data alone.
PlatformReading read_content(const PlatformFiles& files, const std::string& platform,
                             const net::HttpResponse& response, Instant now) {
  const PageInput input{response.body, response.final_url,
                        std::string(response.headers.find("Content-Type").value_or("")), now};
  const Platform* rules = files ? files->find(platform) : nullptr;
  if (rules == nullptr) return {extract_page(input), {}, {}};
  return read_platform_page(*rules, input);
}

ReadPage read(Fetched&& fetched, const Settings& settings, Instant now) {
  ReadPage page;
  page.fetched = std::move(fetched);
  Fetched& f = page.fetched;
  const PlatformFiles& files = settings.platform_files;
  page.leads_on = files && files->leads_on(f.page.platform);
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
  try {
    PlatformReading reading = read_content(files, f.page.platform, response, now);
    page.extraction = std::move(reading.extraction);
    page.links = std::move(reading.links);
    page.missing = std::move(reading.missing);
  } catch (const Error& e) {
    if (e.status() != Exit::config) throw;
    f.fetch_class = FetchClass::unreadable;
    f.result.text = e.what();
    return page;
  }
  for (const std::string& problem : page.extraction.problems) {
    log::info("", "{}: {}", f.page.url, problem);
  }
  for (const std::string& what : page.missing.value_or(std::vector<std::string>{})) {
    log::info("", "{}: expected and not there: {}", f.page.url, what);
  }
  const bool leads_on = !page.links.empty();
  if (page.extraction.events.empty() && f.page.offers_seen > 0) {
    f.fetch_class = FetchClass::nothing_found;
  }
  if (page.extraction.events.empty() && !leads_on) look_for_wall(page);
  return page;
}

}  // namespace

ReadPage read_page(Fetched&& fetched, const Settings& settings, Instant now) {
  ReadPage page = read(std::move(fetched), settings, now);
  std::string().swap(page.fetched.result.response.body);  // an assignment would keep the memory
  return page;
}

}  // namespace tocsin::scrape
