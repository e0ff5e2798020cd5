// The chat channels on the wire: where posts go, with what, and what follows from the answers.

#include <gtest/gtest.h>

#include "base/error.h"
#include "notify/channels/chat_support.h"
#include "notify/channels/telegram_chats.h"
#include "support/http_server.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;
using test::ServedConnection;
using test::ServedRequest;

constexpr const char* kSecret = "secret";

// Answers one after the other, the last one for good.
class Script {
 public:
  explicit Script(std::vector<std::pair<int, std::string>> answers)
      : answers_(std::move(answers)), server_([this](const ServedRequest&, ServedConnection& c) {
          const auto& [status, body] = answers_[std::min(next_, answers_.size() - 1)];
          ++next_;
          c.reply(status, body);
        }) {}
  std::string url(std::string_view path = "") const { return server_.url(path); }
  std::vector<ServedRequest> requests() const { return server_.requests(); }

 private:
  std::vector<std::pair<int, std::string>> answers_;
  std::size_t next_ = 0;
  test::HttpServer server_;
};

TEST(Slack, PostsToWebhookDefaultAndChannel) {
  Script slack({{200, "ok"}, {200, "ok"}, {200, R"({"ok":true,"ts":"1.2"})"}});
  ChatDesk desk(Channel::slack);
  desk.config.set("slack.base_url", slack.url("/api"));
  desk.config.set("slack.webhook_url", slack.url("/services/T/B/default"));
  const std::string content = desk.compose(price_drop(), "9.9");
  EXPECT_EQ(desk.send(slack.url("/services/T/B/own"), content).outcome, delivered);
  EXPECT_EQ(desk.send("default", content).outcome, delivered);
  EXPECT_EQ(desk.send("#alerts", content).provider_id, "1.2");
  const auto requests = slack.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].target, "/services/T/B/own");
  EXPECT_EQ(requests[0].header("Authorization"), "");
  EXPECT_FALSE(Json::parse(requests[0].body).contains("thread_ts"));
  EXPECT_EQ(requests[1].target, "/services/T/B/default");
  EXPECT_EQ(requests[2].target, "/api/chat.postMessage");
  EXPECT_EQ(requests[2].header("Authorization"), "Bearer xoxb-1234567890-secret");
  EXPECT_EQ(Json::parse(requests[2].body)["channel"], "#alerts");
  EXPECT_EQ(Json::parse(requests[2].body)["thread_ts"], "9.9");
}

TEST(Slack, SaysWhatIsNotSetUp) {
  ChatDesk desk(Channel::slack);
  desk.config.set("slack.bot_token", "");
  const std::string content = desk.compose(price_drop());
  EXPECT_NE(desk.send("C1", content).detail.find("SLACK_BOT_TOKEN"), std::string::npos);
  const auto none = desk.send("default", content);
  EXPECT_NE(none.detail.find("SLACK_WEBHOOK_URL"), std::string::npos);
  EXPECT_TRUE(none.refuses_us);
  EXPECT_FALSE(none.dead_address);
}

TEST(Slack, AWebhookElsewhereMustBePublic) {
  Script own({{200, "ok"}});
  Script other({{200, "ok"}});
  ChatDesk desk(Channel::slack);
  desk.config.set("slack.base_url", own.url("/api"));
  const auto o = desk.send(other.url("/services/x"), desk.compose(price_drop()));
  EXPECT_EQ(o.outcome, permanent);
  EXPECT_TRUE(other.requests().empty());
}

