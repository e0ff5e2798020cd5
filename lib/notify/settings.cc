#include "notify/settings.h"

#include "base/error.h"
#include "net/url.h"

namespace tocsin::notify {
namespace {

Duration time_of_day(const ConfigReader& config, const std::string& key) {
  const std::string text = config.text(key);
  const auto time = parse_time_of_day(text);
  if (!time) fail(Exit::config, "{}: '{}' is no time of day such as 07:00", key, text);
  return *time;
}

Guarantee guarantee(const ConfigReader& config, const std::string& key) {
  const std::string text = config.text(key);
  if (text == "at_least_once") return Guarantee::at_least_once;
  if (text == "at_most_once") return Guarantee::at_most_once;
  fail(Exit::config, "{}: '{}' is neither at_least_once nor at_most_once", key, text);
}

std::string public_url(const ConfigReader& config) {
  std::string url = config.text("general.public_url");
  while (url.ends_with('/')) url.pop_back();
  if (!url.empty() && !net::Url::parse(url)) {
    fail(Exit::config, "general.public_url: '{}' is no web address", url);
  }
  return url;
}

Rate rate(const ConfigReader& config, const std::string& key) {
  const std::string text = config.text(key);
  const auto rate = parse_rate(text);
  if (!rate) fail(Exit::config, "{}: '{}' is no rate such as 30/min", key, text);
  return *rate;
}

}  // namespace

Settings read_settings(const ConfigReader& config) {
  Settings s;
  s.window = config.duration("notify.window");
  s.quiet.from = time_of_day(config, "notify.quiet_from");
  s.quiet.until = time_of_day(config, "notify.quiet_until");
  s.quiet.time_zone = config.text("general.time_zone");
  s.working.calendar = config.text("notify.working_hours");
  s.expire_after = config.duration("notify.expire_after");
  s.claim = config.duration("notify.claim");
  s.retry_base = config.duration("notify.retry_base");
  s.retry_max = config.duration("notify.retry_max");
  s.jobs = static_cast<int>(config.integer("notify.jobs"));
  s.rates = read_provider_rates(config);
  s.recovery_rate = rate(config, "notify.recovery_rate");
  s.person_rate = rate(config, "notify.person_rate");
  s.destination_rate = rate(config, "notify.destination_rate");
  s.language = config.text("general.language");
  s.public_url = public_url(config);
  s.ca_file = config.text("general.ca_file");
  s.key_ring = KeyRing::from_text(config.secret("security.secret_key"));
  s.templates = config.folder("templates");
  s.policies = config.folder("policies");
  return s;
}

ChannelSettings read_channel_settings(const ConfigReader& config, const std::string& channel) {
  ChannelSettings s;
  s.enabled = config.flag(channel + ".enabled");
  s.timeout = config.duration(channel + ".timeout");
  s.max_attempts = static_cast<int>(config.integer(channel + ".max_attempts"));
  s.concurrency = static_cast<int>(config.integer(channel + ".concurrency"));
  s.guarantee = guarantee(config, channel + ".guarantee");
  return s;
}

}  // namespace tocsin::notify
