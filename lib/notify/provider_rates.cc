#include "notify/provider_rates.h"

#include <array>

#include "base/error.h"

namespace tocsin::notify {
namespace {

struct ProviderKeys {
  std::string_view provider, table;
  bool has_receivers;  // that share its rate
};

// The defaults are what is published. Slack: one message a second and channel (docs.slack.dev, rate
// limits). Discord: 50 requests a second in all, 30 a minute and webhook (its developer
// documentation, rate limits). Telegram: 30 a second in all, one a second and chat (its FAQ for
// bots). Resend: of the two numbers it publishes, the smaller.
constexpr auto kProviders = std::to_array<ProviderKeys>({
    {"smtp", "email", false},
    {"resend", "resend", false},
    {"twilio", "twilio", false},
    {"slack", "slack", true},
    {"discord", "discord", true},
    {"telegram", "telegram", true},
    {"webhook", "webhook", true},
    {"webpush", "push", true},
    {"exec", "exec", false},
});

Rate read_rate(const ConfigReader& config, const std::string& key) {
  const std::string text = config.text(key);
  const auto rate = parse_rate(text);
  if (!rate) fail(Exit::config, "{}: '{}' is no rate such as 30/min", key, text);
  return *rate;
}

Rate look_up(const std::map<std::string, Rate, std::less<>>& rates, std::string_view name) {
  const auto found = rates.find(name);
  return found == rates.end() ? Rate{} : found->second;
}

}  // namespace

Rate ProviderRates::of_provider(std::string_view name) const {
  return look_up(provider, name);
}

Rate ProviderRates::of_receiver(std::string_view name) const {
  return look_up(receiver, name);
}

ProviderRates read_provider_rates(const ConfigReader& config) {
  ProviderRates out;
  for (const ProviderKeys& p : kProviders) {
    const std::string provider(p.provider);
    out.provider[provider] = read_rate(config, fmt::format("{}.rate", p.table));
    if (!p.has_receivers) continue;
    out.receiver[provider] = read_rate(config, fmt::format("{}.receiver_rate", p.table));
  }
  return out;
}

}  // namespace tocsin::notify