TEST(Discord, PostsToWebhookAndChannel) {
  Script discord({{200, R"({"id":"1182345678901234567"})"}});
  ChatDesk desk(Channel::discord);
  desk.config.set("discord.base_url", discord.url("/api/v10"));
  desk.config.set("discord.webhook_url", discord.url("/api/v10/webhooks/1/default"));
  const std::string content = desk.compose(price_drop(), "1182345678901234567");
  const std::string options = R"({"role":"1082345678901230099","thread":"1082345678901230077"})";
  EXPECT_EQ(desk.send("default", content, options).provider_id, "1182345678901234567");
  EXPECT_EQ(desk.send("1082345678901230000", content).outcome, delivered);
  Notice quiet = price_drop();
  quiet.priority = 3;
  EXPECT_EQ(desk.send("default", desk.compose(quiet), options).outcome, delivered);
  const auto requests = discord.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].target,
            "/api/v10/webhooks/1/default?wait=true&thread_id=1082345678901230077");
  const Json first = Json::parse(requests[0].body);
  EXPECT_EQ(first["content"], "<@&1082345678901230099>");
  EXPECT_EQ(first["allowed_mentions"],
            Json::parse(R"({"parse":[],"roles":["1082345678901230099"]})"));
  EXPECT_FALSE(first.contains("nonce"));
  EXPECT_FALSE(first.contains("message_reference"));
  EXPECT_EQ(requests[1].target, "/api/v10/channels/1082345678901230000/messages");
  EXPECT_EQ(requests[1].header("Authorization"), "Bot MTA4MjM0NTY3ODkw.secret");
  EXPECT_TRUE(requests[1].header("User-Agent").starts_with("DiscordBot ("));
  const Json second = Json::parse(requests[1].body);
  EXPECT_EQ(second["nonce"].get<std::string>().size(), 25U);
  EXPECT_EQ(second["enforce_nonce"], true);
  EXPECT_EQ(second["message_reference"]["message_id"], "1182345678901234567");
  EXPECT_EQ(second["allowed_mentions"], Json::parse(R"({"parse":[]})"));
  EXPECT_FALSE(Json::parse(requests[2].body).contains("content")) << "a role is called from 4 on";
}

TEST(Discord, RefusesWhatIsNoAddress) {
  ChatDesk desk(Channel::discord);
  const std::string content = desk.compose(price_drop());
  for (const char* address : {"../../users/@me", "123", "", "general"}) {
    EXPECT_EQ(desk.send(address, content).outcome, permanent) << address;
  }
}

TEST(Telegram, FollowsAGroupThatMoved) {
  Script telegram(
      {{400,
        R"({"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to )"
        R"(a supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890}})"},
       {200, R"({"ok":true,"result":{"message_id":5}})"}});
  ChatDesk desk(Channel::telegram);
  desk.config.set("telegram.base_url", telegram.url(""));
  const auto o = desk.send("-42", desk.compose(price_drop()));
  EXPECT_EQ(o.outcome, delivered) << o.detail;
  EXPECT_EQ(o.new_address, "-1001234567890");
  EXPECT_EQ(o.provider_id, "5");
  const auto requests = telegram.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].target, "/bot123456789:AAF-secret_secret/sendMessage");
  EXPECT_EQ(Json::parse(requests[0].body)["chat_id"], -42);
  EXPECT_EQ(Json::parse(requests[1].body)["chat_id"], -1001234567890);
}

TEST(Telegram, SendsPlainTextOnceWhereItsMarkupIsRefused) {
  const std::string refused =
      R"({"ok":false,"error_code":400,"description":"Bad Request: can't parse entities: at 3"})";
  Script telegram({{400, refused}});
  ChatDesk desk(Channel::telegram);
  desk.config.set("telegram.base_url", telegram.url(""));
  const auto o = desk.send("42", desk.compose(price_drop()));
  EXPECT_EQ(o.outcome, permanent);
  EXPECT_FALSE(o.dead_address);
  const auto requests = telegram.requests();
  ASSERT_EQ(requests.size(), 2U);
  const Json plain = Json::parse(requests[1].body);
  EXPECT_FALSE(plain.contains("parse_mode"));
  EXPECT_EQ(plain["text"].get<std::string>().find('\\'), std::string::npos);
}

TEST(Telegram, ItsTokenNeverShows) {
  std::optional<Script> telegram;
  telegram.emplace(std::vector<std::pair<int, std::string>>{
      {404, "no such path /bot123456789:AAF-secret_secret/sendMessage"}});
  ChatDesk desk(Channel::telegram);
  desk.config.set("telegram.base_url", telegram->url(""));
  const std::string content = desk.compose(price_drop());
  const auto unknown = desk.send("42", content);
  EXPECT_EQ(unknown.detail.find(kSecret), std::string::npos) << unknown.detail;
  EXPECT_TRUE(unknown.refuses_us);
  telegram.reset();  // nobody listens there any more
  const auto gone = desk.send("42", content);
  EXPECT_EQ(gone.outcome, transient);
  EXPECT_EQ(gone.detail.find(kSecret), std::string::npos) << gone.detail;
}

TEST(Telegram, AnAddressThatIsNoChatIsDead) {
  ChatDesk desk(Channel::telegram);
  const std::string content = desk.compose(price_drop());
  for (const char* address : {"", "ann", "@", "12a", "--1", "123456789012345678901"}) {
    const auto o = desk.send(address, content);
    EXPECT_EQ(o.outcome, permanent) << address;
    EXPECT_TRUE(o.dead_address) << address;
  }
}

