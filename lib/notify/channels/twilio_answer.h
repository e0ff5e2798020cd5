// What Twilio answers (api.twilio.com, 2010-04-01), read with limits. Pure; never throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace tocsin::notify {

// To a request that makes a message or a call: its resource, or an error of its own.
struct TwilioAnswer {
  std::string sid, status;  // of the resource; empty where the answer has none
  int code = 0;             // Twilio's error; 0: none
  std::string message;      // Twilio's words for it, one line
};
// Nothing where the body is not JSON of that form.
std::optional<TwilioAnswer> read_twilio_answer(std::string_view body);

// One of a list of messages or calls.
struct TwilioListed {
  std::string sid, status, body;  // calls have no body
  int code = 0;
  bool outbound = false;
  Instant created_at{};
};
struct TwilioList {
  std::vector<TwilioListed> items;  // newest first
  bool more = false;                // there are older ones on further pages
};
// `name` is "messages" or "calls". Items without a SID or a date are left out.
std::optional<TwilioList> read_twilio_list(std::string_view body, const char* name);

}  // namespace tocsin::notify
