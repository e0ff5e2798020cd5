#include "notify/channels/resend_outcomes.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

constexpr bool kThrottles = true;
constexpr bool kRefusesUs = true;

constexpr auto kErrors = std::to_array<NamedOutcome>({
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

constexpr JsonLimits kLimits{64U << 10, 8};
constexpr std::size_t kMaxText = 300;

std::string text_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return "";
  std::string out(utf8_prefix(found->get_ref<const std::string&>(), kMaxText));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 32; }, ' ');
  return out;
}

}  // namespace

std::span<const NamedOutcome> resend_error_table() {
  return kErrors;
}
std::span<const OutcomeRow> resend_status_table() {
  return kStatuses;
}

std::optional<ResendAnswer> read_resend_answer(std::string_view body) {
  std::string why;
  const auto json = parse_json(body, why, kLimits);
  if (!json || !json->is_object()) return std::nullopt;
  return ResendAnswer{text_at(*json, "id"), text_at(*json, "name"), text_at(*json, "message")};
}

Verdict resend_verdict(int status, std::string_view error) {
  const auto* const row = std::find_if(kErrors.begin(), kErrors.end(),
                                       [&](const NamedOutcome& r) { return r.name == error; });
  if (row != kErrors.end() && status / 100 != 2) return row->verdict;
  return look_up(kStatuses, status);
}

}  // namespace tocsin::notify
