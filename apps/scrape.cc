// tocsin-scrape: fetch the pages that are due and store what they offer.

#include "scrape/run.h"

#include "base/file.h"
#include "base/log.h"
#include "base/time.h"
#include "cli/run.h"
#include "cli/version.h"
#include "model/offer_json.h"
#include "net/robots.h"
#include "net/url.h"
#include "store/offers.h"
#include "store/pages.h"

namespace {

using namespace tocsin;

scrape::Settings settings_of(const cli::Run& run) {
  const cli::Config& c = run.config();
  scrape::Settings s;
  s.user_agent = c.text("scrape.user_agent");
  if (s.user_agent.empty()) {
    const std::string home = c.text("general.public_url");
    s.user_agent =
        fmt::format("Tocsin/{}{}", cli::kVersion, home.empty() ? "" : " (+" + home + ")");
  }
  s.respect_robots = c.flag("scrape.respect_robots");
  s.allow_private = c.flag("scrape.allow_private");
  s.jobs = static_cast<int>(run.jobs().value_or(c.integer("scrape.jobs")));
  s.host_jobs = static_cast<int>(c.integer("scrape.host_jobs"));
  s.host_delay = c.duration("scrape.host_delay");
  s.connect_timeout = c.duration("scrape.connect_timeout");
  s.timeout = c.duration("scrape.timeout");
  s.max_body = static_cast<std::size_t>(c.integer("scrape.max_body"));
  s.max_redirects = static_cast<int>(c.integer("scrape.max_redirects"));
  s.retry_base = c.duration("scrape.retry_base");
  s.retry_max = c.duration("scrape.retry_max");
  s.tell_after = c.integer("scrape.tell_after");
  return s;
}

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

alert::Counts scrape_due(cli::Run& run) {
  constexpr std::int64_t kShown = 1000;
  if (run.dry_run()) {
    const auto due = store::due_pages(run.db(), run.now(), run.limit().value_or(kShown));
    run.out().rows(page_columns(), page_rows(due), "Nothing is due.");
    return {{"due", static_cast<std::int64_t>(due.size())}};
  }
  return scrape::run(run.db(), {run.now(), run.actor(), run.limit(), settings_of(run)});
}

struct AddOptions {
  std::vector<std::string> urls;
  std::string platform;
  std::optional<Duration> interval;
};

Exit add(cli::Run& run, const AddOptions& given) {
  const Duration interval = given.interval.value_or(run.config().duration("scrape.interval"));
  if (interval <= Duration::zero()) fail(Exit::usage, "--interval must be longer than nothing");
  std::vector<net::Url> urls;
  for (const std::string& text : given.urls) {
    const auto url = net::Url::parse(text);
    if (!url) fail(Exit::usage, "'{}' is no http or https URL", text);
    urls.push_back(*url);
  }
  const auto platform = [&](const net::Url& url) {
    return given.platform.empty() ? scrape::platform_of(url.text()) : given.platform;
  };
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

struct PageOptions {
  std::string file, url, platform;
};

Exit extract(cli::Run& run, const PageOptions& given) {
  const std::string platform =
      given.platform.empty() ? scrape::platform_of(given.url) : given.platform;
  const std::string bytes = read_file(given.file);
  return print_extraction(run, scrape::extract_page({bytes, given.url, ""}), platform);
}

Exit probe(cli::Run& run, const PageOptions& given) {
  const auto probed = scrape::probe(given.url, settings_of(run), run.now());
  if (!probed.error.empty()) fail(Exit::unavailable, "{}: {}", given.url, probed.error);
  return print_extraction(run, probed.extraction,
                          given.platform.empty() ? scrape::platform_of(given.url) : given.platform);
}

struct RobotsOptions {
  std::string file, agent;
  std::vector<std::string> urls;
};

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

}  // namespace

int main(int argc, char** argv) {
  AddOptions add_options;
  PageOptions page;
  RobotsOptions robots_options;
  using cli::Access;
  using cli::Options;
  using cli::Run;
  cli::Tool tool{"scrape",
                 "Fetch the pages that are due and store what they offer",
                 {{.name = "",
                   .summary = "",
                   .access = Access::write,
                   .options = {},
                   .action = {},
                   .job = scrape_due},
                  {.name = "add",
                   .summary = "Watch pages",
                   .access = Access::write,
                   .options =
                       [&](Options& o) {
                         o.texts("url", add_options.urls, "The pages").required();
                         o.text("--platform", add_options.platform,
                                "Their platform (default: the host)");
                         o.duration("--interval", add_options.interval,
                                    "How often (default: scrape.interval)");
                       },
                   .action = [&](Run& run) { return add(run, add_options); },
                   .job = {}},
                  {.name = "list",
                   .summary = "List the pages",
                   .access = Access::read,
                   .options = {},
                   .action = list,
                   .job = {}},
                  {.name = "status",
                   .summary = "Show each platform's health",
                   .access = Access::read,
                   .options = {},
                   .action = status,
                   .job = {}},
                  {.name = "extract",
                   .summary = "Read a saved page and print what it offers; 1 if nothing",
                   .access = Access::none,
                   .options =
                       [&](Options& o) {
                         o.text("file", page.file, "The page, - for standard input").required();
                         o.text("--url", page.url, "Where it was saved from").required();
                         o.text("--platform", page.platform, "Its platform (default: the host)");
                       },
                   .action = [&](Run& run) { return extract(run, page); },
                   .job = {}},
                  {.name = "probe",
                   .summary = "Fetch a page, store nothing, print what it offers; 1 if nothing",
                   .access = Access::none,
                   .options =
                       [&](Options& o) {
                         o.text("url", page.url, "The page").required();
                         o.text("--platform", page.platform, "Its platform (default: the host)");
                       },
                   .action = [&](Run& run) { return probe(run, page); },
                   .job = {}},
                  {.name = "robots",
                   .summary = "Say what a robots.txt allows",
                   .access = Access::none,
                   .options =
                       [&](Options& o) {
                         o.text("file", robots_options.file, "The robots.txt, - for standard input")
                             .required();
                         o.text("--agent", robots_options.agent, "The user agent").required();
                         o.texts("--url", robots_options.urls, "URLs or paths").required();
                       },
                   .action = [&](Run& run) { return robots(run, robots_options); },
                   .job = {}}}};
  return cli::run(tool, argc, argv);
}
