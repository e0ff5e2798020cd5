// tocsin-files: what ships inside the programs, to read and to copy; a file of the same name in the
// configuration folder stands for it.

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

Exit list(cli::Run& run) {
  const fs::path& folder = run.config().directory();
  std::vector<OrderedJson> rows;
  for (const auto& [name, content] : shipped_files()) {
    const bool overridden = !folder.empty() && fs::exists(folder / name);
    OrderedJson row{{"name", name}, {"bytes", content.size()}};
    row["overridden_by"] =
        overridden ? OrderedJson((folder / name).string()) : OrderedJson(nullptr);
    rows.push_back(row);
  }
  run.out().rows({{"name", "NAME"}, {"bytes", "BYTES", true}, {"overridden_by", "OVERRIDDEN BY"}},
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
                 "Shipped templates, reports and policies",
                 {{.name = "list",
                   .summary = "Name them, and what stands for them",
                   .access = cli::Access::none,
                   .options = {},
                   .action = list,
                   .job = {}},
                  {.name = "show",
                   .summary = "Print one as it ships",
                   .access = cli::Access::none,
                   .options = named,
                   .action = [&](cli::Run& run) { return show(run, name); },
                   .job = {}},
                  {.name = "copy",
                   .summary = "Copy one into a folder, to start from",
                   .access = cli::Access::none,
                   .options =
                       [&](cli::Options& o) {
                         named(o);
                         o.text("folder", folder, "The configuration folder").required();
                       },
                   .action = [&](cli::Run& run) { return copy(run, name, folder); },
                   .job = {}}}};
  return cli::run(tool, argc, argv);
}
