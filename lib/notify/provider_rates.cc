#include "notify/provider_rates.h"

#include <array>

#include "base/error.h"

namespace tocsin::notify {
namespace {

struct Published {
  std::string_view provider, rate, receiver_rate;
};

// Slack: one message a second and channel (docs.slack.dev, rate limits). Discord: 50 requests a
// second in all, 30 a minute and webhook (its developer documentation, rate limits). Telegram: 30 a
// second in all, one a second and chat (its FAQ for bots). Resend: of the two numbers it publishes,
// the smaller.
constexpr auto kPublished = std::to_array<Published>({
    {"slack", "", "1/s"},
    {"discord", "50/s", "30/min"},
    {"telegram", "30/s", "1/s"},
    {"resend", "2/s", ""},
});

Rate rate_of(std::string_view text, std::string_view key) {
  const auto rate = parse_rate(text);
  if (!rate) fail(Exit::config, "{}: '{}' is no rate such as 30/min", key, text);
  return *rate;
}

void read_over(std::map<std::string, Rate, std::less<>>& rates, const ConfigReader& config,
               const std::string& key) {
  for (const std::string& entry : config.list(key)) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos) {
      fail(Exit::config, "{}: '{}' is not PROVIDER=RATE", key, entry);
    }
    rates[entry.substr(0, equals)] = rate_of(std::string_view(entry).substr(equals + 1), key);
  }
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
  for (const Published& p : kPublished) {
    out.provider[std::string(p.provider)] = rate_of(p.rate, p.provider);
    out.receiver[std::string(p.provider)] = rate_of(p.receiver_rate, p.provider);
  }
  read_over(out.provider, config, "notify.provider_rates");
  read_over(out.receiver, config, "notify.receiver_rates");
  return out;
}

}  // namespace tocsin::notify
