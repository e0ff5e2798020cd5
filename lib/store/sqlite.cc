// The SQLite driver: WAL, full sync, foreign keys; BEGIN IMMEDIATE for writers.

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <map>

#include "base/error.h"
#include "store/driver.h"

namespace tocsin::store {
namespace {

[[noreturn]] void fail_with(sqlite3* db, int code, std::string_view doing) {
  const std::string why = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      fail(Exit::temporary, "{}: the database is locked by another program; try again", doing);
    case SQLITE_FULL:
      fail(Exit::io, "{}: the disk is full", doing);
    case SQLITE_READONLY:
      fail(Exit::not_allowed, "{}: the database is read-only ({})", doing, why);
    case SQLITE_PERM:
    case SQLITE_AUTH:
      fail(Exit::not_allowed, "{}: {}", doing, why);
    case SQLITE_CANTOPEN:
      fail(Exit::cannot_create, "{}: {}", doing, why);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      fail(Exit::bad_input, "{}: {}", doing, why);
    case SQLITE_IOERR:
      fail(Exit::io, "{}: {}", doing, why);
    case SQLITE_INTERRUPT:
      fail(Exit::temporary, "{}: took too long", doing);
    default:
      fail(Exit::software, "{}: {}", doing, why);
  }
}

// SQLite numbers $1 by first appearance; ?1 is the number itself.
std::string with_numbered_parameters(std::string_view sql) {
  std::string out(sql);
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    if (out[i] == '\'') quoted = !quoted;
    if (!quoted && out[i] == '$' && out[i + 1] >= '0' && out[i + 1] <= '9') out[i] = '?';
  }
  return out;
}

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(sqlite3* db, std::string_view sql) : db_(db) {
    const std::string text = with_numbered_parameters(sql);
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(db_, text.data(), static_cast<int>(text.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement_, &tail);
    if (code != SQLITE_OK) fail_with(db_, code, "query");
    if (statement_ == nullptr) fail(Exit::bad_input, "query: empty");
    const std::string_view rest(tail, text.data() + text.size() - tail);
    if (rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
      sqlite3_finalize(statement_);
      fail(Exit::bad_input, "query: more than one statement");
    }
    if (sqlite3_column_count(statement_) == 0) text_lives_ = SQLITE_STATIC;
  }
  ~SqliteStatement() override { sqlite3_finalize(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void start(std::span<const Value> values) override {
    for (std::size_t i = 0; i < values.size(); ++i) bind(static_cast<int>(i + 1), values[i]);
    step();
  }
  bool next() override {
    if (!fresh_row_ && row_) step();
    fresh_row_ = false;
    return row_;
  }
  void reset() override {
    sqlite3_reset(statement_);
    row_ = fresh_row_ = false;
  }
  std::int64_t changed() const override { return sqlite3_changes64(db_); }
  std::optional<std::int64_t> inserted() override {
    if (changed() == 0) return std::nullopt;
    return sqlite3_last_insert_rowid(db_);
  }
  int columns() const override { return sqlite3_column_count(statement_); }
  std::string_view column_name(int i) const override { return sqlite3_column_name(statement_, i); }
  bool is_null(int i) const override { return sqlite3_column_type(statement_, i) == SQLITE_NULL; }
  std::int64_t integer(int i) const override { return sqlite3_column_int64(statement_, i); }
  double real(int i) const override { return sqlite3_column_double(statement_, i); }
  std::string_view text(int i) const override {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, i));
    return {data == nullptr ? "" : data,
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, i))};
  }
  Value value(int i) const override {
    switch (sqlite3_column_type(statement_, i)) {
      case SQLITE_NULL:
        return nullptr;
      case SQLITE_INTEGER:
        return integer(i);
      case SQLITE_FLOAT:
        return real(i);
      default:
        return text(i);
    }
  }

 private:
  void bind(int i, const Value& value) {
    const int code = std::visit(
        [&](const auto& held) {
          using T = std::decay_t<decltype(held)>;
          if constexpr (std::is_same_v<T, std::nullptr_t>) {
            return sqlite3_bind_null(statement_, i);
          } else if constexpr (std::is_same_v<T, std::int64_t>) {
            return sqlite3_bind_int64(statement_, i, held);
          } else if constexpr (std::is_same_v<T, double>) {
            return sqlite3_bind_double(statement_, i, held);
          } else {
            return sqlite3_bind_text64(statement_, i, held.data(), held.size(), text_lives_,
                                       SQLITE_UTF8);
          }
        },
        value.held());
    if (code != SQLITE_OK) fail_with(db_, code, "parameter");
  }
  void step() {
    const int code = sqlite3_step(statement_);
    row_ = fresh_row_ = code == SQLITE_ROW;
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
      sqlite3_reset(statement_);
      fail_with(db_, code, "database");
    }
  }

  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  // A statement with rows may be stepped long after the caller's text is gone, and copies it.
  // Without any it is done when start() is.
  sqlite3_destructor_type text_lives_ = SQLITE_TRANSIENT;
  bool row_ = false;
  bool fresh_row_ = false;  // start() stands on a row that next() has not given out yet
};

