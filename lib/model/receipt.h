// Receipts: what a provider says later of a message that it took. Pure.
//
// A state only rises (sent, delivered, read); failed is believed only of what has not arrived. The
// words are Twilio's (message and call resources), Resend's (webhook events) and, for receivers of
// our own webhooks, ours: message.delivered, message.read, message.failed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "model/words.h"

namespace tocsin {

enum class ReceiptState { sent, delivered, read, failed };
TOCSIN_WORDS(ReceiptState, "sent", "delivered", "read", "failed");

struct Receipt {
  std::string provider, provider_id;  // who carried it, and how they call it
  std::string message;                // its public ID, where the provider hands it back
  ReceiptState state = ReceiptState::sent;
  Instant at{};
  int code = 0;               // the provider's, of a failure; 0: none
  bool dead_address = false;  // nobody is to be written to there again
  std::string detail;         // for people
};

// What a word says of a message.
struct ReceiptWord {
  std::string_view word;
  ReceiptState state;
  bool dead_address = false;
};
// Nothing for words that say nothing new (queued, ringing) or that nobody knows.
const ReceiptWord* twilio_message_word(std::string_view word);
const ReceiptWord* twilio_call_word(std::string_view word);
const ReceiptWord* resend_word(std::string_view word);
const ReceiptWord* webhook_word(std::string_view word);

// The events of Resend and of receivers of our webhooks; nothing where they are of no message or
// say nothing new. A field of the wrong type is as if it were not there.
std::optional<Receipt> resend_receipt(const Json& event, Instant now);
std::optional<Receipt> webhook_receipt(const Json& event, Instant now);

}  // namespace tocsin
