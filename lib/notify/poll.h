// Asking providers what is new, where no web server can take their calls: Telegram's updates, and
// what became of messages and calls by Twilio.
//
// Everything goes through the same functions as a provider's own call would. Where Telegram knows a
// webhook for the bot it gives out no updates: then they come by inbound.
#pragma once

#include <string>

#include "alert/job_run.h"
#include "base/clock.h"
#include "base/config_reader.h"
#include "store/database.h"

namespace tocsin::notify {

// A message is asked about from a minute after it was sent until a day after.
inline constexpr Duration kAskAfter = std::chrono::minutes{1};
inline constexpr Duration kAskFor = std::chrono::days{1};

// Counts updates, asked, confirmed, unanswered. Exit::config where nobody can be asked.
alert::Counts poll(store::Database& db, const ConfigReader& config, const std::string& actor,
                   Instant now);

}  // namespace tocsin::notify
