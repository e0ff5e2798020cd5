// A query: a name, one text for both databases (siblings only where one cannot serve), and what
// it may read.
//
// Every Query is a namespace-scope constant of the module that owns the table and enters itself
// into a register, so that a test prepares each one on both databases and reads its plan.
// Parameters are $1, $2, …
#pragma once

#include <string_view>
#include <vector>

#include "store/url.h"

namespace tocsin::store {

// indexed: must not scan a table that grows. whole: reads a whole table by its nature (export).
enum class Reach { indexed, whole };

// The texts of an INSERT of one row, without or with ON CONFLICT DO NOTHING, for
// Database::insert(). SQLite knows the row's id by itself, and pays for a table in memory where
// RETURNING asks for it.
#define TOCSIN_INSERT(sql) sql, sql " RETURNING id"

class Query {
 public:
  Query(std::string_view name, std::string_view sql, Reach reach = Reach::indexed)
      : Query(name, sql, sql, reach) {}
  Query(std::string_view name, std::string_view sqlite, std::string_view postgres,
        Reach reach = Reach::indexed);
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  std::string_view name() const { return name_; }
  std::string_view sql(Dialect d) const { return d == Dialect::sqlite ? sqlite_ : postgres_; }
  Reach reach() const { return reach_; }

  static const std::vector<const Query*>& all();

 private:
  std::string_view name_, sqlite_, postgres_;
  Reach reach_;
};

}  // namespace tocsin::store
