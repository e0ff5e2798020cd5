// Scratch databases for tests, on SQLite and, where a server is given, on PostgreSQL.
//
//   class OutboxTest : public DatabaseTest {};
//   TOCSIN_ON_BOTH_DATABASES(OutboxTest);
//   TEST_P(OutboxTest, Claims) { db()… }
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>

#include "base/time.h"
#include "store/database.h"
#include "support/fixtures.h"

namespace tocsin::store {

// How GoogleTest shows the parameter of a test.
inline void PrintTo(Dialect dialect, std::ostream* out) {
  *out << (dialect == Dialect::sqlite ? "SQLite" : "PostgreSQL");
}

}  // namespace tocsin::store

namespace tocsin::test {

// A migrated database of its own; gone with the object.
class ScratchDatabase {
 public:
  explicit ScratchDatabase(store::Dialect dialect);
  ~ScratchDatabase();
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  const std::string& url() const { return url_; }  // for --db
  store::Database& db() { return *db_; }
  std::unique_ptr<store::Database> open() const;  // another connection

 private:
  ScratchFolder folder_;
  std::string url_;
  std::string schema_;  // PostgreSQL only
  std::unique_ptr<store::Database> db_;
};

class DatabaseTest : public ::testing::TestWithParam<store::Dialect> {
 protected:
  void SetUp() override;
  store::Database& db() { return scratch_->db(); }
  ScratchDatabase& scratch() { return *scratch_; }
  static Instant at(std::string_view text) { return *parse_instant(text); }

 private:
  std::unique_ptr<ScratchDatabase> scratch_;
};

inline std::string dialect_name(const ::testing::TestParamInfo<store::Dialect>& info) {
  return ::testing::PrintToString(info.param);
}

}  // namespace tocsin::test

#define TOCSIN_ON_BOTH_DATABASES(Fixture)                                                  \
  INSTANTIATE_TEST_SUITE_P(                                                                \
      Database, Fixture,                                                                   \
      ::testing::Values(tocsin::store::Dialect::sqlite, tocsin::store::Dialect::postgres), \
      tocsin::test::dialect_name)
