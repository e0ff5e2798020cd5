// What a chat's answers change in the database, on both databases.

#include <gtest/gtest.h>

#include "alert/alerts.h"
#include "alert/audit.h"
#include "cli/config.h"
#include "notify/deliver.h"
#include "notify/plan.h"
#include "store/destinations.h"
#include "store/people.h"
#include "support/databases.h"
#include "support/http_server.h"

namespace tocsin::notify {
namespace {

class ChatLifeTest : public test::DatabaseTest {
 protected:
  ChatLifeTest()
      : telegram_([this](const test::ServedRequest& request, test::ServedConnection& c) {
          if (!reply_.empty()) return c.reply(status_, reply_);
          const bool moved = Json::parse(request.body)["chat_id"] != -1001234567890;
          c.reply(moved ? 400 : 200,
                  moved ? R"({"ok":false,"description":"group chat was upgraded to a supergroup",)"
                          R"("parameters":{"migrate_to_chat_id":-1001234567890}})"
                        : R"({"ok":true,"result":{"message_id":55}})");
        }) {
    config_.set("telegram.bot_token", "123:secret");
    config_.set("telegram.base_url", telegram_.url(""));
  }
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    db().transaction([&] {
      store::Person ann;
      ann.source = "test";
      ann.external_id = "ann";
      ann.name = "Ann";
      ann_ = store::save_person(db(), ann, now_).id;
      store::Destination chat;
      chat.person_id = ann_;
      chat.channel = "telegram";
      chat.address = "-42";
      chat_ = store::save_destination(db(), chat, now_).id;
    });
  }

  template <typename F>
  auto noted(F&& what) {
    alert::Trail trail(db(), "test", now_);
    return db().transaction([&] {
      trail.clear();
      auto out = what(trail);
      trail.flush();
      return out;
    });
  }
  std::int64_t raise() {
    AlertDraft draft;
    draft.kind = "price_drop";
    draft.title = "Cheaper";
    draft.dedup_key = "k";
    draft.priority = 3;
    draft.subject = {"event", "7"};
    draft.recipients = {"person:ann"};
    return noted([&](alert::Trail& trail) { return alert::raise(db(), trail, draft).id; });
  }
  void resolve(std::int64_t id) {
    noted([&](alert::Trail& trail) { return alert::resolve(db(), trail, id, "over"); });
  }
  void run() {
    Carriers carriers(config_, settings_);
    plan(db(), carriers, settings_, {now_, "test", false, false, std::nullopt});
    deliver(db(), carriers, settings_, {now_, "test", std::nullopt, std::nullopt});
  }
  store::Destination chat() { return store::find_destination(db(), chat_).value(); }
  Json body(std::size_t i) const { return Json::parse(telegram_.requests().at(i).body); }

  int status_ = 200;
  std::string reply_;
  test::HttpServer telegram_;
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Instant now_ = at("2026-06-01T12:00:00Z");
  std::int64_t ann_ = 0, chat_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(ChatLifeTest);

TEST_P(ChatLifeTest, ADestinationMovesWithItsGroup) {
  const auto alert = raise();
  run();
  EXPECT_EQ(chat().address, "-1001234567890");
  EXPECT_TRUE(chat().enabled);
  ASSERT_EQ(telegram_.requests().size(), 2U);
  // What follows goes there at once, as an answer to the first message.
  resolve(alert);
  now_ += Duration{60'000};
  run();
  ASSERT_EQ(telegram_.requests().size(), 3U);
  EXPECT_EQ(body(2)["chat_id"], -1001234567890);
  EXPECT_EQ(body(2)["reply_parameters"]["message_id"], 55);
}

TEST_P(ChatLifeTest, AChatThatBlockedTheBotIsDisabledOnce) {
  status_ = 403;
  reply_ = R"({"ok":false,"description":"Forbidden: bot was blocked by the user"})";
  raise();
  run();
  EXPECT_FALSE(chat().enabled);
  EXPECT_NE(chat().dead_reason.find("blocked by the user"), std::string::npos);
}

TEST_P(ChatLifeTest, AMoveToAnAddressThatIsThereDisablesTheOld) {
  db().transaction([&] {
    store::Destination other;
    other.person_id = ann_;
    other.channel = "telegram";
    other.address = "-1001234567890";
    store::save_destination(db(), other, now_);
    store::move_destination(db(), chat_, "-1001234567890", now_);
  });
  EXPECT_EQ(chat().address, "-42");
  EXPECT_FALSE(chat().enabled);
  EXPECT_FALSE(chat().dead_at);
}

}  // namespace
}  // namespace tocsin::notify
