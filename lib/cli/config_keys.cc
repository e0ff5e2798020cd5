#include "cli/config_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::cli {
namespace {

using enum KeyType;

constexpr auto kKeys = std::to_array<ConfigKey>({
    {"database.url", text, "",
     "Where the database is: a path, sqlite:PATH or postgresql://…; unset: "
     "$XDG_DATA_HOME/tocsin/tocsin.db",
     "TOCSIN_DB"},
    {"database.busy_timeout", duration, "10s", "How long to wait for another writer", ""},

    {"general.time_zone", text, "UTC", "Zone of people and schedules that name none", ""},
    {"general.language", text, "en", "Language of people who name none", ""},
    {"general.public_url", text, "", "Base of every link that leads back to us", ""},
    {"general.ca_file", text, "",
     "Certificates of the authorities to trust (PEM); unset: the system's", ""},

    {"log.level", text, "warning", "debug, info, warning or error", "LOG_LEVEL"},
    {"log.format", text, "text", "text or json", ""},
    {"output.format", text, "table", "What commands print: table, json or csv", ""},

    {"scrape.user_agent", text, "",
     "How we introduce ourselves; unset: Tocsin/VERSION (+public_url)", ""},
    {"scrape.respect_robots", flag, "true",
     "Obey robots.txt; switch off only with the platform's permission", ""},
    {"scrape.interval", duration, "15m",
     "How often a page is fetched that was given no interval: where it sets out from", ""},
    {"scrape.min_interval", duration, "30s", "Shortest time between two readings of a page", ""},
    {"scrape.max_interval", duration, "6h", "Longest time between two readings of a page", ""},
    {"scrape.jobs", integer, "16", "Fetches under way at once", ""},
    {"scrape.host_jobs", integer, "2", "Fetches under way at once per server", ""},
    {"scrape.host_delay", duration, "1s", "Pause between two requests to one server", ""},
    {"scrape.connect_timeout", duration, "10s", "Limit for reaching a server", ""},
    {"scrape.timeout", duration, "30s", "Limit for one fetch in all", ""},
    {"scrape.max_body", integer, "16777216", "Largest page in bytes, after decompression", ""},
    {"scrape.max_redirects", integer, "5", "Most redirects followed", ""},
    {"scrape.retry_base", duration, "1m", "First pause after a passing failure; doubles each time",
     ""},
    {"scrape.retry_max", duration, "6h", "Longest pause after failures", ""},
    {"scrape.blocked_pause", duration, "15m",
     "First pause of a platform that shows a wall; doubles each time, up to scrape.retry_max", ""},
    {"scrape.browsers", integer, "2", "Pages rendered by a browser at once", ""},
    {"scrape.webdriver_command", text, "chromedriver",
     "What starts a WebDriver for pages that need a browser: a program and its arguments", ""},
    {"scrape.webdriver_url", text, "", "A WebDriver that is there already, in place of one's own",
     ""},
    {"scrape.browser_arguments", list, "", "More arguments for Chromium, such as --no-sandbox", ""},
    {"scrape.screenshots", text, "",
     "Folder for pictures of walls; unset: $XDG_DATA_HOME/tocsin/screenshots", ""},
    {"scrape.tell_after", integer, "5",
     "Tell the operator after this many failures of a platform in a row", ""},
    {"scrape.tell_again", duration, "2h", "And again after this long; doubles each time", ""},
    {"scrape.blind_after", duration, "30m",
     "Tell those who watch events of a platform when it has failed for so long", ""},
    {"scrape.breaker_after", integer, "5",
     "Leave a platform alone for a while after so many fetches in a row without an answer", ""},
    {"scrape.proxies", secret, "",
     "Proxies to fetch by: http, https, socks5 or socks5h URLs, with user and password as needed, "
     "separated by blanks",
     "SCRAPE_PROXIES"},
    {"scrape.proxy_fallback", flag, "false", "Fetch directly when no proxy works", ""},
    {"scrape.allow_private", flag, "true", "Fetch pages on private and loopback addresses, too",
     ""},

    {"ticketmaster.api_key", secret, "", "Key of the Discovery API", "TICKETMASTER_API_KEY"},
    {"seatgeek.client_id", secret, "", "Client ID of the SeatGeek Platform API",
     "SEATGEEK_CLIENT_ID"},
    {"bandsintown.app_id", secret, "", "Application ID of the Bandsintown API",
     "BANDSINTOWN_APP_ID"},
    {"eventbrite.token", secret, "", "Private token of the Eventbrite API", "EVENTBRITE_TOKEN"},

    {"analyze.weight_price", real, "0.30", "Share of the price drop in an alert's score", ""},
    {"analyze.weight_availability", real, "0.20", "Share of the availability change", ""},
    {"analyze.weight_urgency", real, "0.20", "Share of the time left", ""},
    {"analyze.weight_preference", real, "0.20", "Share of the watcher's match and favourites", ""},
    {"analyze.weight_market", real, "0.10", "Share of the market: stock left on offer", ""},
    {"analyze.weight_engagement", real, "0.10", "Share of what the person acts on", ""},
    {"analyze.drop_percent", integer, "5", "A fall of this much against the last look alerts", ""},
    {"analyze.low_inventory", integer, "4", "So few tickets left count as low inventory", ""},
    {"analyze.cool_down", duration, "1h", "Pause between two price alerts of one watch", ""},
    {"analyze.forecast_cache", duration, "5m", "An event is not forecast again within this time",
     ""},
    {"analyze.models", text, "", "Folder of trained models; unset: $XDG_DATA_HOME/tocsin/models",
     ""},
    {"ml.predictions", flag, "true", "Forecast events by what was learned of them and others",
     "ML_PREDICTIONS_ENABLED"},
    {"ml.fallback", flag, "true", "Without predictions: forecast events by rules alone",
     "ML_FALLBACK_ENABLED"},

    {"ticket.filters", list,
     "mine: assignee=me sort=urgent\n"
     "unassigned: assignee=nobody sort=urgent\n"
     "waiting: status=waiting",
     "Lists with a name for `ticket list NAME`: \"name: key=value …\"", ""},
    {"ticket.archive_after", duration, "30d",
     "`ticket archive` puts away what ended and was not changed for so long", ""},

    {"notify.window", duration, "1h",
     "The same recipient, kind and subject is not told again within this time", ""},
    {"notify.quiet_from", text, "23:00", "Quiet hours begin, in the recipient's zone", ""},
    {"notify.quiet_until", text, "07:00", "Quiet hours end", ""},
    {"notify.working_hours", text, "",
     "Calendar of who has none: reminders of service levels wait until they work; empty: no wait",
     ""},
    {"notify.expire_after", duration, "24h", "A message that could not leave by then expires", ""},
    {"notify.claim", duration, "2m", "A message being sent is taken for abandoned after this", ""},
    {"notify.jobs", integer, "64", "Deliveries under way at once", ""},
    {"notify.retry_base", duration, "15s", "First pause after a passing failure; doubles each time",
     ""},
    {"notify.retry_max", duration, "1h", "Longest pause between attempts", ""},
    {"notify.recovery_rate", text, "5/s",
     "What was down is let through again at this rate, doubled every 5 s for 40 s", ""},
    {"notify.person_rate", text, "60/h",
     "Most messages to one person by channels that interrupt; as much again for critical ones", ""},
    {"notify.destination_rate", text, "20/min", "The same for one address", ""},

    {"email.enabled", flag, "true", "Send e-mail", "EMAIL_NOTIFICATIONS_ENABLED"},
    {"email.host", text, "localhost", "SMTP server", "EMAIL_HOST"},
    {"email.port", integer, "25", "SMTP port", "EMAIL_PORT"},
    {"email.security", text, "starttls", "none, starttls (required) or tls (from the first byte)",
     ""},
    {"email.providers", list, "",
     "Who carries mail: smtp, resend; the next one where one refuses; unset: smtp", ""},
    {"email.from", text, "", "Sender: \"Name <address>\"; unset: tocsin@HOST", ""},
    {"email.return_path", text, "", "Where bounces go, by SMTP; unset: to the sender", ""},
    {"email.user", secret, "", "SMTP user", "EMAIL_HOST_USER"},
    {"email.password", secret, "", "SMTP password", "EMAIL_HOST_PASSWORD"},
    {"email.timeout", duration, "30s", "Limit for one mail in all", ""},
    {"email.max_attempts", integer, "8", "Tries before a mail is given up", ""},
    {"email.concurrency", integer, "4", "Connections at once", ""},
    {"email.rate", text, "none", "Most mails by SMTP, such as 100/min", ""},
    {"email.guarantee", text, "at_least_once",
     "When nobody can tell whether it arrived: at_least_once sends again, at_most_once does not",
     ""},

    {"resend.base_url", text, "https://api.resend.com", "Where Resend, or what stands for it, is",
     ""},
    {"resend.timeout", duration, "30s", "Limit for one request in all", ""},
    {"resend.rate", text, "2/s", "Most mails by way of Resend", ""},
    {"resend.api_key", secret, "", "Resend's API key: re_…", "RESEND_API_KEY"},

    {"twilio.base_url", text, "https://api.twilio.com", "Where Twilio, or what stands for it, is",
     ""},
    {"twilio.rate", text, "none", "Most text messages, calls and WhatsApp messages, such as 10/s",
     ""},
    {"twilio.account_sid", secret, "", "Twilio account: AC and 32 digits", "TWILIO_ACCOUNT_SID"},
    {"twilio.auth_token", secret, "", "Its token; verifies what Twilio posts to us, too",
     "TWILIO_AUTH_TOKEN"},
    {"twilio.phone_number", text, "",
     "Our number for text messages and calls: +1…, or a messaging service: MG…",
     "TWILIO_PHONE_NUMBER"},
    {"twilio.whatsapp_number", text, "", "Our WhatsApp sender: +1…", "TWILIO_WHATSAPP_NUMBER"},
    {"twilio.whatsapp_content_sid", text, "",
     "Approved template (HX…) whose variable 1 is the message; unset: free text", ""},
    {"twilio.outcomes", list, "",
     "Error codes judged otherwise: 30007=transient, or permanent, uncertain, dead", ""},

    {"sms.enabled", flag, "false", "Send text messages", "SMS_NOTIFICATIONS_ENABLED"},
    {"sms.max_segments", integer, "3", "Longest text in segments, each of which is paid (1 to 10)",
     ""},
    {"sms.timeout", duration, "20s", "Limit for one request in all", ""},
    {"sms.max_attempts", integer, "6", "Tries before a text message is given up", ""},
    {"sms.concurrency", integer, "8", "Requests at once", ""},
    {"sms.guarantee", text, "at_least_once", "As email.guarantee, where Twilio cannot tell", ""},

    {"voice.enabled", flag, "false", "Make calls", "VOICE_NOTIFICATIONS_ENABLED"},
    {"voice.language", text, "en-GB", "Language of the voice, as Twilio names it", ""},
    {"voice.prompt", text, "Press 1 to acknowledge, 2 to hear it again.",
     "Said where a key can be pressed", ""},
    {"voice.timeout", duration, "20s", "Limit for one request in all", ""},
    {"voice.max_attempts", integer, "4", "Tries before a call is given up", ""},
    {"voice.concurrency", integer, "4", "Requests at once", ""},
    {"voice.guarantee", text, "at_least_once", "As email.guarantee, where Twilio cannot tell", ""},

    {"whatsapp.enabled", flag, "false", "Send WhatsApp messages", "WHATSAPP_NOTIFICATIONS_ENABLED"},
    {"whatsapp.timeout", duration, "20s", "Limit for one request in all", ""},
    {"whatsapp.max_attempts", integer, "6", "Tries before a message is given up", ""},
    {"whatsapp.concurrency", integer, "8", "Requests at once", ""},
    {"whatsapp.guarantee", text, "at_least_once", "As email.guarantee, where Twilio cannot tell",
     ""},

    {"slack.enabled", flag, "true", "Post to Slack", "SLACK_NOTIFICATIONS_ENABLED"},
    {"slack.webhook_url", secret, "", "Webhook of the address \"default\"", "SLACK_WEBHOOK_URL"},
    {"slack.bot_token", secret, "", "Bot token, for channels by ID or name", "SLACK_BOT_TOKEN"},
    {"slack.base_url", text, "https://slack.com/api", "Where Slack's API is", ""},
    {"slack.timeout", duration, "20s", "Limit for one post in all", ""},
    {"slack.max_attempts", integer, "8", "Tries before a message is given up", ""},
    {"slack.concurrency", integer, "4", "Posts at once", ""},
    {"slack.rate", text, "none", "Most posts in all, such as 50/s", ""},
    {"slack.receiver_rate", text, "1/s", "Most posts to one channel or webhook", ""},
    {"slack.guarantee", text, "at_least_once", "As email.guarantee", ""},

    {"discord.enabled", flag, "true", "Post to Discord", "DISCORD_NOTIFICATIONS_ENABLED"},
    {"discord.webhook_url", secret, "", "Webhook of the address \"default\"",
     "DISCORD_WEBHOOK_URL"},
    {"discord.bot_token", secret, "", "Bot token, for channels by ID", "DISCORD_BOT_TOKEN"},
    {"discord.base_url", text, "https://discord.com/api/v10", "Where Discord's API is", ""},
    {"discord.timeout", duration, "20s", "Limit for one post in all", ""},
    {"discord.max_attempts", integer, "8", "Tries before a message is given up", ""},
    {"discord.concurrency", integer, "4", "Posts at once", ""},
    {"discord.rate", text, "50/s", "Most posts in all", ""},
    {"discord.receiver_rate", text, "30/min", "Most posts to one channel or webhook", ""},
    {"discord.guarantee", text, "at_least_once", "As email.guarantee", ""},

    {"telegram.enabled", flag, "true", "Post to Telegram", "TELEGRAM_NOTIFICATIONS_ENABLED"},
    {"telegram.bot_token", secret, "", "Bot token", "TELEGRAM_BOT_TOKEN"},
    {"telegram.base_url", text, "https://api.telegram.org", "Where Telegram's API is", ""},
    {"telegram.timeout", duration, "20s", "Limit for one post in all", ""},
    {"telegram.max_attempts", integer, "8", "Tries before a message is given up", ""},
    {"telegram.concurrency", integer, "4", "Posts at once", ""},
    {"telegram.rate", text, "30/s", "Most posts in all", ""},
    {"telegram.receiver_rate", text, "1/s", "Most posts to one chat", ""},
    {"telegram.buttons", flag, "false",
     "Buttons below alerts; by themselves where inbound.telegram_secret is set", ""},
    {"telegram.guarantee", text, "at_least_once", "As email.guarantee", ""},

    {"webhook.enabled", flag, "true", "Post webhooks", "WEBHOOK_NOTIFICATIONS_ENABLED"},
    {"webhook.secret", secret, "", "Signs posts whose destination has no secret of its own",
     "WEBHOOK_SECRET"},
    {"webhook.timeout", duration, "20s", "Limit for one post in all", ""},
    {"webhook.max_attempts", integer, "10", "Tries before a post is given up", ""},
    {"webhook.schedule", list, "5s\n5m\n30m\n2h\n5h\n10h\n14h\n20h\n24h",
     "Pauses between tries, also beyond notify.expire_after; [] doubles them as elsewhere", ""},
    {"webhook.concurrency", integer, "64", "Posts at once", ""},
    {"webhook.rate", text, "none", "Most posts in all, such as 100/s", ""},
    {"webhook.receiver_rate", text, "none", "Most posts to one server", ""},
    {"webhook.max_payload", integer, "20480", "Largest payload in bytes", ""},
    {"webhook.allow_private", flag, "false", "Post to private and loopback addresses, too", ""},
    {"webhook.allow_addresses", list, "",
     "If given, post only to these addresses or networks (CIDR)", ""},
    {"webhook.guarantee", text, "at_least_once", "As email.guarantee", ""},

    {"push.enabled", flag, "true", "Send Web Push messages to browsers",
     "PUSH_NOTIFICATIONS_ENABLED"},
    {"push.private_key", secret, "", "Our VAPID key: `tocsin notify key push` makes one",
     "VAPID_PRIVATE_KEY"},
    {"push.subject", text, "",
     "Where push services find us: mailto:… or https://…; unset: general.public_url", ""},
    {"push.icon", text, "", "Address of the picture beside a notification", ""},
    {"push.timeout", duration, "20s", "Limit for one post in all", ""},
    {"push.max_attempts", integer, "8", "Tries before a message is given up", ""},
    {"push.concurrency", integer, "16", "Posts at once", ""},
    {"push.rate", text, "none", "Most posts in all, such as 100/s", ""},
    {"push.receiver_rate", text, "none", "Most posts to one push service", ""},
    {"push.allow_private", flag, "false",
     "Post to private addresses and without TLS, too: for tests", ""},
    {"push.guarantee", text, "at_least_once", "As email.guarantee", ""},

    {"inapp.enabled", flag, "true", "Put messages into people's inboxes", ""},
    {"inapp.timeout", duration, "30s", "Without effect: nothing leaves the database", ""},
    {"inapp.max_attempts", integer, "8", "Likewise", ""},
    {"inapp.concurrency", integer, "64", "Messages at once", ""},
    {"inapp.guarantee", text, "at_least_once", "As email.guarantee", ""},

    {"exec.enabled", flag, "true", "Run programs as channels", ""},
    {"exec.programs", list, "", "The programs that destinations may name", ""},
    {"exec.timeout", duration, "30s", "Limit for one program", ""},
    {"exec.max_attempts", integer, "5", "Tries before a program is given up", ""},
    {"exec.concurrency", integer, "4", "Programs at once", ""},
    {"exec.rate", text, "none", "Most programs run, such as 10/s", ""},
    {"exec.guarantee", text, "at_least_once", "As email.guarantee", ""},

    {"inbound.requests_per_minute", integer, "120",
     "Requests of one address before it has to wait; proven ones of providers do not count", ""},
    {"inbound.max_body", integer, "65536", "Largest request in bytes", ""},
    {"inbound.body_timeout", duration, "10s", "Limit for a request's body to arrive", ""},
    {"inbound.trusted_proxies", list, "",
     "Addresses or networks (CIDR) whose X-Forwarded-For is believed", ""},
    {"inbound.allow_link", list, "",
     "If given, links work only from these addresses or networks (CIDR)", ""},
    {"inbound.allow_twilio", list, "", "Likewise for Twilio's callbacks", ""},
    {"inbound.allow_resend", list, "", "Likewise for Resend's", ""},
    {"inbound.allow_webhook", list, "", "Likewise for those of webhook receivers", ""},
    {"inbound.allow_slack", list, "", "Likewise for Slack's", ""},
    {"inbound.allow_telegram", list, "", "Likewise for Telegram's", ""},
    {"inbound.allow_discord", list, "", "Likewise for Discord's", ""},
    {"inbound.slack_secret", secret, "", "Signing secret of our Slack app", "SLACK_SIGNING_SECRET"},
    {"inbound.discord_key", text, "", "Public key of our Discord application", ""},
    {"inbound.telegram_secret", secret, "", "The secret_token that Telegram's webhook was set with",
     "TELEGRAM_WEBHOOK_SECRET"},
    {"inbound.resend_secret", secret, "", "Signing secret of Resend's webhook",
     "RESEND_WEBHOOK_SECRET"},
    {"inbound.webhook_secret", secret, "",
     "Signs what receivers of our webhooks report; several apart by blanks",
     "INBOUND_WEBHOOK_SECRET"},

    {"report.since", duration, "30d", "How far back reports look", ""},
    {"report.time_limit", duration, "60s", "Limit for one report's queries", ""},

    {"backup.directory", text, "", "Where backups go; unset: backups beside the database", ""},
    {"backup.keep", integer, "14", "How many backups are kept", ""},

    {"doctor.scrape_every", duration, "5m", "Overdue when no scrape finished for this long", ""},
    {"doctor.analyze_every", duration, "5m", "Overdue when no analyze finished for this long", ""},
    {"doctor.notify_every", duration, "5m", "Overdue when no notify finished for this long", ""},
    {"doctor.sla_check_every", duration, "30m",
     "Overdue when no sla-check finished for this long while tickets are unresolved", ""},

    {"escalate.enabled", flag, "true", "Tell more people of what nobody acknowledges",
     "ALERT_ESCALATION_ENABLED ESCALATION_ENABLED"},

    {"security.secret_key", secret, "",
     "Seals addresses at rest and signs links; else from secret.key beside this file",
     "TOCSIN_SECRET_KEY"},
});

std::string toml_value(const ConfigKey& key) {
  switch (key.type) {
    case flag:
    case integer:
    case real:
      return std::string(key.fallback);
    case list: {
      std::string out;
      for (std::string_view rest = key.fallback; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      return "[" + out + "]";
    }
    default:
      return fmt::format("\"{}\"", key.fallback);
  }
}

}  // namespace

std::span<const ConfigKey> config_keys() {
  return kKeys;
}

const ConfigKey* find_key(std::string_view name) {
  const auto* const found =
      std::find_if(kKeys.begin(), kKeys.end(), [&](const ConfigKey& k) { return k.name == name; });
  return found == kKeys.end() ? nullptr : found;
}

std::string environment_name(const ConfigKey& key) {
  std::string out = "TOCSIN_";
  for (const char c : key.name) {
    out += c == '.' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

std::string sample_configuration() {
  std::string out =
      "# Configuration of Tocsin, see tocsin.conf(5). Every key stands here with its default;\n"
      "# remove the # to change one. Files conf.d/*.toml beside this one are read after it.\n"
      "# Credentials never stand here: they come from the environment, NAME_FILE=path, or\n"
      "# $CREDENTIALS_DIRECTORY/NAME.\n";
  std::string_view table;
  for (const ConfigKey& key : kKeys) {
    const auto dot = key.name.find('.');
    if (key.name.substr(0, dot) != table) {
      table = key.name.substr(0, dot);
      out += fmt::format("\n[{}]\n", table);
    }
    out += fmt::format("# {}\n", key.help);
    if (key.type == secret) {
      out += fmt::format("# (credential: ${} or ${}_FILE)\n", key.environment, key.environment);
    } else {
      out += fmt::format("# {} = {}\n", key.name.substr(dot + 1), toml_value(key));
    }
  }
  return out;
}

}  // namespace tocsin::cli
