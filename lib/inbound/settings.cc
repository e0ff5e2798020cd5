#include "inbound/settings.h"

#include "base/error.h"

namespace tocsin::inbound {
namespace {

std::vector<net::Network> networks(const ConfigReader& config, const std::string& key) {
  std::vector<net::Network> out;
  for (const std::string& text : config.list(key)) {
    const auto network = net::Network::parse(text);
    if (!network) fail(Exit::config, "{}: '{}' is no address or network", key, text);
    out.push_back(*network);
  }
  return out;
}

int positive(const ConfigReader& config, const std::string& key) {
  const std::int64_t value = config.integer(key);
  if (value < 1 || value > 100'000'000) fail(Exit::config, "{}: {} is out of range", key, value);
  return static_cast<int>(value);
}

}  // namespace

Settings read_settings(const ConfigReader& config) {
  Settings s;
  s.public_url = config.text("general.public_url");
  while (s.public_url.ends_with('/')) s.public_url.pop_back();
  s.key_ring = KeyRing::from_text(config.secret("security.secret_key"));
  s.max_body = static_cast<std::size_t>(positive(config, "inbound.max_body"));
  s.body_time = config.duration("inbound.body_timeout");
  s.allowance.burst = positive(config, "inbound.requests_per_minute");
  s.proxies = networks(config, "inbound.trusted_proxies");
  s.twilio_token = config.secret("twilio.auth_token");
  s.resend_secret = config.secret("inbound.resend_secret");
  s.webhook_secret = config.secret("inbound.webhook_secret");
  s.slack_secret = config.secret("inbound.slack_secret");
  s.telegram_secret = config.secret("inbound.telegram_secret");
  s.discord_key = config.text("inbound.discord_key");
  for (std::size_t i = 0; i < s.allowed.size(); ++i) {
    s.allowed.at(i) =
        networks(config, "inbound.allow_" + std::string(word(static_cast<Caller>(i))));
  }
  return s;
}

}  // namespace tocsin::inbound
