// What Slack's answers mean. Pure.
//
// Sources: docs.slack.dev, "Handling errors" of incoming webhooks (an HTTP status and a word as
// plain text), chat.postMessage's errors (HTTP 200 with "ok": false and a word), "Rate limits" (429
// with Retry-After, on both).
#pragma once

#include <span>

#include "notify/channel.h"

namespace tocsin::notify {

std::span<const WordRow> slack_words();
std::span<const OutcomeRow> slack_statuses();

// The word holds where it is known, else the status.
Verdict slack_verdict(int status, std::string_view word);
DeliveryOutcome slack_outcome(const net::HttpResult& result, Instant at);

}  // namespace tocsin::notify
