// What a database driver does; the rest of the store stands on this. Not for use above the store.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/url.h"
#include "store/value.h"

namespace tocsin::store {

// The transaction lost against another one and may simply be run again.
class RetryTransaction : public std::runtime_error {
  using runtime_error::runtime_error;
};

// A prepared statement. Text columns live until the next step or reset.
class Statement {
 public:
  virtual ~Statement() = default;
  virtual void start(std::span<const Value> values) = 0;  // binds and runs
  virtual bool next() = 0;                                // to the next row
  virtual void reset() = 0;
  virtual std::int64_t changed() const = 0;  // rows written, after the last row was read
  // After an INSERT of one row: its id, absent if there was none.
  virtual std::optional<std::int64_t> inserted() = 0;
  virtual int columns() const = 0;
  virtual std::string_view column_name(int i) const = 0;
  virtual bool is_null(int i) const = 0;
  virtual std::int64_t integer(int i) const = 0;
  virtual double real(int i) const = 0;
  virtual std::string_view text(int i) const = 0;
  // What a JSON value of this column is: its declared kind where the driver knows it.
  virtual Value value(int i) const = 0;
};

// What a commit promises. Of a crash of the process nothing is ever lost; `soon` may lose the
// transaction to a power cut until the next one that is `now`, and so waits for no disk.
enum class Durability { now, soon };

class Driver {
 public:
  virtual ~Driver() = default;
  virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
  virtual void script(std::string_view sql) = 0;  // several statements, no parameters
  // Takes the right to write at once, so that a later statement cannot lose it.
  virtual void begin(Durability durability) = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  // Session-wide exclusive lock that the system drops when this process ends.
  virtual bool lock(std::string_view name, bool wait) = 0;
  virtual void unlock(std::string_view name) noexcept = 0;
  // From now on: no writes, and statements that run longer than this fail with Exit::temporary.
  virtual void restrict_to_reading(Duration time_limit) = 0;
};

struct OpenOptions {
  bool create = false;     // make the SQLite file if it is not there
  bool read_only = false;  // never write
  Duration busy_timeout{std::chrono::seconds{10}};
};

std::unique_ptr<Driver> open_sqlite(const std::string& path, const OpenOptions& options);
// Loads libpq at the first call: no tool pays for it that talks to SQLite only.
std::unique_ptr<Driver> open_postgres(const std::string& uri, const OpenOptions& options);

}  // namespace tocsin::store
