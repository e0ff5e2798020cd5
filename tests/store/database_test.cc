#include "store/database.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "store/migrate.h"
#include "support/databases.h"
#include "support/servers.h"

namespace tocsin::store {
namespace {

const Query kAdd("test.add", "INSERT INTO platform (name, created_at) VALUES ($2, $1)");
const Query kInsert("test.insert",
                    TOCSIN_INSERT("INSERT INTO platform (name, created_at) VALUES ($1, $2) "
                                  "ON CONFLICT (name) DO NOTHING"));
const Query kIdOf("test.id_of", "SELECT id FROM platform WHERE name = $1");
const Query kCount("test.count", "SELECT count(*) FROM platform");
const Query kEcho("test.echo", "SELECT $1, $2, $3, $4",
                  "SELECT $1::bigint, $2::double precision, $3::text, $4::bigint");

Exit status_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& e) {
    return e.status();
  }
  return Exit::ok;
}

class StoreTest : public test::DatabaseTest {
 protected:
  std::int64_t count(Database& where) {
    Rows rows = where.query(kCount);
    return rows.next() ? rows.integer(0) : -1;
  }
  // What a commit waits for.
  std::string setting(Database& where) {
    Rows rows = where.query_text(
        where.dialect() == Dialect::sqlite ? "PRAGMA synchronous" : "SHOW synchronous_commit", {});
    return rows.next() ? rows.string(0) : "";
  }
};
TOCSIN_ON_BOTH_DATABASES(StoreTest);

TEST_P(StoreTest, ValuesComeBackAsTheyWent) {
  Rows rows = db().query(kEcho, std::int64_t{1} << 60, 0.125, "Beyoncé €", nullptr);
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), std::int64_t{1} << 60);
  EXPECT_EQ(rows.real(1), 0.125);
  EXPECT_EQ(rows.text(2), "Beyoncé €");
  EXPECT_TRUE(rows.is_null(3));
  EXPECT_FALSE(rows.next());
}

TEST_P(StoreTest, ParametersGoByNumberNotByAppearance) {
  db().execute(kAdd, at("2026-01-01"), "songs");
  Rows rows = db().query_text("SELECT name FROM platform", {});
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.text(0), "songs");
}

TEST_P(StoreTest, AnExceptionRollsBack) {
  EXPECT_THROW(db().transaction([&] {
    db().execute(kAdd, 1, "gone");
    fail(Exit::io, "no");
  }),
               Error);
  EXPECT_EQ(count(db()), 0);
}

TEST_P(StoreTest, AnInsertTellsTheIdOfItsRow) {
  for (const auto* name : {"songs", "games"}) {
    const auto id = db().insert(kInsert, name, 1);
    ASSERT_TRUE(id) << name;
    Rows rows = db().query(kIdOf, name);
    ASSERT_TRUE(rows.next()) << name;
    EXPECT_EQ(rows.integer(0), *id) << name;
  }
  EXPECT_EQ(db().insert(kInsert, "songs", 2), std::nullopt);
  EXPECT_EQ(count(db()), 2);
}

// That it waits for no disk shows only when the power goes; that it changes nothing else, here.
TEST_P(StoreTest, WhatIsDurableSoonIsSeenAndRolledBackAsAnything) {
  const auto other = scratch().open();
  db().transaction([&] { db().execute(kAdd, 1, "soon"); }, Durability::soon);
  EXPECT_EQ(count(*other), 1);
  EXPECT_THROW(db().transaction(
                   [&] {
                     db().execute(kAdd, 1, "gone");
                     fail(Exit::io, "no");
                   },
                   Durability::soon),
               Error);
  EXPECT_EQ(count(*other), 1);
  EXPECT_EQ(setting(db()), setting(*other));
}

