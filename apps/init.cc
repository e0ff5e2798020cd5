// tocsin-init: a commented configuration and an empty database; asks nothing.

#include <filesystem>

#include "base/file.h"
#include "cli/config_keys.h"
#include "cli/run.h"
#include "store/migrate.h"

namespace {

using namespace tocsin;

Exit init(cli::Run& run) {
  namespace fs = std::filesystem;
  const fs::path file = run.config_file() ? fs::path(*run.config_file())
                                          : cli::default_config_file(cli::process_environment());
  const bool write_file = !fs::exists(file);
  if (run.dry_run()) {
    run.out().line(fmt::format("would {} {}", write_file ? "write" : "keep", file.string()));
    run.out().line(fmt::format("would make {}", run.database_url().masked()));
    return Exit::ok;
  }
  if (write_file) {
    std::error_code failed;
    if (file.has_parent_path()) fs::create_directories(file.parent_path(), failed);
    if (failed) fail(Exit::cannot_create, "{}: {}", file.string(), failed.message());
    tocsin::write_file(file, cli::sample_configuration(), 0640);
  }
  run.out().line(fmt::format("{} {}", write_file ? "wrote" : "kept", file.string()));
  const auto applied = store::migrate(run.db(), run.now(), false);
  run.out().line(
      fmt::format("{} {}", applied.empty() ? "kept" : "made", run.database_url().masked()));
  auto trail = run.trail();
  run.db().transaction([&] {
    trail.clear();
    trail.note("database.init", "database", run.database_url().masked());
    trail.flush();
  });
  return Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  cli::Tool tool{"init",
                 "Write a commented configuration and make the database",
                 {{.name = "",
                   .summary = "",
                   .access = cli::Access::create,
                   .options = {},
                   .action = init,
                   .job = {}}}};
  return cli::run(tool, argc, argv);
}
