#include "store/backup.h"

#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/fault.h"
#include "base/time.h"

namespace tocsin::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "tocsin-";

// A client program of PostgreSQL; the password goes by its environment.
void run_program(const std::vector<std::string>& words, const std::string& password) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    variables.push_back(*variable);
  }
  std::string secret = "PGPASSWORD=" + password;
  if (!password.empty()) variables.push_back(secret.data());
  variables.push_back(nullptr);
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), variables.data());
  if (failed != 0) {
    fail(Exit::unavailable, "{}: {} (install postgresql-client)", words[0], std::strerror(failed));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) fail(Exit::io, "{} failed; its message stands above", words[0]);
}

void verify_sqlite(const fs::path& file) {
  Database copy(DatabaseUrl{Dialect::sqlite, file.string()}, {.read_only = true});
  Rows verdict = copy.query_text("PRAGMA integrity_check", {});
  if (!verdict.next() || verdict.text(0) != "ok") {
    fail(Exit::bad_input, "{}: {}", file.string(), verdict.text(0));
  }
  Rows tables = copy.query_text(
      "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'", {});
  if (!tables.next() || tables.integer(0) == 0) {
    fail(Exit::bad_input, "{} is no database of Tocsin's", file.string());
  }
}

// Reads the whole archive, so that a torn one is found.
void verify_postgres(const fs::path& file) {
  run_program({"pg_restore", "--file=/dev/null", file.string()}, "");
}

void copy_database(Database& db, const fs::path& to) {
  if (db.dialect() == Dialect::postgres) {
    const OpenUrl server = without_password(db.url().target);
    run_program({"pg_dump", "--format=custom", "--file=" + to.string(), "--dbname", server.url},
                server.password);
    return verify_postgres(to);
  }
  std::string quoted = to.string();
  for (std::size_t i = 0; (i = quoted.find('\'', i)) != std::string::npos; i += 2) {
    quoted.insert(i, 1, '\'');
  }
  db.script("VACUUM INTO '" + quoted + "'");
  verify_sqlite(to);
}

std::string file_name(Instant now, Dialect dialect) {
  std::string stamp = format_instant(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  return fmt::format("{}{}.{}", kPrefix, stamp, dialect == Dialect::sqlite ? "db" : "dump");
}

}  // namespace

fs::path default_backup_folder(const DatabaseUrl& url) {
  if (url.dialect == Dialect::postgres) {
    fail(Exit::config, "where should backups go? Set backup.directory or give --directory");
  }
  return fs::absolute(url.target).parent_path() / "backups";
}

Backup back_up(Database& db, const fs::path& folder, Instant now) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) fail(Exit::cannot_create, "{}: {}", folder.string(), failed.message());
  const fs::path file = folder / file_name(now, db.dialect());
  if (fs::exists(file)) fail(Exit::cannot_create, "{} is already there", file.string());
  const fs::path partial = file.string() + ".partial";
  fs::remove(partial, failed);
  const mode_t old_mask = ::umask(0077);
  try {
    copy_database(db, partial);
  } catch (...) {
    ::umask(old_mask);
    fs::remove(partial, failed);
    throw;
  }
  ::umask(old_mask);
  fault_point("backup.written");
  fs::rename(partial, file);
  return {file, fs::file_size(file)};
}

std::vector<fs::path> rotate(const fs::path& folder, std::size_t keep) {
  std::vector<fs::path> backups;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string extension = entry.path().extension().string();
    if (entry.path().filename().string().starts_with(kPrefix) &&
        (extension == ".db" || extension == ".dump")) {
      backups.push_back(entry.path());
    }
  }
  // The time is in the name, so names in order are backups in order.
  std::sort(backups.rbegin(), backups.rend());
  if (backups.size() <= keep) return {};
  std::vector<fs::path> surplus(backups.begin() + static_cast<std::ptrdiff_t>(keep), backups.end());
  for (const fs::path& file : surplus) fs::remove(file);
  return surplus;
}

void restore(const DatabaseUrl& url, const fs::path& file) {
  if (!fs::exists(file)) fail(Exit::no_input, "{}: no such file", file.string());
  if (url.dialect == Dialect::postgres) {
    verify_postgres(file);
    const OpenUrl server = without_password(url.target);
    return run_program({"pg_restore", "--clean", "--if-exists", "--no-owner",
                        "--single-transaction", "--dbname", server.url, file.string()},
                       server.password);
  }
  verify_sqlite(file);
  const fs::path target = url.target;
  const fs::path partial = url.target + ".partial";
  fs::copy_file(file, partial, fs::copy_options::overwrite_existing);
  if (fs::exists(target)) {
    // Brings what other programs committed into the main file, and fails while they are at it.
    Database current(url);
    current.script("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  if (fs::exists(target)) fs::rename(target, url.target + ".before-restore");
  for (const auto* suffix : {"-wal", "-shm"}) fs::remove(url.target + suffix);
  fault_point("restore.moved");
  fs::rename(partial, target);
  Database restored(url);
  restored.script("PRAGMA journal_mode=WAL");
}

}  // namespace tocsin::store
