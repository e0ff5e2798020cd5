#include "notify/channels/telegram_chats.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "notify/channels/api.h"
#include "notify/channels/telegram_outcomes.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kMaxUpdates = 4U << 20;
constexpr auto kMessages = std::to_array<std::string_view>(
    {"message", "edited_message", "channel_post", "edited_channel_post", "my_chat_member"});

const Json* member(const Json* value, std::string_view name) {
  if (value == nullptr || !value->is_object()) return nullptr;
  const auto found = value->find(name);
  return found == value->end() ? nullptr : &*found;
}

// What happened in a chat, if that is what the update tells.
const Json* event_of(const Json& update) {
  for (const std::string_view name : kMessages) {
    if (const Json* event = member(&update, name)) return event;
  }
  return member(member(&update, "callback_query"), "message");
}

std::string name_of(const Json& chat) {
  std::string name = text_in(chat, "title");
  if (name.empty()) name = text_in(chat, "first_name");
  const std::string last = text_in(chat, "last_name");
  if (!last.empty()) name += " " + last;
  const std::string user = text_in(chat, "username");
  if (!user.empty()) name += (name.empty() ? "@" : " @") + user;
  return one_line(name);
}

}  // namespace

std::vector<TelegramChat> chats_in(const Json& answer) {
  std::vector<TelegramChat> out;
  const Json* updates = member(&answer, "result");
  if (updates == nullptr || !updates->is_array()) return out;
  for (const Json& update : *updates) {
    const Json* event = event_of(update);
    const Json* chat = member(event, "chat");
    const Json* id = member(chat, "id");
    if (id == nullptr || !id->is_number_integer()) continue;
    const Json* date = member(event, "date");
    const bool dated = date != nullptr && date->is_number_integer();
    const auto seconds =
        dated ? std::clamp<std::int64_t>(date->get<std::int64_t>(), 0, 1LL << 33) : std::int64_t{0};
    TelegramChat seen{id->dump(), one_line(text_in(*chat, "type")), name_of(*chat),
                      from_ms(seconds * 1'000)};
    std::erase_if(out, [&](const TelegramChat& c) { return c.id == seen.id; });
    out.push_back(std::move(seen));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const TelegramChat& a, const TelegramChat& b) { return a.last > b.last; });
  return out;
}

std::vector<TelegramChat> telegram_chats(const ConfigReader& config) {
  const std::string token = config.secret("telegram.bot_token");
  if (token.empty()) fail(Exit::config, "TELEGRAM_BOT_TOKEN is not set");
  const Api api(config, "telegram");
  auto url = api.at(fmt::format("bot{}/getUpdates", token));
  if (!url) fail(Exit::config, "TELEGRAM_BOT_TOKEN is no bot token");
  // Without an offset nothing counts as fetched.
  net::HttpRequest request = api.post(*std::move(url), R"({"limit":100,"timeout":0})");
  request.limits.body = kMaxUpdates;
  request.repeatable = true;
  net::HttpResult result;
  net::Engine engine;
  engine.start(std::move(request), [&](net::HttpResult&& r) { result = std::move(r); });
  engine.run_until_idle();
  std::string why;
  const auto answer = parse_json(result.response.body, why, {.bytes = kMaxUpdates, .depth = 64});
  if (result.answered() && result.response.status == 200 && answer) return chats_in(*answer);
  result.text = without(std::move(result.text), token);
  result.response.body = without(std::move(result.response.body), token);
  const std::string detail = telegram_answer(result, Instant{}).outcome.detail;
  fail(Exit::unavailable, "{}", detail.empty() ? why : detail);
}

}  // namespace tocsin::notify