TEST_P(StoreTest, ARehearsalDoesAllAndTakesItBack) {
  const auto other = scratch().open();
  const std::int64_t seen = db().rehearse([&] {
    db().transaction([&] { db().execute(kAdd, 1, "one"); });
    db().transaction([&] { db().execute(kAdd, 1, "two"); }, Durability::soon);
    return count(db());
  });
  EXPECT_EQ(seen, 2);
  EXPECT_EQ(count(db()), 0);
  EXPECT_EQ(count(*other), 0);
  EXPECT_THROW(db().rehearse([&] {
    db().execute(kAdd, 1, "gone");
    fail(Exit::io, "no");
  }),
               Error);
  db().transaction([&] { db().execute(kAdd, 1, "stays"); });
  EXPECT_EQ(count(*other), 1);
}

TEST_P(StoreTest, ALostTransactionRunsAgain) {
  int runs = 0;
  db().transaction([&] {
    db().execute(kAdd, 1, "once");
    if (++runs < 3) throw RetryTransaction("lost");
  });
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(count(db()), 1);
}

TEST_P(StoreTest, AQueryCanRunWhileItselfIsBeingRead) {
  for (const auto* name : {"a", "b"}) db().execute(kAdd, 1, name);
  static const Query kAll("test.all", "SELECT name FROM platform ORDER BY name");
  int pairs = 0;
  for (Rows outer = db().query(kAll); outer.next();) {
    for (Rows inner = db().query(kAll); inner.next();) ++pairs;
  }
  EXPECT_EQ(pairs, 4);
}

TEST_P(StoreTest, NamedLocksExcludeOtherConnections) {
  const auto other = scratch().open();
  {
    const auto held = NamedLock::acquire(db(), "plan", false);
    ASSERT_TRUE(held);
    EXPECT_FALSE(NamedLock::acquire(*other, "plan", false));
    EXPECT_TRUE(NamedLock::acquire(*other, "another", false));
  }
  EXPECT_TRUE(NamedLock::acquire(*other, "plan", false));
}

TEST_P(StoreTest, NamedLocksOfAnotherInstallationAreNotOurs) {
  test::ScratchDatabase elsewhere(GetParam());
  const auto theirs = NamedLock::acquire(elsewhere.db(), "plan", false);
  EXPECT_TRUE(NamedLock::acquire(db(), "plan", false));
}

TEST_P(StoreTest, MigratingTwiceChangesNothing) {
  EXPECT_TRUE(migrate(db(), at("2026-01-02"), false).empty());
  for (const auto& s : migration_status(db())) EXPECT_TRUE(s.applied_at) << s.migration.name;
  EXPECT_NO_THROW(require_current(db()));
}

TEST_P(StoreTest, ADatabaseOfANewerVersionIsRefused) {
  db().script(
      "INSERT INTO schema_version (version, name, digest, applied_at) "
      "VALUES (9999, 'future', '', 0)");
  EXPECT_EQ(status_of([&] { require_current(db()); }), Exit::unavailable);
  EXPECT_EQ(status_of([&] { migrate(db(), at("2026-01-02"), false); }), Exit::unavailable);
}

TEST_P(StoreTest, ReadingOnlyRefusesWrites) {
  const auto other = scratch().open();
  other->restrict_to_reading(std::chrono::seconds{10});
  EXPECT_EQ(count(*other), 0);
  EXPECT_EQ(status_of([&] { other->execute(kAdd, 1, "x"); }), Exit::not_allowed);
}

TEST_P(StoreTest, ALongStatementIsCut) {
  const auto other = scratch().open();
  other->restrict_to_reading(std::chrono::milliseconds{100});
  EXPECT_EQ(status_of([&] {
              Rows rows = other->query_text(
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                  "1000000000) SELECT count(*) FROM n",
                  {});
              rows.next();
            }),
            Exit::temporary);
}

