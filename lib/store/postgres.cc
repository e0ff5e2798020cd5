// The PostgreSQL driver: prepared statements in text format, advisory locks.

#include <charconv>
#include <cstring>

#include "base/error.h"
#include "store/driver.h"
#include "store/libpq.h"

namespace tocsin::store {
namespace {

// Type numbers of the server's catalogue (pg_type.dat): the ones whose values are not text.
constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kFloat4 = 700, kFloat8 = 701,
              kNumeric = 1700;

std::string one_line(const char* text) {
  std::string out = text == nullptr ? "" : text;
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  for (char& c : out) {
    if (c == '\n') c = ' ';
  }
  return out;
}

// Class and condition codes: PostgreSQL documentation, appendix A.
[[noreturn]] void fail_with(PGresult* result) {
  const auto& pq = libpq();
  const char* field = pq.PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string state = field == nullptr ? "08000" : field;
  const std::string why = one_line(pq.PQresultErrorMessage(result));
  pq.PQclear(result);
  // A unique violation is a race of two upserts: the second run sees the row of the first.
  if (state == "40001" || state == "40P01" || state == "23505") throw RetryTransaction(why);
  if (state == "25006") fail(Exit::not_allowed, "database: it is read-only ({})", why);
  if (state == "42501") fail(Exit::not_allowed, "database: {}", why);
  if (state == "53100") fail(Exit::io, "database: the disk is full ({})", why);
  if (state == "57014") fail(Exit::temporary, "database: took too long");
  if (state == "55P03") fail(Exit::temporary, "database: locked by another program; try again");
  if (state.starts_with("08") || state.starts_with("57") || state.starts_with("53")) {
    fail(Exit::temporary, "database: {}", why);
  }
  fail(Exit::software, "database: {} (SQLSTATE {})", why, state);
}

class Result {
 public:
  explicit Result(PGresult* held = nullptr) : held_(held) {}
  ~Result() { clear(); }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  void replace(PGresult* with) {
    clear();
    held_ = with;
  }
  void clear() {
    if (held_ != nullptr) libpq().PQclear(held_);
    held_ = nullptr;
  }
  PGresult* get() const { return held_; }

 private:
  PGresult* held_;
};

void check(PGresult* result) {
  const ExecStatusType status = libpq().PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail_with(result);
}

class PostgresStatement final : public Statement {
 public:
  PostgresStatement(PGconn* connection, std::string name, std::string_view sql)
      : connection_(connection), name_(std::move(name)) {
    const std::string text(sql);
    PGresult* made = libpq().PQprepare(connection_, name_.c_str(), text.c_str(), 0, nullptr);
    check(made);
    libpq().PQclear(made);
  }

  void start(std::span<const Value> values) override {
    texts_.resize(values.size());
    pointers_.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      pointers_[i] = as_text(values[i], texts_[i]) ? texts_[i].c_str() : nullptr;
    }
    result_.clear();
    PGresult* got =
        libpq().PQexecPrepared(connection_, name_.c_str(), static_cast<int>(values.size()),
                               pointers_.data(), nullptr, nullptr, 0);
    check(got);
    result_.replace(got);
    row_ = -1;
  }
  bool next() override {
    return result_.get() != nullptr && ++row_ < libpq().PQntuples(result_.get());
  }
  void reset() override {
    result_.clear();
    row_ = -1;
  }
  std::int64_t changed() const override {
    return result_.get() == nullptr ? 0
                                    : std::strtoll(libpq().PQcmdTuples(result_.get()), nullptr, 10);
  }
  std::optional<std::int64_t> inserted() override {
    if (!next()) return std::nullopt;
    return integer(0);
  }
  int columns() const override { return libpq().PQnfields(result_.get()); }
  std::string_view column_name(int i) const override { return libpq().PQfname(result_.get(), i); }
  bool is_null(int i) const override { return libpq().PQgetisnull(result_.get(), row_, i) != 0; }
  std::int64_t integer(int i) const override {
    const std::string_view digits = text(i);
    if (digits == "t") return 1;
    std::int64_t out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
  }
  double real(int i) const override {
    const std::string_view digits = text(i);
    double out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
  }
  std::string_view text(int i) const override {
    return {libpq().PQgetvalue(result_.get(), row_, i),
            static_cast<std::size_t>(libpq().PQgetlength(result_.get(), row_, i))};
  }
  Value value(int i) const override {
    if (is_null(i)) return nullptr;
    switch (libpq().PQftype(result_.get(), i)) {
      case kBool:
      case kInt2:
      case kInt4:
      case kInt8:
        return integer(i);
      case kNumeric:  // sums of integers are whole; averages are not
        if (text(i).find('.') == std::string_view::npos) return integer(i);
        return real(i);
      case kFloat4:
      case kFloat8:
        return real(i);
      default:
        return text(i);
    }
  }

