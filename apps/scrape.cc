// tocsin-scrape: fetch the pages that are due and store what they offer.

#include "base/text.h"
#include "cli/run.h"
#include "cli/version.h"
#include "scrape/commands.h"
#include "scrape/proxies.h"
#include "scrape/render.h"
#include "scrape/run.h"

namespace tocsin::scrape_tool {

scrape::Settings settings_of(const cli::Run& run) {
  const cli::Config& c = run.config();
  scrape::Settings s;
  s.ca_file = c.text("general.ca_file");
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
  s.proxies = split(c.secret("scrape.proxies"), ' ');
  for (const std::string& proxy : s.proxies) {
    if (scrape::is_proxy(proxy)) continue;
    fail(Exit::config, "scrape.proxies: '{}' is no http, https, socks5 or socks5h URL",
         scrape::name_of_proxy(proxy));
  }
  s.proxy_fallback = c.flag("scrape.proxy_fallback");
  s.tell_after = c.integer("scrape.tell_after");
  s.blocked_pause = c.duration("scrape.blocked_pause");
  s.tell_again = c.duration("scrape.tell_again");
  s.blind_after = c.duration("scrape.blind_after");
  s.breaker_after = c.integer("scrape.breaker_after");
  s.pacing.usual = c.duration("scrape.interval");
  s.pacing.min = c.duration("scrape.min_interval");
  s.pacing.max = c.duration("scrape.max_interval");
  s.platform_files = platform_files(run);
  s.platforms = s.platform_files->fetching(c);
  s.browsers = static_cast<int>(std::max<std::int64_t>(1, c.integer("scrape.browsers")));
  return s;
}

scrape::BrowserSettings browsers_of(const cli::Run& run) {
  const cli::Config& c = run.config();
  scrape::BrowserSettings b;
  b.url = c.text("scrape.webdriver_url");
  b.command = c.text("scrape.webdriver_command");
  b.browsers = static_cast<int>(std::max<std::int64_t>(1, c.integer("scrape.browsers")));
  b.arguments = c.list("scrape.browser_arguments");
  b.pictures = c.text("scrape.screenshots");
  if (b.pictures.empty()) {
    b.pictures =
        (cli::default_database(cli::process_environment()).parent_path() / "screenshots").string();
  }
  return b;
}

}  // namespace tocsin::scrape_tool

namespace {

using namespace tocsin;
using namespace tocsin::scrape_tool;

alert::Counts scrape_due(cli::Run& run) {
  if (run.dry_run()) return {{"due", print_due(run)}};
  scrape::Renderer renderer(browsers_of(run));
  return scrape::run(run.db(),
                     {run.now(), run.actor(), run.limit(), settings_of(run), renderer.function()});
}

}  // namespace

int main(int argc, char** argv) {
  AddOptions add_options;
  ListOptions list_options;
  std::vector<std::string> urls;
  PageOptions page;
  TestOptions test_options;
  RobotsOptions robots_options;
  using cli::Access;
  using cli::Options;
  using cli::Run;
  cli::Tool tool{
      "scrape",
      "Fetch the pages that are due and store what they offer",
      {{.name = "", .summary = "", .access = Access::write, .job = scrape_due},
       {.name = "add",
        .summary = "Watch pages",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.texts("url", add_options.urls, "The pages").required();
              o.text("--platform", add_options.platform,
                     "Their platform (default: by its file, else the host)");
              o.duration("--interval", add_options.interval,
                         "How often (default: as often as it is worth)");
            },
        .action = [&](Run& run) { return add(run, add_options); }},
       {.name = "list",
        .summary = "List the pages",
        .access = Access::read,
        .options =
            [&](Options& o) {
              o.text("--platform", list_options.platform, "Only those of this platform");
              o.flag("--failing", list_options.failing, "Only those whose last fetch failed");
              o.flag("--due", list_options.due, "Only those that are due");
            },
        .action = [&](Run& run) { return list(run, list_options); }},
       {.name = "pause",
        .summary = "Fetch pages no more until they are resumed",
        .access = Access::write,
        .options = [&](Options& o) { o.texts("url", urls, "The pages").required(); },
        .action = [&](Run& run) { return change(run, PageChange::pause, urls); }},
       {.name = "resume",
        .summary = "Fetch paused pages again, at once",
        .access = Access::write,
        .options = [&](Options& o) { o.texts("url", urls, "The pages").required(); },
        .action = [&](Run& run) { return change(run, PageChange::resume, urls); }},
       {.name = "remove",
        .summary = "Watch pages no more and close their offers",
        .access = Access::write,
        .options = [&](Options& o) { o.texts("url", urls, "The pages").required(); },
        .action = [&](Run& run) { return change(run, PageChange::remove, urls); }},
       {.name = "status",
        .summary = "Show each platform's health",
        .access = Access::read,
        .action = status},
       {.name = "extract",
        .summary = "Read a saved page and print what it offers; 1 if nothing",
        .access = Access::none,
        .options =
            [&](Options& o) {
              o.text("file", page.file, "The page, - for standard input").required();
              o.text("--url", page.url, "Where it was saved from").required();
              o.text("--platform", page.platform,
                     "Its platform (default: by its file, else the host)");
            },
        .action = [&](Run& run) { return extract(run, page); }},
       {.name = "probe",
        .summary = "Fetch a page, store nothing, print what it offers; 1 if nothing",
        .access = Access::none,
        .options =
            [&](Options& o) {
              o.text("url", page.url, "The page").required();
              o.text("--platform", page.platform,
                     "Its platform (default: by its file, else the host)");
            },
        .action = [&](Run& run) { return probe(run, page); }},
       {.name = "test",
        .summary = "Try a platform file on saved pages; 1 if one gives less than expected",
        .access = Access::none,
        .options =
            [&](Options& o) {
              o.text("platform", test_options.platform, "Its name").required();
              o.texts("file", test_options.files, "Saved pages, or folders of them").required();
            },
        .action = [&](Run& run) { return test(run, test_options); }},
       {.name = "platforms",
        .summary = "List the platform files and what they were checked against",
        .access = Access::none,
        .action = platforms},
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
        .action = [&](Run& run) { return robots(run, robots_options); }}}};
  return cli::run(tool, argc, argv);
}
