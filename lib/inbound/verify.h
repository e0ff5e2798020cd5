// Whether a request is from whom it says: the providers' signatures, each by its own scheme. Pure.
//
// Comparisons take the same time wherever two values differ, and a missing secret verifies nothing.
// Where a scheme signs the time, it must be within kTolerance of ours, either way.
//
//   Slack              docs.slack.dev, "Verifying requests from Slack": v0=HEX of HMAC-SHA256
//   Twilio             twilio.com/docs/usage/security: base64 of HMAC-SHA1 over URL and sorted form
//   Standard Webhooks  standardwebhooks.com; Resend uses it with headers of another name (svix-…)
//   Telegram           core.telegram.org/bots/api#setwebhook: the secret token as it is
//   Discord            discord.com/developers, "Interactions": Ed25519 over timestamp and body
#pragma once

#include <string_view>

#include "base/clock.h"
#include "inbound/form.h"

namespace tocsin::inbound {

inline constexpr Duration kTolerance = std::chrono::minutes{5};

bool is_from_slack(std::string_view secret, std::string_view timestamp, std::string_view signature,
                   std::string_view body, Instant now);
// `url` as the provider knows it, with its query.
bool is_from_twilio(std::string_view token, std::string_view url, const Form& form,
                    std::string_view signature);
// `secret` is "whsec_" and base64, or any other text as it is; several, while one replaces another,
// are apart by blanks, as the signatures are.
bool is_standard_webhook(std::string_view secret, std::string_view id, std::string_view timestamp,
                         std::string_view signatures, std::string_view body, Instant now);
bool is_from_telegram(std::string_view secret, std::string_view token);
// The key and the signature in hexadecimal digits.
bool is_from_discord(std::string_view public_key, std::string_view timestamp,
                     std::string_view signature, std::string_view body, Instant now);

}  // namespace tocsin::inbound