 private:
  static bool as_text(const Value& value, std::string& out) {
    return std::visit(
        [&](const auto& held) {
          using T = std::decay_t<decltype(held)>;
          if constexpr (std::is_same_v<T, std::nullptr_t>) {
            return false;
          } else if constexpr (std::is_same_v<T, std::string_view>) {
            // The server cannot hold a NUL in text; the door refuses them, this is the last line.
            if (held.find('\0') != std::string_view::npos) {
              fail(Exit::bad_input, "text with a NUL character cannot be stored");
            }
            out = held;
            return true;
          } else {
            out = fmt::format("{}", held);
            return true;
          }
        },
        value.held());
  }

  PGconn* connection_;
  std::string name_;
  Result result_;
  int row_ = -1;
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
};

class PostgresDriver final : public Driver {
 public:
  PostgresDriver(const std::string& uri, const OpenOptions& options) {
    const auto& pq = libpq();
    connection_ = pq.PQconnectdb(uri.c_str());
    if (pq.PQstatus(connection_) != CONNECTION_OK) {
      const std::string why = one_line(pq.PQerrorMessage(connection_));
      pq.PQfinish(connection_);
      fail(Exit::temporary, "database {}: {}", DatabaseUrl{Dialect::postgres, uri}.masked(), why);
    }
    pq.PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    try {
      script(
          fmt::format("SET client_encoding='UTF8'; SET TimeZone='UTC'; SET lock_timeout={}; "
                      "SET default_transaction_read_only={}",
                      options.busy_timeout.count(), options.read_only ? "on" : "off"));
    } catch (...) {
      pq.PQfinish(connection_);
      throw;
    }
  }
  ~PostgresDriver() override { libpq().PQfinish(connection_); }
  PostgresDriver(const PostgresDriver&) = delete;
  PostgresDriver& operator=(const PostgresDriver&) = delete;

  std::unique_ptr<Statement> prepare(std::string_view sql) override {
    return std::make_unique<PostgresStatement>(connection_, fmt::format("q{}", ++prepared_), sql);
  }
  void script(std::string_view sql) override {
    const std::string text(sql);
    PGresult* result = libpq().PQexec(connection_, text.c_str());
    check(result);
    libpq().PQclear(result);
  }
  void begin(Durability durability) override {
    script(durability == Durability::now ? "BEGIN" : "BEGIN; SET LOCAL synchronous_commit = off");
  }
  void commit() override { script("COMMIT"); }
  void rollback() noexcept override { libpq().PQclear(libpq().PQexec(connection_, "ROLLBACK")); }
  bool lock(std::string_view name, bool wait) override {
    // Advisory locks are the whole server database's: ours are told apart by the first key, and
    // those of several installations by their schema.
    const std::string keys =
        fmt::format("({}, hashtext(current_schema() || '.{}'))", kLockSpace, name);
    Result result(libpq().PQexec(connection_, ((wait ? "SELECT true FROM (SELECT pg_advisory_lock"
                                                     : "SELECT pg_try_advisory_lock") +
                                               keys + (wait ? ") AS locked" : ""))
                                                  .c_str()));
    if (libpq().PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
      fail(Exit::temporary, "lock {}: {}", name, one_line(libpq().PQerrorMessage(connection_)));
    }
    return libpq().PQgetvalue(result.get(), 0, 0)[0] == 't';
  }
  void unlock(std::string_view name) noexcept override {
    libpq().PQclear(libpq().PQexec(
        connection_,
        fmt::format("SELECT pg_advisory_unlock({}, hashtext(current_schema() || '.{}'))",
                    kLockSpace, name)
            .c_str()));
  }
  void restrict_to_reading(Duration time_limit) override {
    script(fmt::format("SET default_transaction_read_only=on; SET statement_timeout={}",
                       time_limit.count()));
  }

 private:
  static constexpr int kLockSpace = 0x746F63;  // "toc"
  PGconn* connection_;
  int prepared_ = 0;
};

}  // namespace

std::unique_ptr<Driver> open_postgres(const std::string& uri, const OpenOptions& options) {
  return std::make_unique<PostgresDriver>(uri, options);
}

}  // namespace tocsin::store
