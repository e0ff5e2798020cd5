// All platform files there are: those that ship, and the operator's own in the folder platforms/ of
// the configuration, which stand for shipped ones of the same name.
//
// A file with a fault spoils nothing but its own platform: the fault is thrown where that platform
// is asked for. Never changes once loaded: safe to use from any thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/config_reader.h"
#include "scrape/platform/rules.h"

namespace tocsin::scrape {

class Platforms {
 public:
  struct File {
    std::string name, origin;
    bool own = false;   // the operator's
    std::string fault;  // "platforms/x.toml:3: …"; empty: `platform` counts
    Platform platform;
  };

  // `folder` is that of the platform files; empty or not there: only those that ship.
  static Platforms load(const std::filesystem::path& folder);
  // One more, for tests.
  void add(File file) { files_.insert_or_assign(file.name, std::move(file)); }

  // Null where no file has this name; Exit::config where it has a fault.
  const Platform* find(std::string_view name) const;
  // Do its pages lead to others? Asks nothing of a file with a fault.
  bool leads_on(std::string_view name) const;
  // Which platform is at home at this URL, the operator's own first; null: none.
  const Platform* find_for_url(std::string_view url) const;
  const std::map<std::string, File, std::less<>>& files() const { return files_; }

  // How each is fetched, with the credentials the configuration has for it.
  FetchingOf fetching(const ConfigReader& config) const;

 private:
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace tocsin::scrape
