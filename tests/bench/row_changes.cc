// row_changes DB FILE: makes changes of rows that a benchmark wrote down, in one transaction: the
// floor under a program that decides them. A statement, its rows of values ("n", "iNUMBER",
// "tTEXT", apart by U+001F), an empty line, and so on.
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

void check(sqlite3* db, int status, int wanted) {
  if (status == wanted) return;
  std::fprintf(stderr, "row_changes: %s\n", sqlite3_errmsg(db));
  std::exit(1);
}

void bind(sqlite3_stmt* statement, const std::string& row) {
  int column = 1;
  for (std::size_t from = 0; from <= row.size(); ++column) {
    const std::size_t until = std::min(row.find('\x1f', from), row.size());
    const char* value = row.data() + from + 1;
    const auto size = static_cast<int>(until - from - 1);
    if (row[from] == 'i') sqlite3_bind_int64(statement, column, std::atoll(value));
    if (row[from] == 't') sqlite3_bind_text(statement, column, value, size, SQLITE_STATIC);
    if (row[from] == 'n') sqlite3_bind_null(statement, column);
    from = until + 1;
  }
}

}  // namespace

int main(int, char** argv) {
  sqlite3* db = nullptr;
  check(db, sqlite3_open(argv[1], &db), SQLITE_OK);
  check(db,
        sqlite3_exec(db, "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE", nullptr, nullptr, nullptr),
        SQLITE_OK);
  std::ifstream in(argv[2]);
  for (std::string sql, row; std::getline(in, sql);) {
    sqlite3_stmt* statement = nullptr;
    check(db, sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), SQLITE_OK);
    while (std::getline(in, row) && !row.empty()) {
      bind(statement, row);
      check(db, sqlite3_step(statement), SQLITE_DONE);
      sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
  }
  check(db, sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
}
