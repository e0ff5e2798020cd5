// What Telegram's answers mean. Pure.
//
// Sources: core.telegram.org/bots/api, "Making requests" and ResponseParameters: {"ok", "result"}
// or
// {"ok", "error_code", "description", "parameters"{retry_after, migrate_to_chat_id}}. The
// descriptions are not promised to stay; where none is known, the status decides.
#pragma once

#include <span>

#include "notify/channel.h"

namespace tocsin::notify {

// Words that a description contains, in lower case.
std::span<const WordRow> telegram_words();
std::span<const OutcomeRow> telegram_statuses();

// The first row whose words the description contains holds, else the status.
Verdict telegram_verdict(int status, std::string_view description);

struct TelegramAnswer {
  DeliveryOutcome outcome;
  std::string moved_to;       // the chat has this ID now
  bool cannot_parse = false;  // our markup is at fault: plain text would do
};
TelegramAnswer telegram_answer(const net::HttpResult& result, Instant at);

}  // namespace tocsin::notify
