// Backups: taken while others write, verified, rotated; and put back.
//
// SQLite by VACUUM INTO (one consistent state, compacted) and integrity_check; PostgreSQL by
// pg_dump and pg_restore (custom format), which must be installed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/database.h"

namespace tocsin::store {

struct Backup {
  std::filesystem::path file;
  std::uintmax_t bytes = 0;
};

// Where backups of a database go when nobody says otherwise: "backups" beside the SQLite file.
// Exit::config for PostgreSQL, which lies nowhere of ours.
std::filesystem::path default_backup_folder(const DatabaseUrl& url);

// Writes FOLDER/tocsin-YYYYMMDDTHHMMSSZ.db (.dump), readable for its owner only, and verifies it. A
// half-written file never has that name.
Backup back_up(Database& db, const std::filesystem::path& folder, Instant now);
// Keeps the newest `keep` backups of the folder; the files removed.
std::vector<std::filesystem::path> rotate(const std::filesystem::path& folder, std::size_t keep);
// Verifies the file and puts it in the database's place. The SQLite database of before stays
// beside it as PATH.before-restore. Exit::bad_input for a file that is no backup.
void restore(const DatabaseUrl& url, const std::filesystem::path& file);

}  // namespace tocsin::store
