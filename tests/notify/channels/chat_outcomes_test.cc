// What Slack, Discord and Telegram answer, row by row and as whole answers.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "notify/channels/discord_outcomes.h"
#include "notify/channels/slack_outcomes.h"
#include "notify/channels/telegram_outcomes.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

net::HttpResult answer(int status, std::string body, const std::vector<net::Header>& headers = {}) {
  net::HttpResult r;
  r.outcome = net::TransferOutcome::answered;
  r.response.status = status;
  r.response.body = std::move(body);
  for (const net::Header& h : headers) r.response.headers.append_line(h.name + ": " + h.value);
  return r;
}

TEST(SlackOutcomes, EveryRowIsFoundByItsWord) {
  std::set<std::string_view> seen;
  for (const WordRow& row : slack_words()) {
    EXPECT_TRUE(seen.insert(row.word).second) << row.word;
    EXPECT_EQ(slack_verdict(200, row.word), row.verdict) << row.word;
    EXPECT_EQ(slack_verdict(404, row.word), row.verdict) << row.word;
    EXPECT_NE(row.verdict.outcome, delivered) << row.word;
    if (row.verdict.dead_address || row.verdict.refuses_us) {
      EXPECT_EQ(row.verdict.outcome, permanent) << row.word;
    }
    EXPECT_FALSE(row.verdict.meaning.empty()) << row.word;
  }
}

TEST(DiscordOutcomes, EveryRowIsFoundByItsCode) {
  int last = 0;
  for (const OutcomeRow& row : discord_codes()) {
    EXPECT_GT(row.from, last);
    last = row.to;
    EXPECT_EQ(discord_verdict(400, row.from), row.verdict) << row.from;
    EXPECT_EQ(discord_verdict(403, row.to), row.verdict) << row.to;
    EXPECT_EQ(discord_verdict(200, row.from).outcome, delivered);
    EXPECT_NE(row.verdict.outcome, delivered) << row.from;
  }
}

TEST(TelegramOutcomes, EveryRowIsFoundInItsDescription) {
  for (const WordRow& row : telegram_words()) {
    const std::string description = fmt::format("Bad Request: {} now", row.word);
    EXPECT_EQ(telegram_verdict(400, description), row.verdict) << row.word;
    EXPECT_EQ(telegram_verdict(429, description).outcome, transient) << row.word;
    EXPECT_EQ(row.verdict.outcome, permanent) << row.word;
  }
}

TEST(ChatOutcomes, EveryHttpStatus) {
  const std::set<int> again{408, 429};
  const std::set<int> throttling{429, 502, 503, 504};
  for (int status = 100; status < 600; ++status) {
    const bool passing = again.contains(status) || status >= 500;
    const auto slack = slack_outcome(answer(status, ""), Instant{});
    const auto discord = discord_outcome(answer(status, ""), false, Instant{});
    const auto telegram = telegram_answer(answer(status, ""), Instant{}).outcome;
    const bool taken = status >= 200 && status < 300;
    // Nothing readable after 2xx: taken, perhaps. Discord's webhooks say 204 without wait=true.
    EXPECT_EQ(slack.outcome, taken ? uncertain : passing ? transient : permanent) << status;
    EXPECT_EQ(telegram.outcome, taken                      ? uncertain
                                : passing || status == 409 ? transient
                                                           : permanent)
        << status;
    EXPECT_EQ(discord.outcome, status == 200 ? uncertain
                               : taken       ? delivered
                               : passing     ? transient
                                             : permanent)
        << status;
    for (const DeliveryOutcome& o : {slack, discord, telegram}) {
      EXPECT_EQ(o.throttles, throttling.contains(status)) << status << o.detail;
      EXPECT_EQ(o.refuses_us,
                status == 401 || (status == 404 && o.detail.find("token") != std::string::npos))
          << status << o.detail;
    }
  }
}

struct Case {
  std::string provider;
  net::HttpResult result;
  OutcomeClass outcome;
  bool throttles, dead;
  std::string says;
};

DeliveryOutcome outcome_of(const std::string& provider, const net::HttpResult& r) {
  if (provider == "slack") return slack_outcome(r, Instant{});
  if (provider == "telegram") return telegram_answer(r, Instant{}).outcome;
  return discord_outcome(r, provider == "discord-webhook", Instant{});
}

