// What Discord's answers mean. Pure.
//
// Sources: discord.com/developers/docs, "Opcodes and status codes" (a JSON code beside the HTTP
// status) and "Rate limits" (429 with retry_after in seconds; X-RateLimit-Remaining and
// X-RateLimit-Reset-After on every answer). 10,000 refused requests in ten minutes get an address
// banned, so that nothing refused is tried again at once.
#pragma once

#include <span>

#include "notify/channel.h"

namespace tocsin::notify {

std::span<const OutcomeRow> discord_codes();
std::span<const OutcomeRow> discord_statuses();

// The code (0: none) holds where it is known, else the status.
Verdict discord_verdict(int status, int code);
DeliveryOutcome discord_outcome(const net::HttpResult& result, bool by_webhook, Instant at);

}  // namespace tocsin::notify
