#include "support/databases.h"

#include <unistd.h>

#include <atomic>

#include "store/migrate.h"
#include "support/servers.h"

namespace tocsin::test {
namespace {

constexpr Instant kMigratedAt{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

std::string fresh_schema_name() {
  static std::atomic<int> count = 0;
  return "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

std::string with_search_path(const std::string& server, const std::string& schema) {
  return server + (server.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" +
         schema;
}

void drop_schema(const std::string& schema) {
  store::Database server(store::DatabaseUrl::parse(pg_url().value()));
  server.script("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
}

}  // namespace

ScratchDatabase::ScratchDatabase(store::Dialect dialect) {
  if (dialect == store::Dialect::sqlite) {
    url_ = (folder_ / "tocsin.db").string();
  } else {
    const std::string server = pg_url().value();
    schema_ = fresh_schema_name();
    drop_schema(schema_);
    store::Database(store::DatabaseUrl::parse(server)).script("CREATE SCHEMA " + schema_);
    url_ = with_search_path(server, schema_);
  }
  db_ = std::make_unique<store::Database>(store::DatabaseUrl::parse(url_),
                                          store::OpenOptions{.create = true});
  store::migrate(*db_, kMigratedAt, false);
}

ScratchDatabase::~ScratchDatabase() {
  db_.reset();
  if (!schema_.empty()) drop_schema(schema_);
}

std::unique_ptr<store::Database> ScratchDatabase::open() const {
  return std::make_unique<store::Database>(store::DatabaseUrl::parse(url_));
}

void DatabaseTest::SetUp() {
  if (GetParam() == store::Dialect::postgres) TOCSIN_NEEDS_POSTGRES();
  scratch_ = std::make_unique<ScratchDatabase>(GetParam());
}

}  // namespace tocsin::test
