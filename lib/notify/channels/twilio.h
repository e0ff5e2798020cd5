// What the channels by Twilio share: the account, one request for each message, what its answer
// means, and asking for a message whose try ended uncertain.
//
// Addresses are phone numbers of E.164 ("+447700900123"); whether a number is one that somebody can
// have is asked where people enter it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notify/channels/table.h"
#include "notify/channels/twilio_answer.h"

namespace tocsin::notify {

// '+', a digit from 1 to 9 and 6 to 14 further ones (ITU-T E.164, section 6).
bool is_e164(std::string_view text);

// Where Twilio tells of a message or a call, and where it takes a key press, below public_url.
inline constexpr std::string_view kTwilioStatusPath = "/twilio/status";
inline constexpr std::string_view kTwilioKeysPath = "/twilio/keys";

// Fields of a form, in order; a name may come several times.
using FormFields = std::vector<std::pair<std::string, std::string>>;
std::string form_encoded(const FormFields& fields);

// A channel's kind of resource.
struct TwilioKind {
  std::string_view collection;  // "Messages", "Calls"
  const char* list;             // its name in a list: "messages", "calls"
  std::string_view prefix;      // before a number: "whatsapp:"
};

class TwilioCarrier : public Carrier {
 public:
  Preview preview(const Outgoing& out) override;
  void send(net::Engine& engine, const Outgoing& out, Done done) override;
  // Lists what went to this number since out.at, when the message was made. Of texts the one with
  // its body is the message; of calls the only one.
  void ask(net::Engine& engine, const Outgoing& out, Done done) override;
  Verdict verdict_on(int code) const override;
  std::string receiver_of(std::string_view) const override { return "twilio"; }
  std::vector<std::string> providers() const override { return {"twilio"}; }

 protected:
  // `channel` is the table of its keys, `sender` the key of our number.
  TwilioCarrier(const CarrierNeeds& needs, const TwilioKind& kind, std::string_view channel,
                std::string_view sender);

  // What a stored content adds to the fields To and From.
  virtual FormFields fields_of(const Json& content, const Outgoing& out) const = 0;
  // Whether an entry of a list is this content; nothing where entries of the kind say too little.
  virtual std::optional<bool> is_same(const Json& content, const TwilioListed& entry) const = 0;

  const Settings& settings() const { return settings_; }
  Templates& templates() const { return templates_; }
  // A place of ours that Twilio can call; empty where there is none, or its host has a '_', which
  // Twilio does not call.
  std::string callback(std::string_view path) const;

 private:
  FormFields form_of(const Outgoing& out) const;
  std::string url_of(const std::string& query) const;
  std::string authorization() const;
  std::optional<DeliveryOutcome> objection(const Outgoing& out) const;
  // On a list of what went there.
  DeliveryOutcome found_in(const net::HttpResult& list, Instant since,
                           const std::string& content) const;

  const Settings& settings_;
  Templates& templates_;
  TwilioKind kind_;
  std::string base_url_, account_, token_, sender_, sender_key_;
  std::vector<OutcomeRow> overrides_;
  Duration timeout_;
};

}  // namespace tocsin::notify
