// A notice as chat channels tell it, before any provider's form: the template's parts and what
// stands beside them.
#pragma once

#include <string>
#include <vector>

#include "notify/channel.h"
#include "notify/settings.h"
#include "notify/templates.h"

namespace tocsin::notify {

struct ChatFact {
  std::string name, value;
};

// Below the message; `data` comes back when it is pressed (model/button.h).
struct ChatButton {
  std::string label, data;
};

struct ChatNotice {
  std::string title;  // one line
  RichText text;      // may be empty
  std::vector<ChatFact> facts;
  std::string url, label;           // of the one thing to do; may be empty
  std::vector<ChatButton> buttons;  // what can be done about the alert
  std::string footer;               // priority, alert, since when
  std::string rest;                 // what the link to what was cut off says
};

ChatNotice chat_notice(Templates& templates, const Settings& settings, Channel channel,
                       const Writing& writing);

// What stands at the end of a text that was cut: "…", and a link to the rest where there is one.
RichText ending_of(const ChatNotice& notice);

}  // namespace tocsin::notify
