#include "notify/channels/telegram_outcomes.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "notify/channels/api.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

constexpr auto kWords = std::to_array<WordRow>({
    {"bot was blocked by the user", {permanent, false, kDead, "the person blocked the bot"}},
    {"bot was kicked", {permanent, false, kDead, "the bot was removed from the chat"}},
    {"bot is not a member", {permanent, false, kDead, "the bot is not in the chat"}},
    {"user is deactivated", {permanent, false, kDead, "the account is gone"}},
    {"bot can't initiate conversation",
     {permanent, false, kDead, "the person has to write to the bot first"}},
    {"bot can't send messages to bots", {permanent, false, kDead, "the address is a bot"}},
    {"chat not found", {permanent, false, kDead, "no such chat; has it written to the bot?"}},
    {"user not found", {permanent, false, kDead, "no such person"}},
    {"peer_id_invalid", {permanent, false, kDead, "no such chat"}},
    {"group chat was deactivated", {permanent, false, kDead, "the group is gone"}},
    {"chat_id is empty", {permanent, false, kDead, "the address is no chat"}},
    {"upgraded to a supergroup", {permanent, false, false, "the group has another ID now"}},
    {"not enough rights", {permanent, false, false, "the bot may not write in the chat"}},
    {"have no rights", {permanent, false, false, "the bot may not write in the chat"}},
    {"need administrator rights", {permanent, false, false, "the bot has to be an administrator"}},
    {"chat_write_forbidden", {permanent, false, false, "the bot may not write in the chat"}},
    {"topic_closed", {permanent, false, false, "the topic is closed"}},
    {"message thread not found", {permanent, false, false, "the topic is gone: see option thread"}},
    {"can't parse entities", {permanent, false, false, "the message has a form Telegram refuses"}},
    {"message is too long", {permanent, false, false, "the message is too long"}},
    {"message text is empty", {permanent, false, false, "the message is empty"}},
    {"button_", {permanent, false, false, "a button has a form Telegram refuses"}},
});

constexpr auto kStatuses = std::to_array<OutcomeRow>({
    {200, 299, {delivered, false, false, "accepted"}},
    {300, 399, {permanent, false, false, "redirects are not followed"}},
    // An unknown token is answered 401 or, where its form is wrong, 404.
    {401, 401, {permanent, false, false, "the bot token is wrong", kRefusesUs}},
    {403, 403, {permanent, false, kDead, "the chat is closed to the bot"}},
    {404, 404, {permanent, false, false, "the bot token is wrong", kRefusesUs}},
    {408, 408, {transient, false, false, "Telegram waited too long for us"}},
    {409, 409, {transient, false, false, "somebody else uses the bot's token"}},
    {429, 429, {transient, kThrottles, false, "too many messages"}},
    {400, 499, {permanent, false, false, "refused"}},
    {502, 504, {transient, kThrottles, false, "Telegram is overloaded or away"}},
    {500, 599, {transient, false, false, "Telegram failed"}},
});

// A chat's ID has at most 52 bits and so is whole in any of JSON's numbers.
std::string whole_number(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->dump() : "";
}

}  // namespace

std::span<const WordRow> telegram_words() {
  return kWords;
}
std::span<const OutcomeRow> telegram_statuses() {
  return kStatuses;
}

Verdict telegram_verdict(int status, std::string_view description) {
  const std::string said = to_lower(description);
  const auto* const row = std::find_if(kWords.begin(), kWords.end(), [&](const WordRow& r) {
    return said.find(r.word) != said.npos;
  });
  const bool says_why = status == 400 || status == 403;
  return says_why && row != kWords.end() ? row->verdict : look_up(kStatuses, status);
}

TelegramAnswer telegram_answer(const net::HttpResult& result, Instant at) {
  if (!result.answered()) {
    return {outcome_from(result, transfer_verdict(result.outcome), "", at), "", false};
  }
  const net::HttpResponse& response = result.response;
  const Json answer = answer_object(response.body);
  if (!answer.is_object()) {
    Verdict verdict = telegram_verdict(response.status, "");
    if (verdict.outcome == delivered) verdict = {uncertain, false, false, "an unreadable answer"};
    // A gate before Telegram, not Telegram, may have said 403: the address is not blamed.
    verdict.dead_address = false;
    return {outcome_from(result, verdict, one_line(response.body), at), "", false};
  }
  const std::string description = text_in(answer, "description");
  Verdict verdict = telegram_verdict(response.status, description);
  const bool ok = answer.contains("ok") && answer["ok"] == true;
  if (verdict.outcome == delivered && !ok) verdict = {permanent, false, false, "refused"};
  TelegramAnswer out{outcome_from(result, verdict, description, at), "", false};
  const Json parameters = answer.value("parameters", Json());
  if (parameters.is_object()) {
    out.moved_to = whole_number(parameters, "migrate_to_chat_id");
    const auto wait = parameters.find("retry_after");
    if (wait != parameters.end() && wait->is_number_integer()) {
      const auto seconds = std::clamp<std::int64_t>(wait->get<std::int64_t>(), 0, 86'400);
      out.outcome.retry_after = std::chrono::seconds{seconds};
    }
  }
  out.cannot_parse = response.status == 400 &&
                     to_lower(description).find("can't parse entities") != std::string::npos;
  if (ok && answer.value("result", Json()).is_object()) {
    out.outcome.provider_id = whole_number(answer["result"], "message_id");
  }
  return out;
}

}  // namespace tocsin::notify
