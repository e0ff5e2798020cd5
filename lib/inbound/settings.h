// What the configuration says to the way in.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/config_reader.h"
#include "base/key_ring.h"
#include "model/words.h"
#include "net/address.h"
#include "store/callers.h"

namespace tocsin::inbound {

// Who calls: a reader by a link of ours, or a provider.
enum class Caller { link, twilio, resend, webhook, slack, telegram, discord };

struct Settings {
  std::string public_url;  // as the world knows us, without a slash at its end
  KeyRing key_ring;
  std::size_t max_body = 65'536;
  Duration body_time{10'000};
  store::Allowance allowance;
  std::vector<net::Network> proxies;
  std::string twilio_token, resend_secret, webhook_secret, slack_secret, telegram_secret,
      discord_key;
  // By Caller; empty: from everywhere.
  std::array<std::vector<net::Network>, 7> allowed;
};
// Exit::config for what does not fit.
Settings read_settings(const ConfigReader& config);

}  // namespace tocsin::inbound

namespace tocsin {

TOCSIN_WORDS(inbound::Caller, "link", "twilio", "resend", "webhook", "slack", "telegram",
             "discord");

}  // namespace tocsin
