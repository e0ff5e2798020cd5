// scrape add, list, status: the pages that are watched and how their platforms are.

#include "store/pages.h"
#include "base/time.h"
#include "commands.h"
#include "net/url.h"
#include "scrape/run.h"
#include "store/offer_writer.h"
#include "store/offers.h"
#include "store/page_links.h"

namespace tocsin::scrape_tool {
namespace {

OrderedJson time_or_null(std::optional<Instant> t) {
  return t ? OrderedJson(format_instant(*t)) : OrderedJson();
}

const std::vector<cli::Column>& page_columns() {
  static const std::vector<cli::Column> columns{
      {"url", "PAGE"},
      {"platform", "PLATFORM"},
      {"outcome", "LAST"},
      {"offers", "OFFERS", true},
      {"fetched_at", "FETCHED"},
      {"due_at", "DUE"},
      {"error", "ERROR", false, [](const OrderedJson&) { return cli::Colour::red; }}};
  return columns;
}

OrderedJson page_json(const store::PageRow& p) {
  OrderedJson out{{"url", p.url}, {"platform", p.platform}, {"enabled", p.enabled}};
  out["outcome"] = p.outcome.empty() ? OrderedJson() : OrderedJson(p.outcome);
  out["status"] = p.status ? OrderedJson(*p.status) : OrderedJson();
  out["offers"] = p.offers_seen ? OrderedJson(*p.offers_seen) : OrderedJson();
  out["interval"] = format_duration(p.interval);
  out["fetched_at"] = time_or_null(p.fetched_at);
  out["ok_at"] = time_or_null(p.ok_at);
  out["due_at"] = p.enabled ? OrderedJson(format_instant(p.due_at)) : OrderedJson();
  out["latency_ms"] = p.latency_ms ? OrderedJson(*p.latency_ms) : OrderedJson();
  out["failures"] = p.failures;
  out["error"] = p.error.empty() ? OrderedJson() : OrderedJson(p.error);
  out["added_by"] = p.added_by;
  return out;
}

std::vector<OrderedJson> page_rows(const std::vector<store::PageRow>& pages) {
  std::vector<OrderedJson> rows;
  for (const store::PageRow& p : pages) rows.push_back(page_json(p));
  return rows;
}

}  // namespace

Exit add(cli::Run& run, const AddOptions& given) {
  const Duration interval = given.interval.value_or(run.config().duration("scrape.interval"));
  if (interval <= Duration::zero()) fail(Exit::usage, "--interval must be longer than nothing");
  const auto files = platform_files(run);
  const auto platform = [&](const net::Url& url) {
    return platform_of(*files, given.platform, url.text());
  };
  std::vector<net::Url> urls;
  for (const std::string& text : given.urls) {
    auto url = net::Url::parse(text);
    if (!url) fail(Exit::usage, "'{}' is no http or https URL", text);
    // A credential that was pasted with the address is not stored.
    const scrape::Platform* rules = files->find(platform(*url));
    if (rules != nullptr) url = net::Url::parse(rules->storable(url->text()));
    urls.push_back(*url);
  }
  auto trail = run.trail();
  std::vector<OrderedJson> rows;
  const auto row = [&](const net::Url& url, bool is_new) {
    rows.push_back({{"url", url.text()},
                    {"platform", platform(url)},
                    {"new", is_new},
                    {"interval", format_duration(interval)}});
  };
  if (run.dry_run()) {
    for (const net::Url& url : urls) row(url, true);
  } else {
    run.db().transaction([&] {
      trail.clear();
      rows.clear();
      store::OfferWriter writer(run.db());
      for (const net::Url& url : urls) {
        const auto id = writer.platform_id(platform(url), run.now());
        row(url, store::add_page(run.db(), url.text(), id, interval, run.actor(), run.now()));
        store::adopt_page(run.db(), url.text());
        trail.note("page.add", "page", url.text(), {{"interval", format_duration(interval)}});
      }
      trail.flush();
    });
  }
  run.out().rows({{"url", "PAGE"}, {"platform", "PLATFORM"}, {"interval", "EVERY"}, {"new", "NEW"}},
                 rows);
  return Exit::ok;
}

Exit list(cli::Run& run) {
  constexpr std::int64_t kPage = 1000;
  std::vector<OrderedJson> rows;
  for (std::int64_t after = 0;;) {
    const auto pages = store::list_pages(run.db(), after, kPage);
    for (const store::PageRow& p : pages) rows.push_back(page_json(p));
    if (pages.size() < kPage) break;
    after = pages.back().id;
  }
  run.out().rows(page_columns(), rows, "No pages yet: add one with `tocsin scrape add URL`.");
  return Exit::ok;
}

Exit status(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const auto& s : store::platform_status(run.db(), run.now())) {
    OrderedJson row{
        {"platform", s.health.name}, {"pages", s.pages},     {"due", s.due},
        {"in_flight", s.in_flight},  {"failing", s.failing}, {"failures", s.health.failures}};
    row["latency_ms"] =
        s.latency_ms ? OrderedJson(static_cast<std::int64_t>(*s.latency_ms)) : OrderedJson();
    row["last_ok_at"] = time_or_null(s.health.last_ok_at);
    row["next_due_at"] = time_or_null(s.next_due_at);
    row["error"] = s.health.last_error.empty() || s.health.failures == 0
                       ? OrderedJson()
                       : OrderedJson(s.health.last_error);
    rows.push_back(row);
  }
  run.out().rows({{"platform", "PLATFORM"},
                  {"pages", "PAGES", true},
                  {"due", "DUE", true},
                  {"in_flight", "IN FLIGHT", true},
                  {"failing", "FAILING", true,
                   [](const OrderedJson& r) {
                     return r["failing"].get<std::int64_t>() > 0 ? cli::Colour::red
                                                                 : cli::Colour::green;
                   }},
                  {"latency_ms", "LATENCY MS", true},
                  {"last_ok_at", "LAST OK"},
                  {"next_due_at", "NEXT"},
                  {"error", "ERROR"}},
                 rows, "No platforms yet: add a page with `tocsin scrape add URL`.");
  return Exit::ok;
}

std::int64_t print_due(cli::Run& run) {
  constexpr std::int64_t kShown = 1000;
  const auto due = store::due_pages(run.db(), run.now(), run.limit().value_or(kShown));
  run.out().rows(page_columns(), page_rows(due), "Nothing is due.");
  return static_cast<std::int64_t>(due.size());
}

}  // namespace tocsin::scrape_tool
