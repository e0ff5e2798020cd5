// The data of a button below a message in a chat: what pressing it does to which alert. Pure.
//
// "ack:ALERT", with a public ID: 28 bytes or so of the 64 that Telegram takes (Bot API,
// InlineKeyboardButton.callback_data), the 100 of Discord (custom_id) and the 2,000 of Slack.
// Nothing in it is a secret, and chats let people send any: who presses must be allowed to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/alert_act.h"

namespace tocsin {

struct Button {
  AlertAct act = AlertAct::acknowledge;
  std::string alert;  // public ID, in its canonical form
};

std::string button_data(AlertAct act, std::string_view alert);
// Nothing for what is no such button; only what needs to be told nothing else can be one.
std::optional<Button> button_from(std::string_view data);

}  // namespace tocsin
