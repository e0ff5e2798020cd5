// What carriers over a provider's JSON API have in common: where it is, a post to it, and its
// answer as a value.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/config_reader.h"
#include "base/json.h"
#include "notify/channel.h"

namespace tocsin::notify {

// The address that stands for the configured one (SLACK_WEBHOOK_URL, DISCORD_WEBHOOK_URL).
inline constexpr std::string_view kDefaultAddress = "default";

// Where a provider is, and whom a post may reach. Read from CHANNEL.base_url and CHANNEL.timeout.
class Api {
 public:
  // Throws Exit::config for a base_url that is no web address.
  Api(const ConfigReader& config, const std::string& channel);

  // A web address below the base; nothing if what comes of it is none.
  std::optional<net::Url> at(std::string_view path) const;
  // A post of JSON. What the administrator configured, and all of the base's own server, may be
  // anywhere; an address from elsewhere only where the public internet is.
  net::HttpRequest post(net::Url where, std::string body, bool configured = false) const;

 private:
  net::Url base_;
  Duration timeout_;
  std::shared_ptr<const net::AddressPolicy> anywhere_;
};

// A JSON object, or null for anything else; at most 64 KiB are looked at.
Json answer_object(std::string_view body);
// What a provider said, in one line of well-formed text of at most 300 bytes.
std::string one_line(std::string_view said);
// The destination's options; an empty object for anything that is none.
Json options_of(std::string_view options);

// The text of that name in an object; empty if there is none.
std::string text_in(const Json& object, const char* name);

// The verdict with what the transfer says of itself, Retry-After among it; `said` is the provider's
// word for a failure.
DeliveryOutcome outcome_from(const net::HttpResult& result, const Verdict& verdict,
                             std::string_view said, Instant at);
// A failure before anything left us.
DeliveryOutcome refusal(std::string detail);
// Nothing to send with: the channel is not set up, and the message waits until it is.
DeliveryOutcome not_set_up(std::string detail);

// The text with every occurrence of the secret masked.
std::string without(std::string text, const std::string& secret);
// A value sent to a provider: well-formed UTF-8 whatever it holds.
std::string dump(const OrderedJson& value);
// A name for what shares limits that tells nothing about the address.
std::string receiver_name(std::string_view channel, std::string_view address);

}  // namespace tocsin::notify
