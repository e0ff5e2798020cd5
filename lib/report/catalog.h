// The reports there are: those shipped, and a folder's that override them or add to them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "report/definition.h"

namespace tocsin::report {

struct Source {
  std::string name;    // "failed" for failed.sql
  std::string origin;  // the file, or "shipped"
  std::string text;
  bool overrides = false;  // a file that stands for a shipped report
};

// By name. `folder` is where own reports are (CONFIG/reports); it need not exist.
std::vector<Source> sources(const std::filesystem::path& folder);

// Exit::no_input with the nearest name for one that is not there; Exit::config for a bad file.
Report find_report(const std::filesystem::path& folder, std::string_view name);

}  // namespace tocsin::report
