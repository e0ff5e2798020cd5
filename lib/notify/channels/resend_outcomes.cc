#include "notify/channels/resend_outcomes.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "notify/channels/api.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

constexpr auto kErrors = std::to_array<WordRow>({
    {"missing_api_key", {permanent, false, false, "no API key", kRefusesUs}},
    {"restricted_api_key", {permanent, false, false, "the API key may not send", kRefusesUs}},
    {"invalid_api_key", {permanent, false, false, "the API key is refused", kRefusesUs}},
    {"invalid_from_address", {permanent, false, false, "our sender is refused", kRefusesUs}},
    {"invalid_idempotency_key", {permanent, false, false, "the key of the mail is refused"}},
    {"invalid_idempotent_request",
     {permanent, false, false, "another mail went out under this key before"}},
    {"concurrent_idempotent_requests", {transient, false, false, "the same mail is being sent"}},
    {"rate_limit_exceeded", {transient, kThrottles, false, "too many requests"}},
    {"daily_quota_exceeded",
     {transient, kThrottles, false, "the day's quota is used up", kRefusesUs}},
    {"monthly_quota_exceeded",
     {transient, kThrottles, false, "the month's quota is used up", kRefusesUs}},
});

constexpr auto kStatuses = std::to_array<OutcomeRow>({
    {200, 299, {delivered, false, false, "accepted"}},
    {300, 399, {permanent, false, false, "redirects are not followed"}},
    {401, 401, {permanent, false, false, "the API key is refused", kRefusesUs}},
    {403, 403, {permanent, false, false, "the API key or our sender is refused", kRefusesUs}},
    {404, 405, {permanent, false, false, "nothing takes mails there", kRefusesUs}},
    {408, 408, {transient, false, false, "Resend waited too long for us"}},
    {409, 409, {transient, false, false, "the same mail is being sent"}},
    {429, 429, {transient, kThrottles, false, "too many requests"}},
    {400, 499, {permanent, false, false, "refused"}},
    {501, 501, {permanent, false, false, "not implemented", kRefusesUs}},
    {503, 503, {transient, kThrottles, false, "Resend is away"}},
    {500, 599, {transient, false, false, "Resend failed"}},
});

constexpr std::int64_t kLongestReset = 86'400;  // seconds

// Mail addresses in words of others, masked.
std::string without_addresses(std::string_view text) {
  std::string out;
  constexpr std::string_view kBetween = " \"'`<>(),;:";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kBetween), text.size());
    const std::string_view word = text.substr(0, end);
    out += word.find('@') == word.npos ? std::string(word) : mask_address(word);
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<std::int64_t> number(const net::ResponseHeaders& headers, std::string_view name) {
  const auto text = headers.find(name);
  std::int64_t value = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::span<const WordRow> resend_error_table() {
  return kErrors;
}
std::span<const OutcomeRow> resend_status_table() {
  return kStatuses;
}

Verdict resend_verdict(int status, std::string_view error) {
  const Verdict* const named = look_up(kErrors, error);
  return named != nullptr && status / 100 != 2 ? *named : look_up(kStatuses, status);
}

DeliveryOutcome resend_outcome(const net::HttpResult& r, Instant at) {
  if (!r.answered()) return outcome_from(r, transfer_verdict(r.outcome), "", at);
  const Json answer = answer_object(r.response.body);
  const bool readable = answer.is_object();
  const std::string error = readable ? text_in(answer, "name") : "";
  const std::string id = readable ? text_in(answer, "id") : "";
  Verdict v = resend_verdict(r.response.status, error);
  if (v.outcome == delivered && id.empty()) {
    v = {uncertain, false, false, "an answer nobody can read"};
  }
  const std::string said =
      error.empty() ? ""
                    : fmt::format("{}: {}", error, without_addresses(text_in(answer, "message")));
  DeliveryOutcome o = outcome_from(r, v, said, at);
  if (v.outcome == delivered) o.provider_id = id;
  // The last request of the window went through.
  const auto reset = number(r.response.headers, "ratelimit-reset");
  if (number(r.response.headers, "ratelimit-remaining") == 0 && reset) {
    o.spent_for = std::chrono::seconds(std::min(*reset, kLongestReset));
    if (v.throttles && !o.retry_after) o.retry_after = o.spent_for;
  }
  return o;
}

}  // namespace tocsin::notify
