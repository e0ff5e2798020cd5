// tocsin-init: a commented configuration, a secret key and an empty database; asks nothing.

#include <filesystem>
#include <functional>

#include "base/file.h"
#include "base/key_ring.h"
#include "cli/config_keys.h"
#include "cli/run.h"
#include "store/migrate.h"

namespace {

using namespace tocsin;

namespace fs = std::filesystem;

// Writes the file unless it is there, and says which.
void provide(cli::Run& run, const fs::path& file, unsigned mode,
             const std::function<std::string()>& content) {
  const bool there = fs::exists(file);
  if (run.dry_run()) {
    run.out().line(fmt::format("would {} {}", there ? "keep" : "write", file.string()));
    return;
  }
  if (!there) {
    std::error_code failed;
    if (file.has_parent_path()) fs::create_directories(file.parent_path(), failed);
    if (failed) fail(Exit::cannot_create, "{}: {}", file.string(), failed.message());
    write_file(file, content(), mode);
  }
  run.out().line(fmt::format("{} {}", there ? "kept" : "wrote", file.string()));
}

std::string key_file_content() {
  return "# Secret key of Tocsin, see tocsin-security(7). What it sealed is lost without it: keep "
         "a\n"
         "# copy, but not beside the backups.\n" +
         KeyRing::new_key() + "\n";
}

Exit init(cli::Run& run) {
  const fs::path file = run.config_file() ? fs::path(*run.config_file())
                                          : cli::default_config_file(cli::process_environment());
  provide(run, file, 0640, cli::sample_configuration);
  const std::string key_origin = run.config().origin("security.secret_key");
  if (key_origin.starts_with("environment ")) {
    run.out().line(fmt::format("the secret key is that of the {}", key_origin));
  } else {
    provide(run, cli::key_file_beside(file), 0600, key_file_content);
  }
  if (run.dry_run()) {
    run.out().line(fmt::format("would make {}", run.database_url().masked()));
    return Exit::ok;
  }
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
                 "Write a commented configuration and a secret key, make the database",
                 {{.name = "", .summary = "", .access = cli::Access::create, .action = init}}};
  return cli::run(tool, argc, argv);
}
