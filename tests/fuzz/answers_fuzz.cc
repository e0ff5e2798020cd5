// Providers' answers: whatever comes back is an outcome that can be stored and shown.
// An input is "PROVIDER STATUS", header lines, an empty line, and the body.
// links: tocsin_notify
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "notify/channels/discord_outcomes.h"
#include "notify/channels/resend_outcomes.h"
#include "notify/channels/slack_outcomes.h"
#include "notify/channels/telegram_chats.h"
#include "notify/channels/telegram_outcomes.h"
#include "notify/channels/twilio_answer.h"
#include "notify/channels/twilio_outcomes.h"

namespace {

using namespace tocsin;
using notify::DeliveryOutcome;

struct Provider {
  std::string_view name;
  DeliveryOutcome (*read)(const net::HttpResult&);
};

const auto kProviders = std::to_array<Provider>({
    {"slack", [](const net::HttpResult& r) { return notify::slack_outcome(r, Instant{}); }},
    {"discord",
     [](const net::HttpResult& r) { return notify::discord_outcome(r, false, Instant{}); }},
    {"discord-webhook",
     [](const net::HttpResult& r) { return notify::discord_outcome(r, true, Instant{}); }},
    {"telegram",
     [](const net::HttpResult& r) { return notify::telegram_answer(r, Instant{}).outcome; }},
    {"telegram-updates",
     [](const net::HttpResult& r) {
       std::string why;
       const auto answer = parse_json(r.response.body, why);
       if (answer) {
         for (const notify::TelegramChat& c : notify::chats_in(*answer)) {
           if (c.id.empty() || !is_utf8(c.name)) std::abort();
         }
       }
       return notify::telegram_answer(r, Instant{}).outcome;
     }},
    {"resend", [](const net::HttpResult& r) { return notify::resend_outcome(r, Instant{}); }},
    {"twilio", [](const net::HttpResult& r) { return notify::twilio_outcome(r, {}, Instant{}); }},
    {"twilio-list",
     [](const net::HttpResult& r) {
       if (const auto list = notify::read_twilio_list(r.response.body, "messages")) {
         for (const notify::TwilioListed& one : list->items) {
           if (one.sid.empty() || !is_utf8(one.body)) std::abort();
         }
       }
       return notify::twilio_outcome(r, {}, Instant{});
     }},
});

std::string_view line_of(std::string_view& rest) {
  const auto end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view first = line_of(rest);
  const auto blank = first.find(' ');
  if (blank == first.npos) return 0;
  net::HttpResult result;
  result.outcome = net::TransferOutcome::answered;
  const std::string_view status = first.substr(blank + 1);
  std::from_chars(status.data(), status.data() + status.size(), result.response.status);
  if (result.response.status < 100 || result.response.status > 599) return 0;
  while (!rest.empty()) {
    const std::string_view line = line_of(rest);
    if (line.empty()) break;
    result.response.headers.append_line(line);
  }
  result.response.body = rest;
  for (const Provider& provider : kProviders) {
    if (provider.name != first.substr(0, blank)) continue;
    const DeliveryOutcome o = provider.read(result);
    if (!is_utf8(o.detail) || o.detail.size() > 1'000) std::abort();
    if (o.detail.find('\n') != o.detail.npos) std::abort();
    if (o.retry_after &&
        (*o.retry_after < Duration{0} || *o.retry_after > Duration{366LL * 86'400'000})) {
      std::abort();
    }
    if (o.spent_for && *o.spent_for < Duration{0}) std::abort();
    if (o.outcome != OutcomeClass::permanent && o.dead_address) std::abort();
    if (o.outcome != OutcomeClass::delivered && o.detail.empty()) std::abort();
  }
  return 0;
}
