// scrape platforms, test: the platform files there are, and one of them tried on saved pages.

#include "scrape/platform/platforms.h"

#include <filesystem>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "commands.h"
#include "scrape/platform/page_test.h"
#include "scrape/run.h"

namespace tocsin::scrape_tool {
namespace {

namespace fs = std::filesystem;

OrderedJson text_or_null(const std::string& text) {
  return text.empty() ? OrderedJson() : OrderedJson(text);
}

OrderedJson platform_json(const scrape::Platforms::File& file) {
  const scrape::Platform& p = file.platform;
  OrderedJson out{{"platform", file.name}, {"title", p.title}, {"file", file.origin}};
  out["checked_against"] = p.provenance.checked_against;
  out["checked_on"] = text_or_null(p.provenance.checked_on);
  out["terms_reviewed"] = text_or_null(p.provenance.terms_reviewed);
  out["unverified"] = text_or_null(p.provenance.unverified);
  OrderedJson urls = OrderedJson::array();
  for (const auto& pattern : p.urls) urls.push_back(pattern.text());
  out["urls"] = urls;
  out["fault"] = text_or_null(file.fault);
  return out;
}

// A saved page and the test that is for it.
struct Trial {
  std::string path;
  const scrape::PageTest* test = nullptr;
};

// A folder stands for every page in it that the platform file has a test for.
std::vector<Trial> trials_of(const scrape::Platform& platform,
                             const std::vector<std::string>& paths) {
  std::vector<Trial> out;
  for (const std::string& path : paths) {
    if (!fs::is_directory(path)) {
      const scrape::PageTest* test = scrape::test_for(platform, fs::path(path).generic_string());
      if (test == nullptr) {
        fail(Exit::no_input, "{} has no [[test]] for {}", platform.origin, path);
      }
      out.push_back({path, test});
      continue;
    }
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(path, ignored)) {
      const scrape::PageTest* test = scrape::test_for(platform, entry.path().generic_string());
      if (test != nullptr && entry.is_regular_file(ignored)) {
        out.push_back({entry.path().string(), test});
      }
    }
  }
  std::sort(out.begin(), out.end(), [](const Trial& a, const Trial& b) { return a.path < b.path; });
  return out;
}

OrderedJson comparison_json(const scrape::Comparison& c, const std::string& path) {
  OrderedJson row{{"page", fs::path(path).filename().string()}};
  row["event"] = text_or_null(c.event);
  row["field"] = c.field;
  row["expected"] = c.expected;
  row["found"] = text_or_null(c.found);
  row["ok"] = c.met;
  return row;
}

}  // namespace

scrape::PlatformFiles platform_files(const cli::Run& run) {
  auto files = std::make_shared<const scrape::Platforms>(
      scrape::Platforms::load(run.config().folder("platforms")));
  for (const auto& [name, file] : files->files()) {
    if (!file.fault.empty()) log::warning("", "{}", file.fault);
  }
  return files;
}

std::string platform_of(const scrape::Platforms& files, const std::string& given,
                        const std::string& url) {
  if (!given.empty()) return given;
  const auto parsed = net::Url::parse(url);
  const scrape::Platform* at_home = parsed ? files.find_for_url(parsed->text()) : nullptr;
  return at_home == nullptr ? scrape::platform_of(url) : at_home->name;
}

Exit platforms(cli::Run& run) {
  std::vector<OrderedJson> rows;
  const auto files = platform_files(run);
  for (const auto& [name, file] : files->files()) {
    OrderedJson row = platform_json(file);
    row["state"] = !file.fault.empty()                           ? "faulty"
                   : file.platform.provenance.unverified.empty() ? "checked"
                                                                 : "unverified";
    rows.push_back(row);
  }
  const auto colour = [](const OrderedJson& row) {
    return row["state"] == "faulty"    ? cli::Colour::red
           : row["state"] == "checked" ? cli::Colour::green
                                       : cli::Colour::yellow;
  };
  run.out().rows({{"platform", "PLATFORM"},
                  {"title", "TITLE"},
                  {"state", "STATE", false, colour},
                  {"checked_on", "CHECKED ON"},
                  {"terms_reviewed", "TERMS REVIEWED"},
                  {"file", "FILE"}},
                 rows);
  return Exit::ok;
}

Exit test(cli::Run& run, const TestOptions& given) {
  const auto files = platform_files(run);
  const scrape::Platform* platform = files->find(given.platform);
  if (platform == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& [name, file] : files->files()) names.push_back(name);
    const auto near = nearest(given.platform, names);
    fail(Exit::no_input, "there is no platform file '{}'{}", given.platform,
         near ? fmt::format(" (did you mean '{}'?)", *near) : "");
  }
  const auto trials = trials_of(*platform, given.files);
  if (trials.empty())
    fail(Exit::no_input, "none of the pages is one that {} has a test for", platform->origin);
  std::vector<OrderedJson> rows;
  bool met = true;
  for (const Trial& trial : trials) {
    const auto result =
        scrape::try_on_page(*platform, *trial.test, read_file(trial.path), run.now());
    for (const std::string& problem : result.reading.extraction.problems) {
      log::info("", "{}: {}", trial.path, problem);
    }
    for (const scrape::Comparison& c : result.rows) rows.push_back(comparison_json(c, trial.path));
    met = met && result.met;
  }
  run.out().rows({{"page", "PAGE"},
                  {"event", "EVENT"},
                  {"field", "FIELD"},
                  {"expected", "EXPECTED"},
                  {"found", "FOUND"},
                  {"ok", "OK", false,
                   [](const OrderedJson& row) {
                     return row["ok"].get<bool>() ? cli::Colour::green : cli::Colour::red;
                   }}},
                 rows);
  return met ? Exit::ok : Exit::no;
}

}  // namespace tocsin::scrape_tool
