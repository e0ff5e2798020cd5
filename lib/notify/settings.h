// What the configuration says to notify, as values; read by settings_from() below.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "net/smtp.h"
#include "notify/plan/quiet_hours.h"
#include "notify/retry.h"

namespace tocsin::notify {

enum class Guarantee { at_least_once, at_most_once };

// What every channel has.
struct ChannelSettings {
  bool enabled = true;
  Duration timeout{30'000};
  int max_attempts = 8;
  int concurrency = 4;
  Guarantee guarantee = Guarantee::at_least_once;
};

struct EmailSettings : ChannelSettings {
  std::string host = "localhost", from, user, password;
  int port = 25;
  net::SmtpSecurity security = net::SmtpSecurity::starttls;
};

struct WebhookSettings : ChannelSettings {
  std::string secret;
  std::size_t max_payload = 20'480;
  bool allow_private = false;
  std::vector<std::string> allow_addresses;  // addresses or networks; empty: all public ones
};

struct ExecSettings : ChannelSettings {
  std::vector<std::string> programs;
};

struct Settings {
  Duration window{3'600'000};
  QuietDefaults quiet;
  Duration expire_after{86'400'000};
  Duration claim{120'000};
  Duration retry_base{15'000}, retry_max{3'600'000};
  int jobs = 64;
  std::string language = "en";
  std::string public_url;
  std::filesystem::path templates;  // the folder whose files override shipped ones; may be empty
  EmailSettings email;
  WebhookSettings webhook;
  ExecSettings exec;
};

namespace detail {

template <typename Config>
void read_channel(const Config& config, const std::string& name, ChannelSettings& to) {
  to.enabled = config.flag(name + ".enabled");
  to.timeout = config.duration(name + ".timeout");
  to.max_attempts = static_cast<int>(config.integer(name + ".max_attempts"));
  to.concurrency = static_cast<int>(config.integer(name + ".concurrency"));
  const std::string guarantee = config.text(name + ".guarantee");
  if (guarantee != "at_least_once" && guarantee != "at_most_once") {
    fail(Exit::config, "{}.guarantee: '{}' is neither at_least_once nor at_most_once", name,
         guarantee);
  }
  to.guarantee = guarantee == "at_most_once" ? Guarantee::at_most_once : Guarantee::at_least_once;
}

inline net::SmtpSecurity smtp_security(const std::string& word) {
  if (word == "none") return net::SmtpSecurity::none;
  if (word == "starttls") return net::SmtpSecurity::starttls;
  if (word == "tls") return net::SmtpSecurity::tls;
  fail(Exit::config, "email.security: '{}' is not none, starttls or tls", word);
}

inline Duration time_of_day_setting(std::string_view key, const std::string& text) {
  const auto time = parse_time_of_day(text);
  if (!time) fail(Exit::config, "{}: '{}' is no time of day such as 07:00", key, text);
  return *time;
}

}  // namespace detail

// From a cli::Config; a template, so that this floor need not know that one.
template <typename Config>
Settings settings_from(const Config& config) {
  Settings s;
  s.window = config.duration("notify.window");
  s.quiet.from = detail::time_of_day_setting("notify.quiet_from", config.text("notify.quiet_from"));
  s.quiet.until =
      detail::time_of_day_setting("notify.quiet_until", config.text("notify.quiet_until"));
  s.quiet.time_zone = config.text("general.time_zone");
  s.expire_after = config.duration("notify.expire_after");
  s.claim = config.duration("notify.claim");
  s.retry_base = config.duration("notify.retry_base");
  s.retry_max = config.duration("notify.retry_max");
  s.jobs = static_cast<int>(config.integer("notify.jobs"));
  s.language = config.text("general.language");
  s.public_url = config.text("general.public_url");
  if (!config.directory().empty()) s.templates = config.directory() / "templates";

  detail::read_channel(config, "email", s.email);
  s.email.host = config.text("email.host");
  s.email.port = static_cast<int>(config.integer("email.port"));
  s.email.security = detail::smtp_security(config.text("email.security"));
  s.email.from = config.text("email.from");
  s.email.user = config.secret("email.user");
  s.email.password = config.secret("email.password");

  detail::read_channel(config, "webhook", s.webhook);
  s.webhook.secret = config.secret("webhook.secret");
  s.webhook.max_payload = static_cast<std::size_t>(config.integer("webhook.max_payload"));
  s.webhook.allow_private = config.flag("webhook.allow_private");
  s.webhook.allow_addresses = config.list("webhook.allow_addresses");

  detail::read_channel(config, "exec", s.exec);
  s.exec.programs = config.list("exec.programs");
  return s;
}

}  // namespace tocsin::notify
