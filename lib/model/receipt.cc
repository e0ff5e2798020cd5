#include "model/receipt.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace tocsin {
namespace {

using enum ReceiptState;

constexpr bool kDead = true;

// Of a message in parts, some of which arrived, we say no more than that it left.
constexpr auto kTwilioMessage = std::to_array<ReceiptWord>({
    {"sent", sent},
    {"partially_delivered", sent},
    {"delivered", delivered},
    {"read", read},
    {"undelivered", failed},
    {"failed", failed},
    {"canceled", failed},
});

// Somebody took the call: it was heard.
constexpr auto kTwilioCall = std::to_array<ReceiptWord>({
    {"in-progress", delivered},
    {"completed", delivered},
    {"busy", failed},
    {"no-answer", failed},
    {"failed", failed},
    {"canceled", failed},
});

constexpr auto kResend = std::to_array<ReceiptWord>({
    {"email.sent", sent},
    {"email.delivered", delivered},
    {"email.opened", read},
    {"email.clicked", read},
    {"email.bounced", failed},  // see resend_receipt() for the address
    {"email.suppressed", failed, kDead},
    {"email.failed", failed},
    // It arrived, and the reader wants no more of the kind from us.
    {"email.complained", delivered, kDead},
});

constexpr auto kWebhook = std::to_array<ReceiptWord>({
    {"message.delivered", delivered},
    {"message.read", read},
    {"message.failed", failed},
});

const ReceiptWord* find(std::span<const ReceiptWord> table, std::string_view word) {
  const auto row = std::find_if(table.begin(), table.end(),
                                [&](const ReceiptWord& r) { return r.word == word; });
  return row == table.end() ? nullptr : &*row;
}

std::string text_at(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

const Json& object_at(const Json& object, const char* name) {
  static const Json absent = Json::object();
  if (!object.is_object()) return absent;
  const auto found = object.find(name);
  return found != object.end() && found->is_object() ? *found : absent;
}

// What others write for people is kept no longer than a line.
std::string in_short(std::string_view text) {
  constexpr std::size_t kLongest = 200;
  return std::string(utf8_prefix(text, kLongest));
}

}  // namespace

const ReceiptWord* twilio_message_word(std::string_view word) {
  return find(kTwilioMessage, word);
}
const ReceiptWord* twilio_call_word(std::string_view word) {
  return find(kTwilioCall, word);
}
const ReceiptWord* resend_word(std::string_view word) {
  return find(kResend, word);
}
const ReceiptWord* webhook_word(std::string_view word) {
  return find(kWebhook, word);
}

std::optional<Receipt> resend_receipt(const Json& event, Instant now) {
  const std::string type = text_at(event, "type");
  const ReceiptWord* row = resend_word(type);
  const Json& data = object_at(event, "data");
  const std::string id = text_at(data, "email_id");
  if (row == nullptr || id.empty()) return std::nullopt;
  Receipt r;
  r.provider = "resend";
  r.provider_id = id;
  r.state = row->state;
  r.at = now;
  r.dead_address = row->dead_address;
  if (type == "email.bounced") {
    const Json& bounce = object_at(data, "bounce");
    const std::string kind = text_at(bounce, "type"), what = text_at(bounce, "subType");
    // A full mailbox or a refused text says nothing against the address.
    r.dead_address =
        kind == "Permanent" && (what.empty() || what == "General" || what == "NoEmail");
    // The message itself quotes addresses.
    r.detail = kind.empty() ? "bounced" : fmt::format("bounced: {} {}", kind, what);
  } else if (type == "email.failed") {
    r.detail = text_at(object_at(data, "failed"), "reason");
  } else if (type == "email.complained") {
    r.detail = "the reader called it spam";
  }
  if (r.detail.empty()) r.detail = type;
  r.detail = in_short(r.detail);
  return r;
}

std::optional<Receipt> webhook_receipt(const Json& event, Instant now) {
  const ReceiptWord* row = webhook_word(text_at(event, "type"));
  const Json& data = object_at(event, "data");
  Receipt r;
  r.provider = "webhook";
  r.provider_id = r.message = text_at(data, "message");
  if (row == nullptr || r.provider_id.empty()) return std::nullopt;
  r.state = row->state;
  r.at = now;
  r.dead_address = row->dead_address;
  r.detail = in_short(text_at(data, "reason"));
  return r;
}

}  // namespace tocsin
