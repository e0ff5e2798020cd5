// Migrations: embedded, forward only, recorded with the digest of their text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace tocsin::store {

struct Migration {
  int version = 0;        // NNNN of the file name
  std::string_view name;  // "0001-house"
  std::string_view sql;
};

struct MigrationStatus {
  Migration migration;
  std::optional<Instant> applied_at;
};

// Those this program carries for the dialect, in order.
std::vector<Migration> migrations(Dialect dialect);
std::vector<MigrationStatus> migration_status(Database& db);
// Applies what is missing, each in a transaction of its own; the ones applied. Safe to run from
// several hosts at once. Exit::unavailable if the database is newer than this program, Exit::io if
// a recorded migration differs from ours.
std::vector<Migration> migrate(Database& db, Instant now, bool dry_run);
// What every tool asks before it works: Exit::unavailable with what to do unless the database is
// exactly as new as this program.
void require_current(Database& db);

}  // namespace tocsin::store