TEST(SqliteFaults, EachHasItsStatus) {
  const test::ScratchFolder folder;
  const auto open = [](const std::filesystem::path& path, OpenOptions options = {}) {
    return std::make_unique<Database>(DatabaseUrl::parse(path.string()), options);
  };
  EXPECT_EQ(status_of([&] { open(folder / "none.db"); }), Exit::no_input);

  std::ofstream(folder / "text.db") << std::string(4096, 'x');
  EXPECT_EQ(status_of([&] { require_current(*open(folder / "text.db")); }), Exit::bad_input);

  const auto path = folder / "t.db";
  const auto writer = open(path, {.create = true});
  migrate(*writer, from_ms(0), false);
  const auto reader = open(path, {.read_only = true});
  EXPECT_EQ(status_of([&] { reader->execute(kAdd, 1, "x"); }), Exit::not_allowed);

  const auto impatient = open(path, {.busy_timeout = std::chrono::milliseconds{10}});
  writer->transaction(
      [&] { EXPECT_EQ(status_of([&] { impatient->transaction([] {}); }), Exit::temporary); });
}

TEST(DatabaseUrl, Parses) {
  EXPECT_EQ(DatabaseUrl::parse("sqlite:/a/b.db").target, "/a/b.db");
  EXPECT_EQ(DatabaseUrl::parse("/a/b.db").dialect, Dialect::sqlite);
  EXPECT_EQ(DatabaseUrl::parse("postgres://h/d").dialect, Dialect::postgres);
  EXPECT_EQ(DatabaseUrl::parse("postgresql://ann:pw@h:5/d?x=1").masked(), "postgresql://…@h:5/d");
  EXPECT_THROW(DatabaseUrl::parse("mysql://h/d"), Error);
  EXPECT_THROW(DatabaseUrl::parse(""), Error);
}

// schema/schema.sql is what the migrations come to, for people to read. TOCSIN_ACCEPT=1 writes it.
TEST(Schema, TheFileToReadIsWhatTheMigrationsMake) {
  const test::ScratchDatabase scratch(Dialect::sqlite);
  Database& db = const_cast<test::ScratchDatabase&>(scratch).db();
  std::string text =
      "-- Generated from schema/migrations/sqlite by the tests (TOCSIN_ACCEPT=1): "
      "what they come to.\n";
  for (Rows rows = db.query_text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT "
                                 "LIKE 'sqlite_%' ORDER BY rootpage = 0, tbl_name, type DESC, name",
                                 {});
       rows.next();) {
    text += "\n" + rows.string(0) + ";\n";
  }
  const std::filesystem::path file = std::filesystem::path(TOCSIN_SOURCE_DIR) / "schema/schema.sql";
  if (std::getenv("TOCSIN_ACCEPT") != nullptr) write_file(file, text);
  EXPECT_TRUE(read_file(file) == text) << "run the tests with TOCSIN_ACCEPT=1 and commit the file";
}

// But for the search for words, which is each database's own.
TEST(Schema, BothDialectsHaveTheSameColumns) {
  if (!test::pg_url()) GTEST_SKIP() << "NOT TESTED: no PostgreSQL";
  test::ScratchDatabase sqlite(Dialect::sqlite);
  test::ScratchDatabase postgres(Dialect::postgres);
  const auto columns = [](Database& db, std::string_view sql) {
    std::string out;
    for (Rows rows = db.query_text(sql, {}); rows.next();) {
      out += rows.string(0) + "." + rows.string(1) + "\n";
    }
    return out;
  };
  EXPECT_EQ(columns(sqlite.db(),
                    "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE "
                    "m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' "
                    "AND m.name NOT LIKE 'ticket_text%' AND m.name <> 'ticket_words' "
                    "ORDER BY 1, 2"),
            columns(postgres.db(),
                    "SELECT table_name::text COLLATE \"C\", column_name::text COLLATE \"C\" FROM "
                    "information_schema.columns WHERE table_schema = current_schema() "
                    "AND table_name NOT IN ('ticket_text', 'ticket_words') ORDER BY 1, 2"));
}

}  // namespace
}  // namespace tocsin::store
