#include "notify/channels/twilio_outcomes.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "notify/channels/api.h"
#include "notify/channels/twilio_answer.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

// What concerns the account as a whole refuses us; what concerns a pair of numbers, or a region, is
// said of the message: others get through.
constexpr auto kCodes = std::to_array<OutcomeRow>({
    {12100, 12100, {permanent, false, false, "what the call says is not well-formed"}},
    {20003, 20003, {permanent, false, false, "the account or its token is refused", kRefusesUs}},
    {20404, 20404, {permanent, false, false, "no such account", kRefusesUs}},
    {20429, 20429, {transient, kThrottles, false, "too many requests at once"}},
    {20500, 20500, {uncertain, false, false, "Twilio failed and may have accepted it"}},
    {20503, 20503, {transient, kThrottles, false, "Twilio is away"}},
    // Refused when asked.
    {21201, 21201, {permanent, false, false, "no number was given"}},
    {21205, 21205, {permanent, false, false, "a call without words"}},
    {21210, 21210, {permanent, false, false, "our number is not verified", kRefusesUs}},
    {21211, 21211, {permanent, false, kDead, "not a phone number"}},
    {21212, 21212, {permanent, false, false, "our number is not one", kRefusesUs}},
    {21214, 21214, {permanent, false, false, "the number cannot be reached"}},
    {21215, 21216, {permanent, false, false, "the account may not call that region"}},
    {21217, 21217, {permanent, false, kDead, "not a phone number"}},
    {21219, 21219, {permanent, false, false, "a trial account calls verified numbers"}},
    {21408, 21408, {permanent, false, false, "the account may not write to that region"}},
    {21421, 21421, {permanent, false, kDead, "not a phone number"}},
    {21601, 21601, {permanent, false, false, "our number cannot write", kRefusesUs}},
    {21602, 21602, {permanent, false, false, "an empty text"}},
    {21604, 21604, {permanent, false, false, "no number was given"}},
    {21606, 21606, {permanent, false, false, "our number cannot write to that one"}},
    {21608, 21608, {permanent, false, false, "a trial account writes to verified numbers"}},
    {21609, 21609, {permanent, false, false, "our address for callbacks is refused", kRefusesUs}},
    {21610, 21610, {permanent, false, kDead, "the person answered STOP"}},
    {21611, 21611, {transient, kThrottles, false, "our number's queue is full"}},
    {21612, 21612, {permanent, false, false, "no way from our number to that one"}},
    {21614, 21614, {permanent, false, kDead, "not a mobile number"}},
    {21617, 21617, {permanent, false, false, "the text is too long"}},
    {21730, 21730, {transient, kThrottles, false, "Twilio is being maintained"}},
    // Said of a message later, in its resource or a status callback.
    {30001, 30001, {transient, kThrottles, false, "the queue is full"}},
    {30002, 30002, {permanent, false, false, "the account is suspended", kRefusesUs}},
    {30003, 30003, {transient, false, false, "the handset cannot be reached"}},
    {30004, 30004, {permanent, false, kDead, "the number is blocked"}},
    {30005, 30005, {permanent, false, kDead, "the number does not exist"}},
    {30006, 30006, {permanent, false, kDead, "a landline"}},
    {30007, 30007, {permanent, false, false, "a carrier filtered it"}},
    {30008, 30008, {transient, false, false, "the carrier gives no reason"}},
    {30034, 30034, {permanent, false, false, "our number is not registered for the United States"}},
    {30410, 30410, {transient, false, false, "the carrier did not answer"}},
    // WhatsApp.
    {63003, 63003, {permanent, false, kDead, "no WhatsApp account"}},
    {63007, 63007, {permanent, false, false, "our number is no WhatsApp sender", kRefusesUs}},
    {63012, 63012, {transient, false, false, "WhatsApp failed"}},
    {63015, 63015, {permanent, false, false, "the person has not joined the sandbox"}},
    {63016,
     63016,
     {permanent, false, false,
      "outside of the 24 hours after the person wrote WhatsApp wants an approved "
      "template: set twilio.whatsapp_content_sid"}},
    {63018, 63018, {transient, kThrottles, false, "too many WhatsApp messages"}},
    {63024, 63024, {permanent, false, kDead, "no WhatsApp account"}},
});

