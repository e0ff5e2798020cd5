#include "report/catalog.h"

#include <algorithm>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace tocsin::report {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMaxFile = 1U << 20;

}  // namespace

std::vector<Source> sources(const fs::path& folder) {
  std::map<std::string, Source> all;
  for (const EmbeddedFile& file : schema::reports()) {
    const std::string name = fs::path(file.name).stem();
    all[name] = {name, "shipped", std::string(file.content), false};
  }
  if (!folder.empty() && fs::is_directory(folder)) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".sql") continue;
      const std::string name = entry.path().stem();
      const bool overrides = all.contains(name);
      all[name] = {name, entry.path().string(), read_file(entry.path(), kMaxFile), overrides};
    }
  }
  std::vector<Source> out;
  for (auto& [name, source] : all) out.push_back(std::move(source));
  return out;
}

Report find_report(const fs::path& folder, std::string_view name) {
  const std::vector<Source> all = sources(folder);
  std::vector<std::string_view> names;
  for (const Source& s : all) {
    if (s.name == name) return parse_report(s.name, s.text, s.origin);
    names.push_back(s.name);
  }
  const auto near = nearest(name, names);
  fail(Exit::no_input, "there is no report '{}'{}; `tocsin report list` names them all", name,
       near ? fmt::format(" (did you mean '{}'?)", *near) : "");
}

}  // namespace tocsin::report
