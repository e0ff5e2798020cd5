// The commands of tocsin-scrape, by subject: pages.cc what is watched, status.cc how platforms are,
// read.cc single readings, platforms.cc the platform files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/run.h"
#include "model/words.h"
#include "scrape/browsers.h"
#include "scrape/platform/platforms.h"
#include "scrape/settings.h"

namespace tocsin::scrape_tool {

scrape::Settings settings_of(const cli::Run& run);
scrape::BrowserSettings browsers_of(const cli::Run& run);

// Those that ship and those beside the configuration.
scrape::PlatformFiles platform_files(const cli::Run& run);
// Whose page it is: as given, else whose file says that it is at home there, else the host.
std::string platform_of(const scrape::Platforms& files, const std::string& given,
                        const std::string& url);

struct AddOptions {
  std::vector<std::string> urls;
  std::string platform;
  std::optional<Duration> interval;
};
Exit add(cli::Run& run, const AddOptions& given);

struct ListOptions {
  std::string platform;
  bool failing = false, due = false;
};
Exit list(cli::Run& run, const ListOptions& given);

enum class PageChange { pause, resume, remove };
// 66 if one of them is not there; then nothing is done.
Exit change(cli::Run& run, PageChange what, const std::vector<std::string>& urls);

Exit status(cli::Run& run);
// What a run would fetch; how many pages.
std::int64_t print_due(cli::Run& run);

struct PageOptions {
  std::string file, url, platform;
};
// 1 if the page offers nothing.
Exit extract(cli::Run& run, const PageOptions& given);
Exit probe(cli::Run& run, const PageOptions& given);

// 1 if a page does not give what its platform's file expects.
struct TestOptions {
  std::string platform;
  std::vector<std::string> files;
};
Exit test(cli::Run& run, const TestOptions& given);
Exit platforms(cli::Run& run);

struct RobotsOptions {
  std::string file, agent;
  std::vector<std::string> urls;
};
Exit robots(cli::Run& run, const RobotsOptions& given);

}  // namespace tocsin::scrape_tool

namespace tocsin {
// As the audit trail names them.
TOCSIN_WORDS(scrape_tool::PageChange, "pause", "resume", "remove");
}  // namespace tocsin
