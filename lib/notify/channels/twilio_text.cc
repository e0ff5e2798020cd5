// Text messages and WhatsApp by Twilio.
//
// Stored as {"text"}; of WhatsApp with a template {"text", "content_sid"}, the text on one line.

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "notify/channels/sms_text.h"
#include "notify/channels/twilio.h"
#include "notify/rich_text.h"
#include "notify/view.h"

namespace tocsin::notify {
namespace {

constexpr TwilioKind kSms{"Messages", "messages", ""};
constexpr TwilioKind kWhatsApp{"Messages", "messages", "whatsapp:"};

// Twilio's limits (its OpenAPI document): ValidityPeriod in seconds, Body in characters.
constexpr std::int64_t kLongestValidity = 36'000;
constexpr std::size_t kLongestText = 1'600;
// WhatsApp's for a template's body, its fixed words included.
constexpr std::size_t kLongestVariable = 900;
constexpr std::int64_t kMostSegments = 10;  // 1,530 characters

struct Written {
  std::string text, link;
};

// Lines stay; of other control characters handsets make what they like.
std::string without_controls(std::string text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 32 && c != '\n') || byte == 127) c = ' ';
  }
  return text;
}

// The text of the channel's template, with the line that is only a link taken off its end.
Written written(Templates& templates, const Settings& settings, const Writing& writing,
                Channel channel) {
  Written out;
  const Parts parts = templates.render(template_choice(writing, channel, settings),
                                       view_of(writing, settings.public_url));
  out.text = trim(without_controls(parts.text("text")));
  const std::size_t line = out.text.rfind('\n');
  if (line == std::string::npos) return out;
  const std::string_view last = trim(std::string_view(out.text).substr(line));
  if (!last.starts_with("https://") && !last.starts_with("http://")) return out;
  out.link = last;
  out.text = trim(std::string_view(out.text).substr(0, line));
  return out;
}

std::string with_link(const Written& w) {
  return w.link.empty() ? w.text : w.text + "\n" + w.link;
}

std::string dump(const Json& content) {
  return content.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Twilio trims texts.
bool same_text(std::string_view ours, std::string_view theirs) {
  return trim(ours) == trim(theirs);
}

class Sms final : public TwilioCarrier {
 public:
  explicit Sms(const CarrierNeeds& needs)
      : TwilioCarrier(needs, kSms, "sms", "twilio.phone_number"),
        segments_(needs.config.integer("sms.max_segments")) {
    if (segments_ < 1 || segments_ > kMostSegments) {
      fail(Exit::config, "sms.max_segments: {} is not between 1 and {}", segments_, kMostSegments);
    }
  }

  std::string compose(const Writing& writing) override {
    const Written w = written(templates(), settings(), writing, Channel::sms);
    const std::string whole = plain_punctuation(to_utf8(with_link(w)));
    if (sms_size(whole).segments <= segments_) return dump({{"text", whole}});
    return dump({{"text", fit_sms(plain_punctuation(to_utf8(w.text)), w.link,
                                  static_cast<int>(segments_))}});
  }

 protected:
  FormFields fields_of(const Json& content, const Outgoing& out) const override {
    FormFields fields{{"Body", content.value("text", "")}};
    if (const std::string url = callback(kTwilioStatusPath); !url.empty()) {
      fields.emplace_back("StatusCallback", url);
    }
    if (out.expires_at) {
      const auto left =
          std::chrono::duration_cast<std::chrono::seconds>(*out.expires_at - out.at).count();
      fields.emplace_back("ValidityPeriod",
                          std::to_string(std::clamp<std::int64_t>(left, 1, kLongestValidity)));
    }
    return fields;
  }

  std::optional<bool> is_same(const Json& content, const TwilioListed& entry) const override {
    return same_text(content.value("text", ""), entry.body);
  }

 private:
  std::int64_t segments_;
};

// WhatsApp refuses line feeds, tabs and runs of blanks in a template's values.
std::string on_one_line(std::string_view text) {
  std::string out;
  for (const std::string& line : split(text, '\n')) {
    if (!out.empty()) out += ' ';
    for (const char c : line) {
      const bool blank = c == ' ' || c == '\t' || c == '\r';
      if (!blank)
        out += c;
      else if (!out.ends_with(' '))
        out += ' ';
    }
  }
  return out;
}

std::string cut_before_link(const Written& w, std::size_t limit, char between) {
  const std::size_t link = w.link.empty() ? 0 : utf16_length(w.link) + 1;
  std::string text = cut(w.text, limit > link ? limit - link : 0);
  if (!w.link.empty()) text += between + w.link;
  return text;
}

class WhatsApp final : public TwilioCarrier {
 public:
  explicit WhatsApp(const CarrierNeeds& needs)
      : TwilioCarrier(needs, kWhatsApp, "whatsapp", "twilio.whatsapp_number"),
        content_sid_(needs.config.text("twilio.whatsapp_content_sid")) {
    if (!content_sid_.empty() && (content_sid_.size() != 34 || !content_sid_.starts_with("HX"))) {
      fail(Exit::config, "twilio.whatsapp_content_sid: '{}' is no HX and 32 digits", content_sid_);
    }
  }

  std::string compose(const Writing& writing) override {
    Written w = written(templates(), settings(), writing, Channel::whatsapp);
    w.text = to_utf8(w.text);
    if (content_sid_.empty()) return dump({{"text", cut_before_link(w, kLongestText, '\n')}});
    w.text = on_one_line(w.text);
    return dump(
        {{"text", cut_before_link(w, kLongestVariable, ' ')}, {"content_sid", content_sid_}});
  }

 protected:
  FormFields fields_of(const Json& content, const Outgoing&) const override {
    FormFields fields;
    const std::string text = content.value("text", ""), sid = content.value("content_sid", "");
    if (sid.empty()) {
      fields.emplace_back("Body", text);
    } else {
      fields.emplace_back("ContentSid", sid);
      fields.emplace_back("ContentVariables", dump({{"1", text}}));
    }
    if (const std::string url = callback(kTwilioStatusPath); !url.empty()) {
      fields.emplace_back("StatusCallback", url);
    }
    return fields;
  }

  // A template has words of its own around ours; a list may be without either.
  std::optional<bool> is_same(const Json& content, const TwilioListed& entry) const override {
    const std::string text = content.value("text", "");
    if (!content.contains("content_sid")) return same_text(text, entry.body);
    if (entry.body.empty()) return std::nullopt;
    return entry.body.find(text) != std::string::npos;
  }

 private:
  std::string content_sid_;
};

}  // namespace

std::unique_ptr<Carrier> make_sms(const CarrierNeeds& needs) {
  return std::make_unique<Sms>(needs);
}

std::unique_ptr<Carrier> make_whatsapp(const CarrierNeeds& needs) {
  return std::make_unique<WhatsApp>(needs);
}

}  // namespace tocsin::notify
