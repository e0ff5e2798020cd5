// Twilio: what became of messages and calls, and keys pressed during a call.
//
// Twilio signs the address it calls and the form, not the time: so the address may carry our own
// name of the message (?message=ID), and taking a request twice must be as taking it once.

#include <charconv>

#include "alert/acting.h"
#include "alert/presence.h"
#include "alert/receipts.h"
#include "base/escape.h"
#include "inbound/form.h"
#include "inbound/routes.h"
#include "inbound/verify.h"
#include "store/callers.h"

namespace tocsin::inbound {
namespace {

// Longer than any call.
constexpr Duration kCallMemory = std::chrono::days{1};

// Keys: what the call is about is acknowledged; the message is read out once more. Any other says
// that it was heard.
constexpr std::string_view kAcknowledge = "1", kAgain = "2";

int number(const std::string& text) {
  int out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::optional<Form> form_of(const Request& request) {
  if (request.media_type() != "application/x-www-form-urlencoded") return std::nullopt;
  return parse_form(request.body);
}

Receipt receipt_of(const Call& call, const std::string& sid) {
  Receipt r;
  r.provider = "twilio";
  r.provider_id = sid;
  r.message = field(parse_form(call.request.query).value_or(Form{}), "message");
  r.at = call.now;
  return r;
}

// What the call said, as it was written.
std::string spoken(const store::Message& m) {
  std::string why;
  const auto content = parse_json(m.content, why);
  if (!content || !content->is_object()) return "";
  const auto twiml = content->find("twiml");
  return twiml != content->end() && twiml->is_string() ? twiml->get<std::string>() : "";
}

// What the signature of a press proves it proves for ever: an old call acknowledges nothing.
std::string acknowledge(const Call& call, store::Database& db, alert::Trail& trail,
                        const store::Message& m) {
  if (!m.person_id || !m.alert_id || call.now - m.created_at > kCallMemory) return "";
  const auto about = alert::find(db, *m.alert_id);
  return about ? alert::act_on(db, trail, *about, {}, {m.person_id, "voice"}).words : "";
}

Answer xml(std::string text) {
  return {200, "text/xml; charset=utf-8", std::move(text), "", ""};
}

Answer say(std::string_view text) {
  return xml(
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<Response><Say>{}</Say><Hangup/></Response>\n",
                  text));
}

}  // namespace

Proof prove_twilio(const Call& call) {
  const auto form = form_of(call.request);
  if (!form) return Proof::wrong;
  const std::string url = call.settings.public_url + call.request.path +
                          (call.request.query.empty() ? "" : "?" + call.request.query);
  return is_from_twilio(call.settings.twilio_token, url, *form,
                        call.request.header("X-Twilio-Signature"))
             ? Proof::good
             : Proof::wrong;
}

Answer twilio_status(const Call& call, store::Database& db, alert::Trail& trail) {
  const Form form = form_of(call.request).value_or(Form{});
  const bool of_call = form.contains("CallSid");
  const std::string sid = field(form, of_call ? "CallSid" : "MessageSid");
  const std::string status = field(form, of_call ? "CallStatus" : "MessageStatus");
  if (sid.empty() || status.empty()) return refuse(400);
  const ReceiptWord* word = of_call ? twilio_call_word(status) : twilio_message_word(status);
  if (word == nullptr) return {};  // nothing new
  Receipt r = receipt_of(call, sid);
  r.state = word->state;
  r.dead_address = word->dead_address;
  r.code = number(field(form, "ErrorCode"));
  if (r.state == ReceiptState::failed) r.detail = word->word;
  alert::take_receipt(db, trail, r);
  return {};
}

Answer twilio_keys(const Call& call, store::Database& db, alert::Trail& trail) {
  const Form form = form_of(call.request).value_or(Form{});
  const std::string sid = field(form, "CallSid"), digits = field(form, "Digits");
  if (sid.empty()) return refuse(400);
  const auto m = alert::message_of(db, receipt_of(call, sid));
  if (!m || digits.empty()) return say("Goodbye.");
  if (store::first_seen(db, "twilio:" + sid + ":" + digits, call.now, kCallMemory)) {
    alert::mark_read(db, trail, *m);
    alert::note_presence(db, *m, "open", call.now);
    if (digits == kAcknowledge) {
      if (const std::string words = acknowledge(call, db, trail, *m); !words.empty()) {
        return say(escape_markup(words));
      }
    }
  }
  if (digits == kAgain) {
    if (std::string text = spoken(*m); !text.empty()) return xml(std::move(text));
  }
  return say("Thank you. Goodbye.");
}

}  // namespace tocsin::inbound
