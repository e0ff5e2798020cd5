// A connection to the database: queries, transactions, named locks.
//
//   for (auto rows = db.query(kDuePages, now, limit); rows.next();) use(rows.text(0));
//   db.transaction([&] { db.execute(kMark, id); });
//
// Not thread-safe: one Database a thread. Faults are Error with the status a tool should end in.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "store/driver.h"
#include "store/query.h"
#include "store/sealer.h"

namespace tocsin::store {

class Database;

// The rows of one query; text lives until the next row. Gives its statement back when it goes.
class Rows {
 public:
  Rows(Database& db, const Query* query, std::unique_ptr<Statement> statement)
      : db_(&db), query_(query), statement_(std::move(statement)) {}
  Rows(Rows&&) = default;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  bool next() { return statement_->next(); }
  bool is_null(int i) const { return statement_->is_null(i); }
  std::int64_t integer(int i) const { return statement_->integer(i); }
  bool flag(int i) const { return integer(i) != 0; }
  double real(int i) const { return statement_->real(i); }
  std::string_view text(int i) const { return statement_->text(i); }
  std::string string(int i) const { return std::string(text(i)); }
  // A sealed column's text.
  std::string opened(int i, const Place& place) const;
  Instant instant(int i) const { return from_ms(integer(i)); }
  std::optional<std::int64_t> maybe_integer(int i) const {
    return is_null(i) ? std::nullopt : std::optional(integer(i));
  }
  std::optional<Instant> maybe_instant(int i) const {
    return is_null(i) ? std::nullopt : std::optional(instant(i));
  }
  std::optional<std::string> maybe_string(int i) const {
    return is_null(i) ? std::nullopt : std::optional(string(i));
  }
  std::optional<double> maybe_real(int i) const {
    return is_null(i) ? std::nullopt : std::optional(real(i));
  }
  // A stored word; one that this program does not know is a fault of the database.
  template <Worded E>
  E as(int i) const {
    const auto value = from_word<E>(text(i));
    if (!value) unknown_word(i);
    return *value;
  }
  int columns() const { return statement_->columns(); }
  std::string_view column_name(int i) const { return statement_->column_name(i); }
  Value value(int i) const { return statement_->value(i); }
  std::int64_t changed() const { return statement_->changed(); }
  std::optional<std::int64_t> inserted() { return statement_->inserted(); }

 private:
  [[noreturn]] void unknown_word(int i) const;
  Database* db_;
  const Query* query_;  // null: not kept for reuse
  std::unique_ptr<Statement> statement_;
};

class Database {
 public:
  // Without keys addresses are stored plain, see Sealer.
  explicit Database(const DatabaseUrl& url, const OpenOptions& options = {}, KeySource keys = {});
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Dialect dialect() const { return url_.dialect; }
  const DatabaseUrl& url() const { return url_; }

  template <typename... Args>
  Rows query(const Query& query, const Args&... args) {
    const std::vector<Value> values{Value(args)...};
    return run(query, values);
  }
  // Runs a statement to its end; the number of rows written.
  template <typename... Args>
  std::int64_t execute(const Query& query, const Args&... args) {
    Rows rows = this->query(query, args...);
    while (rows.next()) {
    }
    return rows.changed();
  }
  // Adds one row by the texts of TOCSIN_INSERT; its id, absent where a conflict was left alone.
  template <typename... Args>
  std::optional<std::int64_t> insert(const Query& query, const Args&... args) {
    return this->query(query, args...).inserted();
  }
  // For text that is not ours (reports, checks): prepared for this once.
  Rows query_text(std::string_view sql, std::span<const Value> values);

  // Runs the body in one transaction and commits; on any exception rolls back and passes it on.
  // A transaction that lost against another one is run again (at most 5 times), so a body must
  // not do what cannot be undone. Not nested, except in a rehearsal, which it is a part of.
  template <typename Body>
  auto transaction(Body&& body, Durability durability = Durability::now) {
    if (rehearsing_) return body();
    for (int attempt = 1;; ++attempt) {
      try {
        driver_->begin(durability);
        if constexpr (std::is_void_v<decltype(body())>) {
          body();
          commit();
          return;
        } else {
          auto result = body();
          commit();
          return result;
        }
      } catch (const RetryTransaction& lost) {
        roll_back();
        if (attempt == kAttempts) fail(Exit::temporary, "database: {}", lost.what());
      } catch (...) {
        roll_back();
        throw;
      }
    }
  }

  // A dry run: does all that the body does in one transaction and takes it back.
  template <typename Body>
  auto rehearse(Body&& body) {
    try {
      driver_->begin(Durability::soon);
      const TakesBack whatever_happens(*this);
      return body();
    } catch (const RetryTransaction& lost) {
      fail(Exit::temporary, "database: {}", lost.what());
    }
  }

  void script(std::string_view sql) { driver_->script(sql); }
  void restrict_to_reading(Duration time_limit) { driver_->restrict_to_reading(time_limit); }
  Driver& driver() { return *driver_; }
  Sealer& sealer() { return sealer_; }

 private:
  friend class Rows;
  static constexpr int kAttempts = 5;
  class TakesBack {
   public:
    explicit TakesBack(Database& db) : db_(db) { db_.rehearsing_ = true; }
    TakesBack(const TakesBack&) = delete;
    TakesBack& operator=(const TakesBack&) = delete;
    ~TakesBack() {
      db_.rehearsing_ = false;
      db_.roll_back();
    }

   private:
    Database& db_;
  };
  Rows run(const Query& query, std::span<const Value> values);
  void commit() { driver_->commit(); }
  void roll_back() noexcept {
    driver_->rollback();
    sealer_.forget();
  }
  void give_back(const Query* query, std::unique_ptr<Statement> statement) noexcept;

  DatabaseUrl url_;
  std::unique_ptr<Driver> driver_;
  Sealer sealer_;
  bool rehearsing_ = false;
  std::unordered_map<const Query*, std::vector<std::unique_ptr<Statement>>> idle_;
};

// A named exclusive lock for planning stages; dropped with the object, and by the system when the
// process dies.
class NamedLock {
 public:
  static std::optional<NamedLock> acquire(Database& db, std::string name, bool wait);
  NamedLock(NamedLock&& other) noexcept
      : db_(std::exchange(other.db_, nullptr)), name_(std::move(other.name_)) {}
  NamedLock& operator=(NamedLock&&) = delete;
  ~NamedLock() {
    if (db_ != nullptr) db_->driver().unlock(name_);
  }

 private:
  NamedLock(Database& db, std::string name) : db_(&db), name_(std::move(name)) {}
  Database* db_;
  std::string name_;
};

}  // namespace tocsin::store
