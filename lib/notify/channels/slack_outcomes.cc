#include "notify/channels/slack_outcomes.h"

#include <array>

#include "notify/channels/api.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

constexpr auto kWords = std::to_array<WordRow>({
    {"ratelimited", {transient, kThrottles, false, "too many messages"}},
    {"rate_limited", {transient, kThrottles, false, "too many messages"}},
    {"message_limit_exceeded", {transient, kThrottles, false, "the team's limit is used up"}},
    {"request_timeout", {transient, false, false, "the post was cut off on its way"}},
    {"service_unavailable", {transient, kThrottles, false, "Slack is away"}},
    {"team_added_to_org", {transient, false, false, "the workspace is being moved"}},
    {"rollup_error", {transient, false, false, "Slack failed"}},
    // Of these two Slack says that part of the work may have been done.
    {"internal_error", {uncertain, false, false, "Slack failed"}},
    {"fatal_error", {uncertain, false, false, "Slack failed"}},

    {"channel_not_found", {permanent, false, kDead, "no such channel, or hidden from the bot"}},
    {"is_archived", {permanent, false, kDead, "the channel is archived"}},
    {"channel_is_archived", {permanent, false, kDead, "the channel is archived"}},
    {"no_service", {permanent, false, kDead, "the webhook was removed or disabled"}},
    {"no_service_id", {permanent, false, kDead, "the webhook's address is incomplete"}},
    {"no_active_hooks", {permanent, false, kDead, "the webhook was disabled"}},
    {"no_team", {permanent, false, kDead, "the webhook's workspace is gone"}},
    {"team_disabled", {permanent, false, kDead, "the workspace is disabled"}},
    {"invalid_token", {permanent, false, kDead, "the webhook's address is wrong"}},
    {"user_not_found", {permanent, false, kDead, "no such person"}},
    {"user_disabled", {permanent, false, kDead, "the person's account is disabled"}},

    {"not_in_channel", {permanent, false, false, "invite the bot to the channel first"}},
    {"action_prohibited", {permanent, false, false, "an admin forbids it"}},
    {"restricted_action", {permanent, false, false, "the workspace forbids it"}},
    {"restricted_action_read_only_channel",
     {permanent, false, false, "the channel may not be written to"}},
    {"restricted_action_thread_only_channel",
     {permanent, false, false, "the channel takes only answers to threads"}},
    {"posting_to_general_channel_denied",
     {permanent, false, false, "the workspace forbids posting to #general"}},
    {"msg_too_long", {permanent, false, false, "the message is too long"}},
    {"msg_blocks_too_long", {permanent, false, false, "the message is too long"}},
    {"no_text", {permanent, false, false, "the message is empty"}},
    {"too_many_attachments", {permanent, false, false, "too many attachments"}},
    {"invalid_blocks", {permanent, false, false, "the message has a form that Slack refuses"}},
    {"invalid_blocks_format",
     {permanent, false, false, "the message has a form that Slack refuses"}},
    {"invalid_payload", {permanent, false, false, "the message has a form that Slack refuses"}},
    {"invalid_arguments", {permanent, false, false, "the message has a form that Slack refuses"}},

    {"not_authed", {permanent, false, false, "no bot token", kRefusesUs}},
    {"invalid_auth", {permanent, false, false, "the bot token is wrong", kRefusesUs}},
    {"account_inactive", {permanent, false, false, "the bot was removed", kRefusesUs}},
    {"token_revoked", {permanent, false, false, "the bot token was revoked", kRefusesUs}},
    {"token_expired", {permanent, false, false, "the bot token has expired", kRefusesUs}},
    {"missing_scope", {permanent, false, false, "the bot lacks the scope chat:write", kRefusesUs}},
    {"no_permission", {permanent, false, false, "the bot may not do that", kRefusesUs}},
    {"not_allowed_token_type",
     {permanent, false, false, "this kind of token may not post", kRefusesUs}},
    {"org_login_required", {permanent, false, false, "the workspace has moved", kRefusesUs}},
    {"ekm_access_denied", {permanent, false, false, "the workspace is locked", kRefusesUs}},
    {"team_access_not_granted",
     {permanent, false, false, "the bot is not in this workspace", kRefusesUs}},
});

constexpr auto kStatuses = std::to_array<OutcomeRow>({
    {200, 299, {permanent, false, false, "refused"}},  // "ok": false with another word
    {300, 399, {permanent, false, false, "redirects are not followed"}},
    {408, 408, {transient, false, false, "Slack waited too long for us"}},
    {429, 429, {transient, kThrottles, false, "too many messages"}},
    {401, 401, {permanent, false, false, "Slack refuses us", kRefusesUs}},
    {410, 410, {permanent, false, kDead, "the channel or webhook is gone"}},
    {400, 499, {permanent, false, false, "refused"}},
    {502, 504, {transient, kThrottles, false, "Slack is overloaded or away"}},
    {500, 599, {transient, false, false, "Slack failed"}},
});

}  // namespace

std::span<const WordRow> slack_words() {
  return kWords;
}
std::span<const OutcomeRow> slack_statuses() {
  return kStatuses;
}

Verdict slack_verdict(int status, std::string_view word) {
  const bool taken = status >= 200 && status < 300;
  if (taken && word == "ok") return {delivered, false, false, "accepted"};
  if (taken && word.empty()) return {uncertain, false, false, "an answer nobody can read"};
  const Verdict* known = look_up(kWords, word);
  return known != nullptr ? *known : look_up(kStatuses, status);
}

DeliveryOutcome slack_outcome(const net::HttpResult& result, Instant at) {
  if (!result.answered()) return outcome_from(result, transfer_verdict(result.outcome), "", at);
  const net::HttpResponse& response = result.response;
  const std::string said = one_line(response.body);
  // The Web API answers with an object, a webhook with a word.
  const Json answer = answer_object(response.body);
  if (!answer.is_object()) {
    const bool unreadable = response.status / 100 == 2 && said != "ok";
    return outcome_from(result, slack_verdict(response.status, unreadable ? "" : said), said, at);
  }
  const bool ok = answer.contains("ok") && answer["ok"] == true;
  const std::string word = ok ? "ok" : text_in(answer, "error");
  DeliveryOutcome o =
      outcome_from(result, slack_verdict(response.status, word), word.empty() ? said : word, at);
  if (o.outcome == delivered) o.provider_id = text_in(answer, "ts");
  return o;
}

}  // namespace tocsin::notify
