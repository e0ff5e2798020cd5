#include "store/migrate.h"

#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/fault.h"

namespace tocsin::store {
namespace {

constexpr std::string_view kLockName = "migrate";
constexpr std::string_view kVersionTable =
    "CREATE TABLE IF NOT EXISTS schema_version ("
    "version INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, "
    "applied_at BIGINT NOT NULL)";

const Query kHasTable("migrate.has_table",
                      "SELECT count(*) FROM sqlite_master WHERE type='table' AND "
                      "name='schema_version'",
                      "SELECT count(*) FROM pg_tables WHERE tablename='schema_version' AND "
                      "schemaname=current_schema()");
const Query kApplied("migrate.applied",
                     "SELECT version, digest, applied_at FROM schema_version ORDER BY version",
                     Reach::whole);
const Query kNewest("migrate.newest", "SELECT max(version) FROM schema_version");
const Query kRecord("migrate.record",
                    "INSERT INTO schema_version (version, name, digest, applied_at) "
                    "VALUES ($1, $2, $3, $4)");

struct Applied {
  std::string digest;
  Instant at;
};

bool has_table(Database& db) {
  Rows rows = db.query(kHasTable);
  return rows.next() && rows.integer(0) > 0;
}

std::map<int, Applied> applied_migrations(Database& db) {
  std::map<int, Applied> out;
  if (!has_table(db)) return out;
  for (Rows rows = db.query(kApplied); rows.next();) {
    out[static_cast<int>(rows.integer(0))] = {rows.string(1), rows.instant(2)};
  }
  return out;
}

void refuse_newer(int database, int program) {
  if (database > program) {
    fail(Exit::unavailable,
         "the database is at version {}, this program knows {}: install the newer tocsin", database,
         program);
  }
}

}  // namespace

std::vector<Migration> migrations(Dialect dialect) {
  std::vector<Migration> out;
  const auto files =
      dialect == Dialect::sqlite ? schema::migrations_sqlite() : schema::migrations_postgres();
  for (const EmbeddedFile& file : files) {
    const std::string_view name = file.name.substr(file.name.rfind('/') + 1);
    out.push_back({std::stoi(std::string(name.substr(0, 4))),
                   name.substr(0, name.size() - std::string_view(".sql").size()), file.content});
  }
  std::sort(out.begin(), out.end(),
            [](const Migration& a, const Migration& b) { return a.version < b.version; });
  return out;
}

std::vector<MigrationStatus> migration_status(Database& db) {
  const auto applied = applied_migrations(db);
  std::vector<MigrationStatus> out;
  for (const Migration& m : migrations(db.dialect())) {
    const auto found = applied.find(m.version);
    out.push_back({m, found == applied.end() ? std::nullopt : std::optional(found->second.at)});
  }
  return out;
}

std::vector<Migration> migrate(Database& db, Instant now, bool dry_run) {
  const auto lock = NamedLock::acquire(db, std::string(kLockName), true);
  const auto known = migrations(db.dialect());
  const auto applied = applied_migrations(db);
  if (!applied.empty()) refuse_newer(applied.rbegin()->first, known.back().version);
  std::vector<Migration> done;
  for (const Migration& m : known) {
    const std::string digest = sha256_hex(m.sql);
    if (const auto found = applied.find(m.version); found != applied.end()) {
      if (found->second.digest != digest) {
        fail(Exit::io, "migration {} was applied with another text than this program carries",
             m.name);
      }
      continue;
    }
    done.push_back(m);
    if (dry_run) continue;
    db.transaction([&] {
      db.script(kVersionTable);
      db.script(m.sql);
      fault_point("migrate.applied");
      db.execute(kRecord, m.version, m.name, digest, now);
    });
  }
  return done;
}

void require_current(Database& db) {
  const int program = migrations(db.dialect()).back().version;
  int database = 0;
  if (has_table(db)) {
    Rows rows = db.query(kNewest);
    if (rows.next()) database = static_cast<int>(rows.integer(0));
  }
  refuse_newer(database, program);
  if (database < program) {
    fail(Exit::unavailable, "the database is at version {}, {} is needed: run `tocsin db migrate`",
         database, program);
  }
}

}  // namespace tocsin::store
