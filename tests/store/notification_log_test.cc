// The view that people ask the log of notices with: SQL of their own must work on it.

#include <gtest/gtest.h>

#include "base/time.h"
#include "store/messages.h"
#include "support/databases.h"

namespace tocsin::store {
namespace {

class NotificationLogTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    db().transaction([&] {
      for (int i = 0; i < 130; ++i) {
        Message m;
        m.public_id = fmt::format("m-{:03}", i);
        m.identity = m.public_id;
        m.channel = i % 2 == 0 ? Channel::email : Channel::slack;
        m.address = "ann@example.org";
        m.kind = i % 3 == 0 ? "sla_breach" : "ticket_created";
        m.subject_key = "ticket/1";
        m.state = i % 2 == 0 ? MessageState::suppressed : MessageState::pending;
        m.content = "{}";
        m.created_at = m.due_at = now_ - std::chrono::hours{i};
        add_message(db(), m);
      }
    });
    // A dead letter each hour and a half or so.
    db().script(
        "UPDATE message SET state = 'sending', claim_until = 1, claimed_by = 'x' WHERE state = "
        "'pending'");
    db().script(
        "UPDATE message SET state = 'failed', claim_until = NULL, claimed_by = NULL, "
        "settled_at = created_at, error = '550 no such mailbox' WHERE state = 'sending'");
  }
  const Instant now_ = *parse_instant("2026-03-01T12:00:00Z");
};
TOCSIN_ON_BOTH_DATABASES(NotificationLogTest);

TEST_P(NotificationLogTest, CountsByTypeChannelAndStatusOfTheLastDay) {
  const std::vector<Value> since{now_ - std::chrono::hours{24}};
  std::int64_t messages = 0;
  std::vector<std::string> groups;
  for (Rows row = db().query_text("SELECT notification_type, channel, status, COUNT(*) AS count "
                                  "FROM notification_log WHERE created_at >= $1 "
                                  "GROUP BY notification_type, channel, status ORDER BY 1, 2, 3",
                                  since);
       row.next();) {
    groups.push_back(
        fmt::format("{} {} {} {}", row.text(0), row.text(1), row.text(2), row.integer(3)));
    messages += row.integer(3);
  }
  EXPECT_EQ(messages, 25);
  EXPECT_EQ(groups, (std::vector<std::string>{
                        "sla_breach email suppressed 5", "sla_breach slack failed 4",
                        "ticket_created email suppressed 8", "ticket_created slack failed 8"}));
}

// As tocsin-notify(1) shows it, by the database's own clock.
TEST_P(NotificationLogTest, TheDatabasesOwnClockSaysWhatTheLastDayIs) {
  const bool sqlite = db().dialect() == Dialect::sqlite;
  const Instant today = SystemClock().now();
  db().transaction([&] {
    for (const int hours_ago : {1, 23, 25, 400}) {
      Message m;
      m.public_id = m.identity = fmt::format("recent-{}", hours_ago);
      m.channel = Channel::sms;
      m.address = "+447700900123";
      m.kind = "ticket_assigned";
      m.subject_key = "ticket/2";
      m.content = "{}";
      m.created_at = m.due_at = today - std::chrono::hours{hours_ago};
      add_message(db(), m);
    }
  });
  const std::string since = sqlite ? "1000 * unixepoch('now', '-24 hours')"
                                   : "1000 * extract(epoch FROM now() - INTERVAL '24 hours')";
  Rows row = db().query_text(
      "SELECT notification_type, channel, status, COUNT(*) AS count FROM "
      "notification_log WHERE created_at >= " +
          since + " GROUP BY notification_type, channel, status",
      {});
  ASSERT_TRUE(row.next());
  EXPECT_EQ(row.text(0), "ticket_assigned");
  EXPECT_EQ(row.text(1), "sms");
  EXPECT_EQ(row.text(2), "pending");
  EXPECT_EQ(row.integer(3), 2);
  EXPECT_FALSE(row.next());
}

TEST_P(NotificationLogTest, TheFiftyLatestFailures) {
  Rows row = db().query_text(
      "SELECT * FROM notification_log WHERE status = 'failed' ORDER BY created_at DESC LIMIT 50",
      {});
  std::map<std::string, int, std::less<>> column;
  for (int i = 0; i < row.columns(); ++i) column.emplace(row.column_name(i), i);
  int rows = 0;
  std::int64_t before = to_ms(now_) + 1;
  for (; row.next(); ++rows) {
    EXPECT_EQ(row.text(column.at("error_message")), "550 no such mailbox");
    EXPECT_EQ(row.text(column.at("address")), "a…@example.org");  // never the whole of it
    EXPECT_LT(row.integer(column.at("created_at")), before);
    before = row.integer(column.at("created_at"));
  }
  EXPECT_EQ(rows, 50);
  EXPECT_FALSE(column.contains("content"));
}

}  // namespace
}  // namespace tocsin::store
