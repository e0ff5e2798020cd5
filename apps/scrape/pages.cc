// scrape add, list, pause, resume, remove: the pages that are watched.

#include "store/pages.h"

#include <set>

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

// Green: all is well; yellow: it waits; red: it failed.
cli::Colour outcome_colour(const OrderedJson& row) {
  const std::string outcome = cli::cell_text(row["outcome"]);
  if (outcome == "ok" || outcome == "not_modified") return cli::Colour::green;
  const bool waits = outcome == "throttled" || outcome == "disallowed" || outcome == "gone";
  return waits ? cli::Colour::yellow : cli::Colour::red;
}

// Dim: nobody waits for it; yellow: it is hot.
cli::Colour pace_colour(const OrderedJson& row) {
  static const std::set<std::string> hot{"on_sale", "urgent", "moving", "sale"};
  const std::string pace = cli::cell_text(row["pace"]);
  if (hot.contains(pace)) return cli::Colour::yellow;
  return pace == "unwatched" || pace == "over" ? cli::Colour::dim : cli::Colour::none;
}

const std::vector<cli::Column>& page_columns() {
  static const std::vector<cli::Column> columns{
      {"url", "PAGE"},
      {"outcome", "LAST", false, outcome_colour},
      {"offers", "OFFERS", true},
      {"interval", "EVERY", true},
      {"pace", "WHY", false, pace_colour},
      {"due_at", "DUE"},
      {"error", "ERROR", false, [](const OrderedJson&) { return cli::Colour::red; }}};
  return columns;
}

OrderedJson page_json(const store::PageRow& p) {
  OrderedJson out{{"url", p.url}, {"platform", p.platform}, {"enabled", p.enabled}};
  out["outcome"] = p.outcome.empty() ? OrderedJson() : OrderedJson(p.outcome);
  out["status"] = p.status ? OrderedJson(*p.status) : OrderedJson();
  out["offers"] = p.offers_seen ? OrderedJson(*p.offers_seen) : OrderedJson();
  out["interval"] = format_duration(std::chrono::round<std::chrono::seconds>(p.interval));
  out["asked_interval"] = p.asked ? OrderedJson(format_duration(*p.asked)) : OrderedJson();
  const std::string pace = p.enabled ? p.pace : "paused";
  out["pace"] = pace.empty() ? OrderedJson() : OrderedJson(pace);
  out["fetched_at"] = time_or_null(p.fetched_at);
  out["ok_at"] = time_or_null(p.ok_at);
  out["changed_at"] = time_or_null(p.changed_at);
  out["due_at"] = p.enabled ? OrderedJson(format_instant(p.due_at)) : OrderedJson();
  out["latency_ms"] = p.latency_ms ? OrderedJson(*p.latency_ms) : OrderedJson();
  out["failures"] = p.failures;
  out["error"] = p.error.empty() ? OrderedJson() : OrderedJson(p.error);
  out["added_by"] = p.added_by;
  return out;
}

// False: there is no such page.
bool change_one(cli::Run& run, store::OfferWriter& writer, PageChange what,
                const std::string& url) {
  switch (what) {
    case PageChange::pause:
      return store::pause_page(run.db(), url);
    case PageChange::resume:
      return store::resume_page(run.db(), url, run.now());
    case PageChange::remove:
      break;
  }
  const auto id = store::remove_page(run.db(), url, run.now());
  if (id) writer.close_unseen(*id, run.now());  // nobody looks after its offers any more
  return id.has_value();
}

std::vector<OrderedJson> page_rows(const std::vector<store::PageRow>& pages) {
  std::vector<OrderedJson> rows;
  for (const store::PageRow& p : pages) rows.push_back(page_json(p));
  return rows;
}

}  // namespace

Exit add(cli::Run& run, const AddOptions& given) {
  const auto shortest = run.config().duration("scrape.min_interval");
  if (given.interval && *given.interval < shortest) {
    fail(Exit::usage, "--interval must be at least {} (scrape.min_interval)",
         format_duration(shortest));
  }
  const Duration usual = run.config().duration("scrape.interval");
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
                    {"interval", given.interval ? OrderedJson(format_duration(*given.interval))
                                                : OrderedJson()}});
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
        row(url, store::add_page(run.db(),
                                 {.url = url.text(),
                                  .platform_id = id,
                                  .asked = given.interval,
                                  .usual = usual,
                                  .added_by = run.actor()},
                                 run.now()));
        store::adopt_page(run.db(), url.text());
        trail.note("page.add", "page", url.text(), {{"interval", rows.back()["interval"]}});
      }
      trail.flush();
    });
  }
  run.out().rows({{"url", "PAGE"}, {"platform", "PLATFORM"}, {"interval", "EVERY"}, {"new", "NEW"}},
                 rows);
  return Exit::ok;
}

Exit list(cli::Run& run, const ListOptions& given) {
  constexpr std::int64_t kPage = 1000;
  store::PageFilter filter;
  filter.platform = given.platform;
  filter.failing = given.failing;
  if (given.due) filter.due = run.now();
  std::vector<OrderedJson> rows;
  for (std::int64_t after = 0;;) {
    const auto pages = store::list_pages(run.db(), filter, after, kPage);
    for (const store::PageRow& p : pages) rows.push_back(page_json(p));
    if (pages.size() < kPage) break;
    after = pages.back().id;
  }
  const bool all = given.platform.empty() && !given.failing && !given.due;
  run.out().rows(page_columns(), rows,
                 all ? "No pages yet: add one with `tocsin scrape add URL`." : "No such page.");
  return Exit::ok;
}

Exit change(cli::Run& run, PageChange what, const std::vector<std::string>& given) {
  std::vector<std::string> urls;
  for (const std::string& text : given) {
    const auto url = net::Url::parse(text);
    urls.push_back(url ? url->text() : text);
  }
  if (run.dry_run()) return Exit::ok;
  auto trail = run.trail();
  run.db().transaction([&] {
    trail.clear();
    store::OfferWriter writer(run.db());
    for (const std::string& url : urls) {
      if (!change_one(run, writer, what, url)) fail(Exit::no_input, "no page {}", url);
      trail.note(fmt::format("page.{}", word(what)), "page", url);
    }
    writer.flush();
    trail.flush();
  });
  return Exit::ok;
}

std::int64_t print_due(cli::Run& run) {
  constexpr std::int64_t kShown = 1000;
  const auto due = store::due_pages(run.db(), run.now(), run.limit().value_or(kShown));
  run.out().rows(page_columns(), page_rows(due), "Nothing is due.");
  return static_cast<std::int64_t>(due.size());
}

}  // namespace tocsin::scrape_tool
