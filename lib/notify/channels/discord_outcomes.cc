#include "notify/channels/discord_outcomes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "notify/channels/api.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

constexpr auto kCodes = std::to_array<OutcomeRow>({
    {10003, 10003, {permanent, false, kDead, "the channel is gone"}},
    {10004, 10004, {permanent, false, kDead, "the server is gone"}},
    {10013, 10013, {permanent, false, kDead, "the person is gone"}},
    {10015, 10015, {permanent, false, kDead, "the webhook was deleted"}},
    {20016, 20016, {transient, kThrottles, false, "the channel is in slow mode"}},
    {20028, 20029, {transient, kThrottles, false, "too many messages"}},
    {30007, 30007, {permanent, false, false, "too many webhooks"}},
    {40001, 40001, {permanent, false, false, "the bot token is wrong", kRefusesUs}},
    {40002, 40002, {permanent, false, false, "the bot's account must be verified", kRefusesUs}},
    {40005, 40005, {permanent, false, false, "the message is too large"}},
    {40062, 40062, {transient, kThrottles, false, "too many messages"}},
    {40067, 40067, {permanent, false, false, "the forum asks for a tag"}},
    {40333, 40333, {transient, kThrottles, false, "Discord's gate refuses us", kRefusesUs}},
    {50001, 50001, {permanent, false, false, "the bot cannot see the channel"}},
    {50006, 50006, {permanent, false, false, "the message is empty"}},
    {50007, 50007, {permanent, false, kDead, "the person takes no messages from the bot"}},
    {50008, 50008, {permanent, false, kDead, "nothing can be written in this kind of channel"}},
    {50013, 50013, {permanent, false, false, "the bot may not write in the channel"}},
    {50014, 50014, {permanent, false, false, "the bot token is wrong", kRefusesUs}},
    {50027, 50027, {permanent, false, kDead, "the webhook's address is wrong"}},
    {50035, 50035, {permanent, false, false, "the message has a form that Discord refuses"}},
    {50083, 50083, {permanent, false, false, "the thread is archived"}},
    {130000, 130000, {transient, kThrottles, false, "Discord is overloaded"}},
    {160005, 160005, {permanent, false, false, "the thread is locked"}},
    {200000, 200001, {permanent, false, false, "the server's filter refuses the text"}},
    {220001, 220004, {permanent, false, false, "a forum needs a thread: set the option thread"}},
});

constexpr auto kStatuses = std::to_array<OutcomeRow>({
    {200, 299, {delivered, false, false, "accepted"}},
    {300, 399, {permanent, false, false, "redirects are not followed"}},
    {401, 401, {permanent, false, false, "Discord does not know us", kRefusesUs}},
    {403, 403, {permanent, false, false, "not allowed"}},
    {408, 408, {transient, false, false, "Discord waited too long for us"}},
    {429, 429, {transient, kThrottles, false, "too many messages"}},
    {400, 499, {permanent, false, false, "refused"}},
    {502, 504, {transient, kThrottles, false, "Discord is overloaded or away"}},
    {500, 599, {transient, false, false, "Discord failed"}},
});

// Seconds with a fraction, rounded up; nothing for what is no time of at most a day.
std::optional<Duration> seconds_of(double seconds) {
  if (!(seconds >= 0 && seconds <= 86'400)) return std::nullopt;
  return Duration{static_cast<std::int64_t>(std::ceil(seconds * 1'000))};
}

std::optional<Duration> seconds_of(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return seconds_of(seconds);
}

int code_of(const Json& answer) {
  const auto code = answer.find("code");
  if (code == answer.end() || !code->is_number_integer()) return 0;
  const auto value = code->get<std::int64_t>();
  return value > 0 && value < 1'000'000 ? static_cast<int>(value) : 0;
}

}  // namespace

std::span<const OutcomeRow> discord_codes() {
  return kCodes;
}
std::span<const OutcomeRow> discord_statuses() {
  return kStatuses;
}

Verdict discord_verdict(int status, int code) {
  const bool known = std::any_of(kCodes.begin(), kCodes.end(), [&](const OutcomeRow& r) {
    return r.from <= code && code <= r.to;
  });
  return status >= 300 && known ? look_up(kCodes, code) : look_up(kStatuses, status);
}

DeliveryOutcome discord_outcome(const net::HttpResult& result, bool by_webhook, Instant at) {
  if (!result.answered()) return outcome_from(result, transfer_verdict(result.outcome), "", at);
  const net::HttpResponse& response = result.response;
  const Json answer = answer_object(response.body);
  const bool readable = answer.is_object();
  Verdict verdict = discord_verdict(response.status, readable ? code_of(answer) : 0);
  // With wait=true a webhook answers with the message, as the API always does.
  if (response.status == 200 && !readable) {
    verdict = {uncertain, false, false, "an answer nobody can read"};
  }
  // A webhook's address is all that can be missing there.
  if (by_webhook && response.status == 404) {
    verdict = {permanent, false, kDead, "the webhook was deleted"};
  }
  std::string said = readable ? text_in(answer, "message") : one_line(response.body);
  if (readable && answer.contains("errors")) said += " " + dump(answer["errors"]);  // which field
  DeliveryOutcome o = outcome_from(result, verdict, said, at);
  if (o.outcome == delivered && readable) o.provider_id = text_in(answer, "id");
  if (readable && o.outcome != delivered) {
    const auto wait = answer.find("retry_after");
    if (wait != answer.end() && wait->is_number()) o.retry_after = seconds_of(wait->get<double>());
  }
  const auto left = response.headers.find("X-RateLimit-Remaining");
  const auto reset = response.headers.find("X-RateLimit-Reset-After");
  if (left && *left == "0" && reset) o.spent_for = seconds_of(*reset);
  return o;
}

}  // namespace tocsin::notify