TEST(TelegramChats, AreListedAndNotFetched) {
  Script telegram({{200, R"({"ok":true,"result":[
      {"update_id":1,"message":{"message_id":1,"date":100,"text":"hi",
        "chat":{"id":42,"type":"private","first_name":"Ann","last_name":"Lee","username":"al"}}},
      {"update_id":2,"my_chat_member":{"date":300,"chat":{"id":-1001234567890,"type":"supergroup",
        "title":"Desk\u0007"}}},
      {"update_id":3,"callback_query":{"id":"x","message":{"message_id":1,"date":200,
        "chat":{"id":42,"type":"private","first_name":"Ann"}}}},
      {"update_id":4,"poll":{}}, 5, {"message":{"chat":{"id":"x"}}}]})"}});
  ChatDesk desk(Channel::telegram);
  desk.config.set("telegram.base_url", telegram.url(""));
  const auto chats = telegram_chats(desk.config);
  ASSERT_EQ(chats.size(), 2U);
  EXPECT_EQ(chats[0].id, "-1001234567890");
  EXPECT_EQ(chats[0].name, "Desk ");
  EXPECT_EQ(chats[1].id, "42");
  EXPECT_EQ(chats[1].name, "Ann");
  EXPECT_FALSE(Json::parse(telegram.requests()[0].body).contains("offset"));
}

TEST(TelegramChats, SayWhyNot) {
  Script telegram(
      {{409, R"({"ok":false,"error_code":409,"description":"Conflict: webhook is active"})"}});
  ChatDesk desk(Channel::telegram);
  desk.config.set("telegram.base_url", telegram.url(""));
  try {
    (void)telegram_chats(desk.config);
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("webhook is active"), std::string::npos) << e.what();
    EXPECT_EQ(std::string(e.what()).find(kSecret), std::string::npos) << e.what();
  }
}

TEST(Discord, ABotPutsReactionsBelowItsMessage) {
  struct Case {
    std::string address, options;
    std::vector<std::pair<int, std::string>> answers;
    std::vector<std::string> puts;
  };
  const std::string channel = "1082345678901230000", message = "1182345678901234567";
  const std::string taken = R"({"id":")" + message + R"("})";
  const std::string below = "/api/channels/" + channel + "/messages/" + message + "/reactions/";
  const Case cases[] = {
      {channel,
       R"({"reactions":["✅","eyes:1082345678901230001"]})",
       {{200, taken}, {204, ""}},
       {below + "%E2%9C%85/@me", below + "eyes%3A1082345678901230001/@me"}},
      {channel,
       R"({"reactions":["✅","👀"]})",
       {{200, taken}, {403, "{}"}},
       {below + "%E2%9C%85/@me"}},
      {channel,
       R"({"reactions":["1","2","3","4","5","6"]})",
       {{200, taken}, {204, ""}},
       {below + "1/@me", below + "2/@me", below + "3/@me", below + "4/@me", below + "5/@me"}},
      {channel, R"({"reactions":"✅"})", {{200, taken}}, {}},
      {channel, R"({"reactions":[7,""]})", {{200, taken}}, {}},
      {channel, "", {{200, taken}}, {}},
      {"default", R"({"reactions":["✅"]})", {{200, taken}}, {}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.options);
    Script discord(c.answers);
    ChatDesk desk(Channel::discord);
    desk.config.set("discord.base_url", discord.url("/api"));
    desk.config.set("discord.webhook_url", discord.url("/hook"));
    const auto outcome = desk.send(c.address, desk.compose(price_drop()), c.options);
    EXPECT_EQ(outcome.outcome, delivered) << "whatever becomes of the reactions";
    EXPECT_EQ(outcome.provider_id, message);
    std::vector<std::string> puts;
    for (const ServedRequest& r : discord.requests()) {
      if (r.method != "PUT") continue;
      puts.push_back(r.target);
      EXPECT_EQ(r.header("Authorization"), "Bot MTA4MjM0NTY3ODkw.secret");
    }
    EXPECT_EQ(puts, c.puts);
  }
}

TEST(Discord, ARefusedMessageGetsNoReaction) {
  Script discord({{403, R"({"message":"Missing Permissions","code":50013})"}});
  ChatDesk desk(Channel::discord);
  desk.config.set("discord.base_url", discord.url("/api"));
  EXPECT_EQ(desk.send("1082345678901230000", desk.compose(price_drop()), R"({"reactions":["✅"]})")
                .outcome,
            permanent);
  EXPECT_EQ(discord.requests().size(), 1U);
}

}  // namespace
}  // namespace tocsin::notify