constexpr auto kStatuses = std::to_array<OutcomeRow>({
    {200, 299, {delivered, false, false, "accepted"}},
    {300, 399, {permanent, false, false, "redirects are not followed"}},
    {401, 401, {permanent, false, false, "the account or its token is refused", kRefusesUs}},
    {403, 403, {permanent, false, false, "the account may not", kRefusesUs}},
    {404, 404, {permanent, false, false, "no such account", kRefusesUs}},
    {408, 408, {transient, false, false, "Twilio waited too long for us"}},
    {429, 429, {transient, kThrottles, false, "too many requests at once"}},
    {400, 499, {permanent, false, false, "refused"}},
    {501, 501, {permanent, false, false, "not implemented"}},
    {503, 503, {transient, kThrottles, false, "Twilio is away"}},
    {500, 599, {uncertain, false, false, "Twilio failed and may have accepted it"}},
});

constexpr int kHighestCode = 999'999;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool has_row(std::span<const OutcomeRow> table, int code) {
  return std::any_of(table.begin(), table.end(),
                     [&](const OutcomeRow& r) { return r.from <= code && code <= r.to; });
}

}  // namespace

std::span<const OutcomeRow> twilio_code_table() {
  return kCodes;
}
std::span<const OutcomeRow> twilio_status_table() {
  return kStatuses;
}

std::vector<OutcomeRow> read_twilio_overrides(std::span<const std::string> lines) {
  std::vector<OutcomeRow> out;
  for (const std::string& line : lines) {
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string_view number = trim(std::string_view(line).substr(0, equals));
    const std::string_view meaning =
        trim(std::string_view(line).substr(std::min(equals + 1, line.size())));
    int code = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), code);
    const auto outcome = meaning == "dead" ? permanent : from_word<OutcomeClass>(meaning);
    if (error != std::errc() || end != number.data() + number.size() || code <= 0 ||
        code > kHighestCode || !outcome || *outcome == delivered) {
      fail(Exit::config, "twilio.outcomes: '{}' is no CODE=transient, permanent, uncertain or dead",
           line);
    }
    out.push_back({code, code, {*outcome, false, meaning == "dead", "as configured"}});
  }
  return out;
}

Verdict twilio_verdict(int status, int code, std::span<const OutcomeRow> overrides) {
  if (code != 0 && has_row(overrides, code)) return look_up(overrides, code);
  if (code != 0 && has_row(kCodes, code)) return look_up(kCodes, code);
  // A resource whose making succeeded, and that then failed for a reason nobody knows.
  if (code != 0 && status / 100 == 2) return {permanent, false, false, "Twilio gave it up"};
  return look_up(kStatuses, status);
}

std::string without_numbers(std::string_view text) {
  constexpr std::size_t kShortest = 7;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + (text[i] == '+' ? 1 : 0);
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end - i >= kShortest) {
      out += mask_address(text.substr(i, end - i));
    } else {
      end = std::max(end, i + 1);
      out += text.substr(i, end - i);
    }
    i = end;
  }
  return out;
}

DeliveryOutcome twilio_outcome(const net::HttpResult& r, std::span<const OutcomeRow> overrides,
                               Instant at) {
  if (!r.answered()) return outcome_from(r, transfer_verdict(r.outcome), "", at);
  const TwilioAnswer answer = read_twilio_answer(r.response.body).value_or(TwilioAnswer{});
  const int status = r.response.status;
  const bool made = status / 100 == 2;
  Verdict v = twilio_verdict(status, answer.code, overrides);
  // It was taken, but nobody can say as what.
  if (made && answer.sid.empty()) {
    v = {uncertain, false, false, "an answer nobody can read"};
  }
  std::string said = without_numbers(answer.message);
  if (answer.code != 0) said = fmt::format("{} {}", answer.code, said);
  const auto running = r.response.headers.find("Twilio-Concurrent-Requests");
  if (running && v.throttles) said += fmt::format(", {} requests at once", *running);
  DeliveryOutcome o = outcome_from(r, v, said, at);
  if (answer.code != 0) o.code = answer.code;
  if (made) o.provider_id = answer.sid;
  return o;
}

}  // namespace tocsin::notify
