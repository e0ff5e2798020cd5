// Calls by Twilio that read a message out. Stored as {"twiml"}.

#include "notify/channels/twilio.h"
#include "notify/channels/twiml.h"
#include "notify/view.h"

namespace tocsin::notify {
namespace {

constexpr TwilioKind kCall{"Calls", "calls", ""};

class Voice final : public TwilioCarrier {
 public:
  explicit Voice(const CarrierNeeds& needs)
      : TwilioCarrier(needs, kCall, "voice", "twilio.phone_number"),
        language_(needs.config.text("voice.language")),
        prompt_(needs.config.text("voice.prompt")) {}

  std::string compose(const Writing& writing) override {
    Speech speech{templates()
                      .render(template_choice(writing, Channel::voice, settings()),
                              view_of(writing, settings().public_url))
                      .text("text"),
                  language_};
    // Only an alert can be acknowledged, and only by somebody we know.
    if (!writing.notice->alert_public_id.empty() && writing.can_answer) {
      speech.answer_url = callback(kTwilioKeysPath);
      speech.prompt = prompt_;
    }
    return Json{{"twiml", twiml_of(speech)}}.dump();
  }

 protected:
  FormFields fields_of(const Json& content, const Outgoing&) const override {
    FormFields fields{{"Twiml", content.value("twiml", "")}};
    if (const std::string url = callback(kTwilioStatusPath); !url.empty()) {
      fields.emplace_back("StatusCallback", url);
      for (const char* event : {"answered", "completed"}) {
        fields.emplace_back("StatusCallbackEvent", event);
      }
    }
    return fields;
  }

  // A list of calls does not say what they said.
  std::optional<bool> is_same(const Json&, const TwilioListed&) const override {
    return std::nullopt;
  }

 private:
  std::string language_, prompt_;
};

}  // namespace

std::unique_ptr<Carrier> make_voice(const CarrierNeeds& needs) {
  return std::make_unique<Voice>(needs);
}

}  // namespace tocsin::notify