// Locks of one host by byte ranges of a file beside the database: the kernel drops them with the
// process, so a killed run never leaves one behind.
class LockFile {
 public:
  explicit LockFile(std::string path) : path_(std::move(path)) {}
  ~LockFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  bool lock(std::string_view name, bool wait) {
    if (fd_ < 0) fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0) fail(Exit::cannot_create, "{}: {}", path_, std::strerror(errno));
    struct flock range = range_of(name, F_WRLCK);
    while (::fcntl(fd_, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range) != 0) {
      if (errno == EAGAIN || errno == EACCES) return false;
      if (errno != EINTR) fail(Exit::io, "{}: {}", path_, std::strerror(errno));
    }
    return true;
  }
  void unlock(std::string_view name) noexcept {
    struct flock range = range_of(name, F_UNLCK);
    ::fcntl(fd_, F_OFD_SETLK, &range);
  }

 private:
  static struct flock range_of(std::string_view name, short type) {
    std::uint32_t hash = 2166136261U;  // FNV-1a: the same byte for the same name in every build
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    struct flock range = {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    range.l_start = hash;
    range.l_len = 1;
    return range;
  }
  std::string path_;
  int fd_ = -1;
};

class SqliteDriver final : public Driver {
 public:
  SqliteDriver(const std::string& path, const OpenOptions& options) : locks_(path + "-lock") {
    namespace fs = std::filesystem;
    if (!options.create && !fs::exists(path)) {
      fail(Exit::no_input, "database {} does not exist: make it with `tocsin init`", path);
    }
    if (options.create && fs::path(path).has_parent_path()) {
      std::error_code failed;
      fs::create_directories(fs::path(path).parent_path(), failed);
      if (failed) fail(Exit::cannot_create, "{}: {}", path, failed.message());
    }
    // Nobody asks how much memory it uses, and counting takes a lock at every allocation.
    static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(uncounted);
    const mode_t old_mask = ::umask(0077);  // personal data: for its owner only
    const int code =
        sqlite3_open_v2(path.c_str(), &db_,
                        (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                            (options.create ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX,
                        nullptr);
    ::umask(old_mask);
    try {
      if (code != SQLITE_OK) fail_with(db_, code, "database " + path);
      sqlite3_extended_result_codes(db_, 1);
      sqlite3_busy_timeout(db_, static_cast<int>(options.busy_timeout.count()));
      // The log is brought home after 16 MB: pages that one run writes again and again go once.
      script(
          "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA cache_size=-10240;"
          "PRAGMA wal_autocheckpoint=4000;"
          "PRAGMA temp_store=MEMORY");
      if (options.create) script("PRAGMA journal_mode=WAL");
    } catch (...) {
      sqlite3_close_v2(db_);
      throw;
    }
  }
  ~SqliteDriver() override { sqlite3_close_v2(db_); }
  SqliteDriver(const SqliteDriver&) = delete;
  SqliteDriver& operator=(const SqliteDriver&) = delete;

  std::unique_ptr<Statement> prepare(std::string_view sql) override {
    return std::make_unique<SqliteStatement>(db_, sql);
  }
  void script(std::string_view sql) override {
    const std::string text(sql);
    const int code = sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail_with(db_, code, "database");
  }
  void begin(Durability durability) override {
    if (durability == Durability::soon) script("PRAGMA synchronous=NORMAL");
    durability_ = durability;
    script("BEGIN IMMEDIATE");
  }
  void commit() override {
    script("COMMIT");
    sync_again();
  }
  void rollback() noexcept override {
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    sync_again();
  }
  bool lock(std::string_view name, bool wait) override { return locks_.lock(name, wait); }
  void unlock(std::string_view name) noexcept override { locks_.unlock(name); }

  void restrict_to_reading(Duration time_limit) override {
    script("PRAGMA query_only=ON");
    deadline_ = std::chrono::steady_clock::now() + time_limit;
    sqlite3_progress_handler(
        db_, 10'000,
        [](void* self) {
          return std::chrono::steady_clock::now() > static_cast<SqliteDriver*>(self)->deadline_ ? 1
                                                                                                : 0;
        },
        this);
  }

 private:
  void sync_again() noexcept {
    if (durability_ == Durability::now) return;
    durability_ = Durability::now;
    sqlite3_exec(db_, "PRAGMA synchronous=FULL", nullptr, nullptr, nullptr);
  }

  sqlite3* db_ = nullptr;
  LockFile locks_;
  Durability durability_ = Durability::now;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace

std::unique_ptr<Driver> open_sqlite(const std::string& path, const OpenOptions& options) {
  return std::make_unique<SqliteDriver>(path, options);
}

}  // namespace tocsin::store
