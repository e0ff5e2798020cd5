// scrape extract, probe, robots: one page or one robots.txt read for a person; nothing is stored.

#include "base/file.h"
#include "base/log.h"
#include "commands.h"
#include "model/offer_json.h"
#include "net/robots.h"
#include "net/url.h"
#include "scrape/platform/reading.h"
#include "scrape/render.h"
#include "scrape/run.h"

namespace tocsin::scrape_tool {
namespace {

// What was found, as offer records or as a table; `no` if it was nothing.
Exit print_extraction(cli::Run& run, const scrape::Extraction& extraction,
                      const std::string& platform) {
  for (const std::string& problem : extraction.problems) log::warning("", "{}", problem);
  std::vector<OrderedJson> rows;
  for (const auto& found : extraction.events) {
    Observation o{platform, found.event, {}, run.now()};
    if (found.offers.empty()) rows.push_back(offer_record(o));
    for (const OfferFacts& offer : found.offers) {
      o.offer = offer;
      rows.push_back(offer_record(o));
    }
  }
  if (run.out().format() == cli::Format::json) {
    for (const OrderedJson& row : rows) run.out().json_line(row);
  } else {
    std::vector<OrderedJson> flat;
    for (const OrderedJson& r : rows) {
      const OrderedJson& offer = r["offer"];
      OrderedJson row{
          {"event", r["event"]["name"]},
          {"starts_at", r["event"].value("starts_at", "")},
          {"venue", r["event"].contains("venue") ? r["event"]["venue"].value("name", "") : ""}};
      for (const auto* key : {"section", "row", "quantity", "price", "availability"}) {
        row[key] = offer.is_object() && offer.contains(key) ? offer[key] : OrderedJson();
      }
      flat.push_back(row);
    }
    run.out().rows({{"event", "EVENT"},
                    {"starts_at", "STARTS"},
                    {"venue", "VENUE"},
                    {"section", "SECTION"},
                    {"row", "ROW"},
                    {"quantity", "N", true},
                    {"price", "PRICE", true},
                    {"availability", "AVAILABILITY"}},
                   flat, "No events found.");
  }
  return rows.empty() ? Exit::no : Exit::ok;
}

}  // namespace

Exit extract(cli::Run& run, const PageOptions& given) {
  const auto files = platform_files(run);
  const std::string platform = platform_of(*files, given.platform, given.url);
  const std::string bytes = read_file(given.file);
  const scrape::PageInput page{bytes, given.url, "", run.now()};
  const scrape::Platform* rules = files->find(platform);
  return print_extraction(
      run, rules == nullptr ? extract_page(page) : read_platform_page(*rules, page).extraction,
      platform);
}

Exit probe(cli::Run& run, const PageOptions& given) {
  const scrape::Settings settings = settings_of(run);
  const std::string platform = platform_of(*settings.platform_files, given.platform, given.url);
  (void)settings.platform_files->find(platform);  // a fault in its file is told before it is asked
  scrape::Renderer renderer(browsers_of(run));
  const auto probed = scrape::probe(given.url, platform, settings, run.now(), renderer.function());
  if (!probed.error.empty()) fail(Exit::unavailable, "{}: {}", given.url, probed.error);
  return print_extraction(run, probed.extraction, platform);
}

Exit robots(cli::Run& run, const RobotsOptions& given) {
  constexpr std::size_t kLimit = 1U << 20;
  const auto rules = net::RobotsFile::parse(read_file(given.file, kLimit));
  std::vector<net::Url> urls;
  for (const std::string& text : given.urls) {
    // A bare path is what robots.txt talks about anyway.
    const auto url = net::Url::parse(text.starts_with('/') ? "http://host" + text : text);
    if (!url) fail(Exit::usage, "'{}' is no URL", text);
    urls.push_back(*url);
  }
  for (std::size_t i = 0; i < urls.size(); ++i) {
    const bool allowed = rules.allows(given.agent, urls[i].path_and_query());
    const std::string verdict = allowed ? "allowed" : "disallowed";
    if (run.out().format() == cli::Format::json) {
      run.out().json_line({{"url", given.urls[i]}, {"verdict", verdict}});
    } else {
      run.out().raw(verdict + "\n");
    }
  }
  return Exit::ok;
}

}  // namespace tocsin::scrape_tool
