// What Resend's answers mean: by the error's name where it is known, else by the HTTP status. Pure.
//
// Sources: resend.com/docs, "Errors", "Idempotency Keys" and "Rate Limit". A key is remembered for
// 24 hours, so that a failure after which it may have been accepted is passing all the same: sent
// again under the same key it arrives once.
#pragma once

#include <span>
#include <string_view>

#include "notify/channel.h"

namespace tocsin::notify {

std::span<const WordRow> resend_error_table();
std::span<const OutcomeRow> resend_status_table();

// `error` may be empty.
Verdict resend_verdict(int status, std::string_view error);

// Of POST /emails. Mail addresses in its words are masked; the ratelimit headers say for how long
// nothing more is taken.
DeliveryOutcome resend_outcome(const net::HttpResult& result, Instant at);

}  // namespace tocsin::notify
