// What Twilio's answers mean: by its own code where it gives one that is known, else by the HTTP
// status. Pure.
//
// Sources: twilio.com/docs/api/errors (meanings; whether a try may help is our judgement). Creating
// a message or a call is not idempotent: an answer of 500 (20500), 502 or 504, and none at all,
// may follow an accepted request. Twilio changes codes (changelog of 2024-07-10), so that
// configuration overrides rows; see twilio.outcomes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "notify/channel.h"

namespace tocsin::notify {

std::span<const OutcomeRow> twilio_code_table();
std::span<const OutcomeRow> twilio_status_table();

// The rows of twilio.outcomes: "30007=transient", or "30005=dead" for an address nobody will ever
// be reached at. Exit::config for anything else.
std::vector<OutcomeRow> read_twilio_overrides(std::span<const std::string> lines);

// `code` 0 is none. `overrides` are looked at first.
Verdict twilio_verdict(int status, int code, std::span<const OutcomeRow> overrides = {});

// Phone numbers in words of others, masked.
std::string without_numbers(std::string_view text);

// Of a request that makes a message or a call. Its code is Twilio's where there is one.
DeliveryOutcome twilio_outcome(const net::HttpResult& result, std::span<const OutcomeRow> overrides,
                               Instant at);

}  // namespace tocsin::notify
