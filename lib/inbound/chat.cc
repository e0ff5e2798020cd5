// Buttons and news from chats: Slack's interactivity, Telegram's updates, Discord's interactions.

#include "alert/presence.h"
#include "inbound/form.h"
#include "inbound/routes.h"
#include "inbound/verify.h"
#include "store/callers.h"

namespace tocsin::inbound {
namespace {

Proof proof(bool holds) {
  return holds ? Proof::good : Proof::wrong;
}

std::optional<Json> json_of(std::string_view text) {
  std::string why;
  auto value = parse_json(text, why);
  if (!value || !value->is_object()) return std::nullopt;
  return value;
}

// The text at a.b.c; empty if absent.
std::string text_at(const Json& value, std::initializer_list<const char*> path) {
  const Json* at = &value;
  for (const char* name : path) {
    const auto found = at->is_object() ? at->find(name) : at->end();
    if (!at->is_object() || found == at->end()) return "";
    at = &*found;
  }
  return at->is_string() ? at->get<std::string>() : "";
}

Answer json(std::string_view text) {
  return {200, "application/json", std::string(text), "", ""};
}

}  // namespace

Proof prove_slack(const Call& call) {
  return proof(
      is_from_slack(call.settings.slack_secret, call.request.header("X-Slack-Request-Timestamp"),
                    call.request.header("X-Slack-Signature"), call.request.body, call.now));
}

Answer slack(const Call& call, store::Database& db, alert::Trail& trail) {
  const auto form = parse_form(call.request.body);
  const auto payload = form ? json_of(field(*form, "payload")) : std::nullopt;
  if (!payload) return refuse(400);
  // The signature is of one request at one time: it names it.
  const std::string id = "slack:" + std::string(call.request.header("X-Slack-Signature"));
  if (!store::first_seen(db, id, call.now, 2 * kTolerance)) return {200, "", "", "", ""};
  const Json actions = payload->value("actions", Json::array());
  if (text_at(*payload, {"type"}) == "block_actions" && actions.is_array() && !actions.empty()) {
    alert::take_press(db, trail, Channel::slack, text_at(*payload, {"user", "id"}),
                      text_at(actions.front(), {"value"}));
  }
  return {200, "", "", "", ""};
}

Proof prove_telegram(const Call& call) {
  return proof(is_from_telegram(call.settings.telegram_secret,
                                call.request.header("X-Telegram-Bot-Api-Secret-Token")));
}

Answer telegram(const Call& call, store::Database& db, alert::Trail& trail) {
  const auto update = json_of(call.request.body);
  const auto id = update ? alert::telegram_update_id(*update) : std::nullopt;
  if (!id) return refuse(400);
  // Telegram repeats an update for at most a day.
  std::string words;
  if (store::first_seen(db, fmt::format("telegram:{}", *id), call.now, std::chrono::days{2})) {
    words = alert::take_telegram_update(db, trail, *update);
  }
  // Until it is answered a button shows that it waits; the answer may be a call of the Bot API.
  const std::string press = alert::telegram_press_id(*update);
  if (press.empty()) return {200, "", "", "", ""};
  Json answer{{"method", "answerCallbackQuery"}, {"callback_query_id", press}};
  if (!words.empty()) answer["text"] = words;
  return json(answer.dump());
}

Proof prove_discord(const Call& call) {
  return proof(
      is_from_discord(call.settings.discord_key, call.request.header("X-Signature-Timestamp"),
                      call.request.header("X-Signature-Ed25519"), call.request.body, call.now));
}

Answer discord(const Call& call, store::Database& db, alert::Trail& trail) {
  constexpr int kPing = 1, kComponent = 3;
  const auto interaction = json_of(call.request.body);
  if (!interaction || !interaction->value("type", Json()).is_number_integer()) return refuse(400);
  const int type = interaction->value("type", 0);
  if (type == kPing) return json(R"({"type":1})");  // PONG
  if (type != kComponent) return refuse(400);
  if (store::first_seen(db, "discord:" + text_at(*interaction, {"id"}), call.now, 2 * kTolerance)) {
    std::string user = text_at(*interaction, {"member", "user", "id"});
    if (user.empty()) user = text_at(*interaction, {"user", "id"});
    const std::string words = alert::take_press(db, trail, Channel::discord, user,
                                                text_at(*interaction, {"data", "custom_id"}));
    if (!words.empty()) {
      // An answer of our own (4) that only they see (the flag 1 << 6).
      constexpr int kMessage = 4, kOnlyTheirs = 64;
      return json(Json{{"type", kMessage},
                       {"data",
                        {{"content", words},
                         {"flags", kOnlyTheirs},
                         {"allowed_mentions", {{"parse", Json::array()}}}}}}
                      .dump());
    }
  }
  return json(R"({"type":6})");  // taken; the message stays as it is
}

}  // namespace tocsin::inbound