TEST(ChatOutcomes, WholeAnswers) {
  const Case cases[] = {
      {"slack", answer(200, "ok"), delivered, false, false, ""},
      {"slack", answer(200, R"({"ok":true,"ts":"1.2"})"), delivered, false, false, ""},
      {"slack", answer(200, R"({"ok":false,"error":"channel_not_found"})"), permanent, false, true,
       "channel_not_found"},
      {"slack", answer(200, R"({"ok":false,"error":"new_one"})"), permanent, false, false,
       "new_one"},
      {"slack", answer(200, R"({"ok":false,"error":"fatal_error"})"), uncertain, false, false,
       "fatal_error"},
      {"slack", answer(200, "<html>"), uncertain, false, false, "html"},
      {"slack", answer(200, R"({"ok":)"), uncertain, false, false, "read"},
      {"slack", answer(404, "no_service"), permanent, false, true, "no_service"},
      {"slack", answer(404, "<html>gate</html>"), permanent, false, false, "gate"},
      {"slack", answer(400, "invalid_payload"), permanent, false, false, "invalid_payload"},
      {"slack", answer(410, "channel_is_archived"), permanent, false, true, "archived"},
      {"slack", answer(429, "rate_limited"), transient, true, false, "rate_limited"},
      {"discord", answer(200, R"({"id":"1"})"), delivered, false, false, ""},
      {"discord", answer(404, R"({"message":"Unknown Channel","code":10003})"), permanent, false,
       true, "Unknown Channel"},
      {"discord", answer(404, R"({"message":"404: Not Found","code":0})"), permanent, false, false,
       "Not Found"},
      {"discord-webhook", answer(404, R"({"message":"Unknown Webhook","code":10015})"), permanent,
       false, true, "Unknown Webhook"},
      {"discord-webhook", answer(404, ""), permanent, false, true, "deleted"},
      {"discord-webhook", answer(204, ""), delivered, false, false, ""},
      {"discord",
       answer(400, R"({"message":"Invalid Form Body","code":50035,"errors":{"embeds":1}})"),
       permanent, false, false, "embeds"},
      {"discord", answer(403, R"({"message":"Missing Permissions","code":50013})"), permanent,
       false, false, "Missing Permissions"},
      {"discord", answer(403, "error code: 1015"), permanent, false, false, "1015"},
      {"telegram", answer(200, R"({"ok":true,"result":{"message_id":5}})"), delivered, false, false,
       ""},
      {"telegram", answer(200, R"({"ok":false})"), permanent, false, false, "refused"},
      {"telegram",
       answer(403, R"({"ok":false,"description":"Forbidden: bot was blocked by the user"})"),
       permanent, false, true, "blocked"},
      {"telegram", answer(403, "<html>"), permanent, false, false, "html"},
      {"telegram", answer(400, R"({"ok":false,"description":"Bad Request: chat not found"})"),
       permanent, false, true, "chat not found"},
      {"telegram", answer(400, R"({"ok":false,"description":"Bad Request: something new"})"),
       permanent, false, false, "something new"},
      {"telegram", answer(401, R"({"ok":false,"description":"Unauthorized"})"), permanent, false,
       false, "Unauthorized"},
  };
  for (const Case& c : cases) {
    const DeliveryOutcome o = outcome_of(c.provider, c.result);
    const std::string what = c.provider + " " + c.result.response.body;
    EXPECT_EQ(o.outcome, c.outcome) << what;
    EXPECT_EQ(o.throttles, c.throttles) << what;
    EXPECT_EQ(o.dead_address, c.dead) << what;
    EXPECT_EQ(o.code, c.result.response.status) << what;
    EXPECT_NE(o.detail.find(c.says), std::string::npos) << what << ": " << o.detail;
  }
}

TEST(ChatOutcomes, IdsAndTimes) {
  EXPECT_EQ(slack_outcome(answer(200, R"({"ok":true,"ts":"1.2"})"), Instant{}).provider_id, "1.2");
  EXPECT_EQ(slack_outcome(answer(429, "", {{"Retry-After", "30"}}), Instant{}).retry_after,
            Duration{30'000});

  const auto taken =
      discord_outcome(answer(200, R"({"id":"77"})",
                             {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset-After", "1.25"}}),
                      true, Instant{});
  EXPECT_EQ(taken.provider_id, "77");
  EXPECT_EQ(taken.spent_for, Duration{1'250});
  EXPECT_FALSE(taken.retry_after);
  const auto room =
      discord_outcome(answer(200, R"({"id":"77"})",
                             {{"X-RateLimit-Remaining", "3"}, {"X-RateLimit-Reset-After", "1.25"}}),
                      true, Instant{});
  EXPECT_FALSE(room.spent_for);
  const auto limited = discord_outcome(
      answer(429, R"({"retry_after":0.6571,"global":true})", {{"Retry-After", "1"}}), true,
      Instant{});
  EXPECT_EQ(limited.retry_after, Duration{658}) << "the body is finer than the header";
  EXPECT_FALSE(discord_outcome(answer(429, R"({"retry_after":-1})"), true, Instant{}).retry_after);

  const auto flood = telegram_answer(
      answer(429, R"({"ok":false,"description":"x","parameters":{"retry_after":7}})"), Instant{});
  EXPECT_EQ(flood.outcome.retry_after, Duration{7'000});
  const auto moved = telegram_answer(
      answer(400, R"({"ok":false,"description":"Bad Request: group chat was upgraded to a )"
                  R"(supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890123}})"),
      Instant{});
  EXPECT_EQ(moved.moved_to, "-1001234567890123");
  EXPECT_FALSE(moved.outcome.dead_address);
  EXPECT_EQ(telegram_answer(answer(200, R"({"ok":true,"result":{"message_id":5}})"), Instant{})
                .outcome.provider_id,
            "5");
}

}  // namespace
}  // namespace tocsin::notify
