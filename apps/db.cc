// tocsin-db: migrations, backups, the audit chain, the secret key.

#include <unistd.h>

#include "alert/audit.h"
#include "base/log.h"
#include "base/time.h"
#include "cli/run.h"
#include "db/commands.h"
#include "store/backup.h"
#include "store/migrate.h"

namespace {

using namespace tocsin;

Exit migrate(cli::Run& run) {
  const auto done = store::migrate(run.db(), run.now(), run.dry_run());
  std::vector<OrderedJson> rows;
  for (const auto& m : done) {
    rows.push_back({{"version", m.version}, {"name", m.name}, {"applied", !run.dry_run()}});
  }
  run.out().rows({{"version", "VERSION", true}, {"name", "NAME"}, {"applied", "APPLIED"}}, rows,
                 "Nothing to migrate.");
  if (done.empty() || run.dry_run()) return Exit::ok;
  auto trail = run.trail();
  run.db().transaction([&] {
    trail.clear();
    for (const auto& m : done) trail.note("database.migrate", "database", m.name);
    trail.flush();
  });
  return Exit::ok;
}

Exit status(cli::Run& run) {
  std::vector<OrderedJson> rows;
  bool current = true;
  for (const auto& s : store::migration_status(run.db())) {
    current = current && s.applied_at.has_value();
    OrderedJson row{{"version", s.migration.version}, {"name", s.migration.name}};
    row["applied_at"] = s.applied_at ? OrderedJson(format_instant(*s.applied_at)) : OrderedJson();
    rows.push_back(row);
  }
  run.out().rows({{"version", "VERSION", true}, {"name", "NAME"}, {"applied_at", "APPLIED"}}, rows);
  return current ? Exit::ok : Exit::no;
}

alert::Counts back_up(cli::Run& run, const std::string& directory) {
  std::filesystem::path folder = directory;
  if (folder.empty()) folder = run.config().text("backup.directory");
  if (folder.empty()) folder = store::default_backup_folder(run.database_url());
  if (run.dry_run()) {
    run.out().line(fmt::format("would write a backup to {}", folder.string()));
    return {};
  }
  const auto backup = store::back_up(run.db(), folder, run.now());
  const auto keep = static_cast<std::size_t>(run.config().integer("backup.keep"));
  const auto removed = store::rotate(folder, keep);
  // Every night's success is no news for cron to mail.
  if (run.verbose() || ::isatty(STDOUT_FILENO) != 0) {
    log::info("", "wrote {}", backup.file.string());
  }
  return {{"bytes", static_cast<std::int64_t>(backup.bytes)},
          {"removed", static_cast<std::int64_t>(removed.size())}};
}

Exit restore(cli::Run& run, const std::string& file, bool yes) {
  const auto url = run.database_url();
  if (run.dry_run()) {
    run.out().line(fmt::format("would put {} in the place of {}", file, url.masked()));
    return Exit::ok;
  }
  if (!yes) {
    fail(Exit::usage, "this replaces {}: stop the jobs, then say --yes", url.masked());
  }
  store::restore(url, file);
  auto trail = run.trail();
  run.db().transaction([&] {
    trail.clear();
    trail.note("database.restore", "database", url.masked(), {{"file", file}});
    trail.flush();
  });
  run.out().line(fmt::format("restored {}", url.masked()));
  return Exit::ok;
}

Exit verify_audit(cli::Run& run) {
  const auto verdict = alert::verify_audit(run.db());
  OrderedJson record{{"entries", verdict.entries}, {"ok", verdict.first_broken == 0}};
  if (verdict.first_broken != 0) {
    record["broken_at"] = verdict.first_broken;
    record["reason"] = verdict.reason;
  }
  run.out().record(record);
  return verdict.first_broken == 0 ? Exit::ok : Exit::no;
}

}  // namespace

int main(int argc, char** argv) {
  std::string directory, file;
  bool yes = false, new_key = false;
  cli::Tool tool{"db",
                 "Look after the database",
                 {{.name = "migrate",
                   .summary = "Bring the database up to this program's version",
                   .access = cli::Access::create,
                   .action = migrate},
                  {.name = "status",
                   .summary = "Show which migrations are applied; 1 if some are missing",
                   .access = cli::Access::outdated,
                   .action = status},
                  {.name = "backup",
                   .summary = "Write, verify and rotate a backup",
                   .access = cli::Access::read,
                   .options =
                       [&](cli::Options& o) {
                         o.text("--directory", directory,
                                "Where to (default: backup.directory, else beside the database)");
                       },
                   .job = [&](cli::Run& run) { return back_up(run, directory); }},
                  {.name = "restore",
                   .summary = "Put a backup in the database's place",
                   .access = cli::Access::read,
                   .options =
                       [&](cli::Options& o) {
                         o.text("file", file, "The backup").required();
                         o.flag("--yes", yes, "Yes, replace the database");
                       },
                   .action = [&](cli::Run& run) { return restore(run, file, yes); }},
                  {.name = "verify-audit",
                   .summary = "Check the chain of the audit trail; 1 if it is broken",
                   .access = cli::Access::read,
                   .action = verify_audit},
                  {.name = "rotate-key",
                   .summary = "Seal every address anew with the current secret key",
                   .access = cli::Access::write,
                   .options =
                       [&](cli::Options& o) {
                         o.flag("--new-key", new_key,
                                "Put a new key in front of the key file first");
                       },
                   .job = [&](cli::Run& run) { return db_tool::rotate_key(run, new_key); }}}};
  return cli::run(tool, argc, argv);
}
