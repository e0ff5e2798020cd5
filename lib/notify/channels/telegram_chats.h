// The chats that wrote to the bot: where a Telegram address comes from.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/config_reader.h"
#include "base/json.h"

namespace tocsin::notify {

struct TelegramChat {
  std::string id, type, name;
  Instant last{};  // the bot's latest update from it
};

// The chats in the answer of getUpdates, latest first; what cannot be read is left out.
std::vector<TelegramChat> chats_in(const Json& answer);

// Asks Telegram without taking an update away from whoever fetches them. Exit::config without a
// token, Exit::unavailable with Telegram's reason.
std::vector<TelegramChat> telegram_chats(const ConfigReader& config);

}  // namespace tocsin::notify
