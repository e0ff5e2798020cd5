// Every query of the program, prepared on both databases; no plan scans a table that grows.

#include <gtest/gtest.h>

#include <set>

#include "base/json.h"
#include "store/query.h"
#include "support/databases.h"

namespace tocsin::store {
namespace {

// Tables that stay small however long the system runs.
bool stays_small(const std::string& table) {
  static const std::set<std::string> small{
      "platform",   "team",           "team_member", "preference",    "organization",
      "audit_head", "schema_version", "pg_tables",   "sqlite_master", "sealing_key"};
  return small.contains(table);
}

class QueriesTest : public test::DatabaseTest {};
TOCSIN_ON_BOTH_DATABASES(QueriesTest);

TEST_P(QueriesTest, AllPrepare) {
  ASSERT_GT(Query::all().size(), 30U);
  std::set<std::string_view> names;
  for (const Query* query : Query::all()) {
    EXPECT_TRUE(names.insert(query->name()).second) << "two queries named " << query->name();
    EXPECT_NO_THROW((void)db().driver().prepare(query->sql(GetParam()))) << query->name();
  }
}

// Reading a partial index from end to end reads what its condition leaves open, not the table.
bool reads_partial_index(Database& db, const std::string& step) {
  static const std::string kMark = " INDEX ";
  const auto at = step.find(kMark);
  if (at == std::string::npos) return false;
  const std::string index = step.substr(at + kMark.size());
  Rows rows = db.query_text(
      "SELECT count(*) FROM sqlite_master WHERE name = $1 AND sql LIKE "
      "'% WHERE %'",
      std::vector<Value>{index});
  return rows.next() && rows.integer(0) == 1;
}

std::set<std::string> scanned_by_sqlite(Database& db, const Query& query) {
  std::set<std::string> out;
  const std::string sql(query.sql(Dialect::sqlite));
  // The plan of an INSERT names scans of the tables that refer to its own; SQLite skips them while
  // no foreign key is violated, which with immediate keys is always.
  const bool insert = sql.rfind("INSERT", 0) == 0;
  db.script(insert ? "PRAGMA foreign_keys = OFF" : "PRAGMA foreign_keys = ON");
  auto statement = db.driver().prepare("EXPLAIN QUERY PLAN " + sql);
  statement->start({});
  while (statement->next()) {
    const std::string step(statement->text(3));
    if (step.rfind("SCAN ", 0) != 0 || reads_partial_index(db, step)) continue;
    if (step.find(" VIRTUAL TABLE ") != std::string::npos) continue;  // rows that came as JSON
    const std::string rest = step.substr(5);
    out.insert(rest.substr(0, rest.find(' ')));
  }
  return out;
}

void collect_seq_scans(const Json& node, std::set<std::string>& out) {
  if (node.value("Node Type", "") == "Seq Scan") out.insert(node.at("Relation Name"));
  for (const Json& child : node.value("Plans", Json::array())) collect_seq_scans(child, out);
}

std::set<std::string> scanned_by_postgres(Database& db, const Query& query) {
  // An empty table is always scanned unless that is made unattractive; unknown parameters are
  // planned for generically (PREPARE + EXPLAIN EXECUTE).
  db.script(
      "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; "
      "SET jit = off; DEALLOCATE ALL");
  const std::string sql(query.sql(Dialect::postgres));
  db.script("PREPARE planned AS " + sql);
  int parameters = 0;
  for (std::size_t i = 0; i + 1 < sql.size(); ++i) {
    if (sql[i] == '$') parameters = std::max(parameters, std::atoi(sql.c_str() + i + 1));
  }
  std::string call = "EXPLAIN (FORMAT JSON) EXECUTE planned";
  for (int i = 0; i < parameters; ++i) call += i == 0 ? "(NULL" : ", NULL";
  if (parameters > 0) call += ")";
  std::set<std::string> out;
  auto statement = db.driver().prepare(call);
  statement->start({});
  if (statement->next()) collect_seq_scans(Json::parse(statement->text(0))[0].at("Plan"), out);
  return out;
}

TEST_P(QueriesTest, NoneScansATableThatGrows) {
  std::set<std::string> tables;
  {
    auto list = db().driver().prepare(
        GetParam() == Dialect::sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()");
    list->start({});
    while (list->next()) tables.insert(std::string(list->text(0)));
  }
  ASSERT_GT(tables.size(), 15U);
  for (const Query* query : Query::all()) {
    if (query->reach() == Reach::whole) continue;
    const auto scanned = GetParam() == Dialect::sqlite ? scanned_by_sqlite(db(), *query)
                                                       : scanned_by_postgres(db(), *query);
    for (const std::string& table : scanned) {
      // An alias is not a table's name: it counts as growing, so name small tables by their own.
      EXPECT_TRUE(stays_small(table) || table == "CONSTANT")
          << query->name() << " scans " << table << ":\n"
          << query->sql(GetParam());
    }
  }
}

}  // namespace
}  // namespace tocsin::store
