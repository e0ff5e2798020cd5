// What makes a message the same message, and the keys that follow from it. Pure; deterministic, so
// that any run on any host comes to the same text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/message.h"

namespace tocsin::notify {

// (alert, recipient, destination, purpose, ordinal) of WAIST as one text.
struct Identity {
  std::string_view alert;  // public ID
  std::optional<std::int64_t> person_id;
  std::int64_t destination_id = 0;
  Purpose purpose = Purpose::first;
  int ordinal = 1;
};
std::string text_of(const Identity& identity);

// The ordinal at the end of such a text; nothing where there is none.
std::optional<int> ordinal_in(std::string_view identity);

// The same for every try of one message: "msg_" and 32 characters of [0-9a-z]. Receivers drop what
// they have seen; Standard Webhooks forbids '.' in it.
std::string idempotency_key(std::string_view identity);

}  // namespace tocsin::notify
