// What people do on the way back in: they open, press, write, or want no more of us. Call inside a
// transaction.
//
// Activity shows that somebody is there, and what they care for. Who has no destination at the
// address that a chat names is nobody we know, and nothing is written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alert/audit.h"
#include "base/json.h"
#include "model/message.h"
#include "store/messages.h"

namespace tocsin::alert {

// The reader of this message did something; `kind` is a word of the activity record.
void note_presence(store::Database& db, const store::Message& message, std::string_view kind,
                   Instant now);
// Somebody at this address pressed a button: what model/button.h reads is done (act_on), where the
// address is that of exactly one person who is enabled; another press only shows that they are
// there. What to answer, which may be nothing.
std::string take_press(store::Database& db, Trail& trail, Channel channel, std::string_view address,
                       std::string_view data);

// Telegram (Bot API, getUpdates and webhooks alike): a button, a message to the bot, a bot that was
// blocked, whose address then is dead. What else there is passes by.
std::optional<std::int64_t> telegram_update_id(const Json& update);
// Of a button that waits for an answer (answerCallbackQuery); empty for other updates.
std::string telegram_press_id(const Json& update);
// What to answer a button with.
std::string take_telegram_update(store::Database& db, Trail& trail, const Json& update);

}  // namespace tocsin::alert
