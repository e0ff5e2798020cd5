// The commands of tocsin-scrape, by subject: pages.cc what is watched, read.cc single readings.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/run.h"
#include "scrape/settings.h"

namespace tocsin::scrape_tool {

scrape::Settings settings_of(const cli::Run& run);

struct AddOptions {
  std::vector<std::string> urls;
  std::string platform;
  std::optional<Duration> interval;
};
Exit add(cli::Run& run, const AddOptions& given);
Exit list(cli::Run& run);
Exit status(cli::Run& run);
// What a run would fetch; how many pages.
std::int64_t print_due(cli::Run& run);

struct PageOptions {
  std::string file, url, platform;
};
// 1 if the page offers nothing.
Exit extract(cli::Run& run, const PageOptions& given);
Exit probe(cli::Run& run, const PageOptions& given);

struct RobotsOptions {
  std::string file, agent;
  std::vector<std::string> urls;
};
Exit robots(cli::Run& run, const RobotsOptions& given);

}  // namespace tocsin::scrape_tool
