// tocsin-db: migrations, backups and the audit chain.

#include "alert/audit.h"
#include "base/time.h"
#include "cli/run.h"
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
  cli::Tool tool{"db",
                 "Look after the database",
                 {{.name = "migrate",
                   .summary = "Bring the database up to this program's version",
                   .access = cli::Access::create,
                   .options = {},
                   .action = migrate,
                   .job = {}},
                  {.name = "status",
                   .summary = "Show which migrations are applied; 1 if some are missing",
                   .access = cli::Access::create,
                   .options = {},
                   .action = status,
                   .job = {}},
                  {.name = "verify-audit",
                   .summary = "Check the chain of the audit trail; 1 if it is broken",
                   .access = cli::Access::read,
                   .options = {},
                   .action = verify_audit,
                   .job = {}}}};
  return cli::run(tool, argc, argv);
}
