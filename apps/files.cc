// tocsin-files: what ships inside the programs, to read and to copy; a file of the same name in the
// configuration folder stands for it, and one of a name of its own stands beside it.

#include <filesystem>

#include "base/embedded.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/config_keys.h"
#include "cli/run.h"

namespace {

using namespace tocsin;
namespace fs = std::filesystem;

constexpr std::string_view kConfiguration = "tocsin.toml";
constexpr std::string_view kTemplates = "templates/", kTemplate = ".mustache";
// The folders that are read, and what their files end in.
constexpr std::pair<std::string_view, std::string_view> kFolders[] = {
    {"templates", kTemplate}, {"policies", ".toml"}, {"calendars", ".toml"},
    {"platforms", ".toml"},   {"mappings", ".toml"}, {"schedules", ".toml"},
    {"reports", ".sql"}};

std::map<std::string, std::string> shipped_files() {
  std::map<std::string, std::string> out;
  for (const EmbeddedFile& f : shipped::files()) out[std::string(f.name)] = f.content;
  for (const EmbeddedFile& f : schema::reports()) {
    out[fmt::format("reports/{}", f.name)] = f.content;
  }
  out[std::string(kConfiguration)] = cli::sample_configuration();
  return out;
}

std::string content_of(const std::string& name) {
  const auto all = shipped_files();
  const auto found = all.find(name);
  if (found != all.end()) return found->second;
  std::vector<std::string_view> names;
  for (const auto& [known, content] : all) names.push_back(known);
  const auto near = nearest(name, names);
  fail(Exit::no_input, "no file '{}' ships with Tocsin{}; `tocsin files list` names them all", name,
       near ? fmt::format(" (did you mean '{}'?)", *near) : "");
}

// The shipped template in whose place this one speaks to some readers: without its organization,
// region or set, its language and its variant.
std::string general_template(std::string_view name) {
  name.remove_prefix(kTemplates.size());
  for (const std::string_view group : {"organizations/", "regions/", "sets/"}) {
    if (!name.starts_with(group)) continue;
    name.remove_prefix(std::min(name.find('/', group.size()), name.size() - 1) + 1);
  }
  name.remove_suffix(kTemplate.size());
  const auto channel = std::min(name.rfind('/'), name.size());
  name = name.substr(0, std::min(name.find_first_of(".@", channel), name.size()));
  return fmt::format("{}{}{}", kTemplates, name, kTemplate);
}

// Files of the folder that have no shipped counterpart: name and size, sorted.
std::map<std::string, std::uintmax_t> own_files(const fs::path& folder) {
  const auto shipped = shipped_files();
  std::map<std::string, std::uintmax_t> out;
  for (const auto& [name, ending] : kFolders) {
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder / name, ignored)) {
      const std::string relative = entry.path().lexically_relative(folder).generic_string();
      if (!entry.is_regular_file(ignored) || !relative.ends_with(ending)) continue;
      if (!shipped.contains(relative)) out[relative] = entry.file_size(ignored);
    }
  }
  return out;
}

Exit list(cli::Run& run) {
  const fs::path& folder = run.config().directory();
  std::vector<OrderedJson> rows;
  for (const auto& [name, content] : shipped_files()) {
    const bool overridden = !folder.empty() && fs::exists(folder / name);
    OrderedJson row{{"name", name}, {"bytes", content.size()}};
    row["overridden_by"] =
        overridden ? OrderedJson((folder / name).string()) : OrderedJson(nullptr);
    row["stands_for"] = nullptr;
    rows.push_back(row);
  }
  const auto shipped = shipped_files();
  for (const auto& [name, bytes] :
       folder.empty() ? decltype(own_files(folder)){} : own_files(folder)) {
    OrderedJson row{{"name", name}, {"bytes", bytes}, {"overridden_by", nullptr}};
    const std::string general = name.starts_with(kTemplates) ? general_template(name) : "";
    row["stands_for"] =
        shipped.contains(general) ? OrderedJson(general) : OrderedJson("nothing shipped");
    rows.push_back(row);
  }
  run.out().rows({{"name", "NAME"},
                  {"bytes", "BYTES", true},
                  {"overridden_by", "OVERRIDDEN BY"},
                  {"stands_for", "STANDS FOR"}},
                 rows);
  return Exit::ok;
}

Exit show(cli::Run& run, const std::string& name) {
  run.out().raw(content_of(name));
  return Exit::ok;
}

Exit copy(cli::Run& run, const std::string& name, const std::string& to) {
  const std::string content = content_of(name);
  const fs::path target = fs::path(to) / name;
  if (fs::exists(target)) {
    fail(Exit::cannot_create, "{} is there already: it is not overwritten", target.string());
  }
  if (!run.dry_run()) {
    std::error_code failed;
    fs::create_directories(target.parent_path(), failed);
    if (failed) fail(Exit::cannot_create, "{}: {}", target.string(), failed.message());
    write_file(target, content);
  }
  run.out().line(fmt::format("{} {}", run.dry_run() ? "would write" : "wrote", target.string()));
  return Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  std::string name, folder;
  const auto named = [&](cli::Options& o) {
    o.text("name", name, "As `list` has it: reports/failed.sql").required();
  };
  cli::Tool tool{"files",
                 "Shipped templates, policies, platforms and reports",
                 {{.name = "list",
                   .summary = "Name them, and what stands for them",
                   .access = cli::Access::none,
                   .action = list},
                  {.name = "show",
                   .summary = "Print one as it ships",
                   .access = cli::Access::none,
                   .options = named,
                   .action = [&](cli::Run& run) { return show(run, name); }},
                  {.name = "copy",
                   .summary = "Copy one into a folder, to start from",
                   .access = cli::Access::none,
                   .options =
                       [&](cli::Options& o) {
                         named(o);
                         o.text("folder", folder, "The configuration folder").required();
                       },
                   .action = [&](cli::Run& run) { return copy(run, name, folder); }}}};
  return cli::run(tool, argc, argv);
}
