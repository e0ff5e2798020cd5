// Mail by Resend: POST /emails (resend.com/docs/api-reference/emails/send-email).

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "notify/channels/api.h"
#include "notify/channels/mail_route.h"
#include "notify/channels/resend_outcomes.h"

namespace tocsin::notify {
namespace {

// Of any length: a header of a mail.
std::string without_controls(std::string_view text) {
  std::string out = to_utf8(trim(text));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; },
      ' ');
  return out;
}

std::string mailbox(const net::Mailbox& box) {
  std::string name = without_controls(box.name);
  std::erase_if(name, [](char c) { return c == '<' || c == '>' || c == '"' || c == '\\'; });
  return name.empty() ? box.address : fmt::format("\"{}\" <{}>", name, box.address);
}

// The same bytes for every try, or Resend takes it for another mail under the same key.
std::string body_of(const net::Mail& mail, const Outgoing& out) {
  const std::string subject = without_controls(mail.subject);
  Json body{{"from", mailbox(mail.from)},
            {"to", Json::array({std::string(out.address)})},
            {"subject", subject.empty() ? "Tocsin" : subject},
            {"text", mail.text},
            {"tags", Json::array({{{"name", "message"}, {"value", out.key}}})}};
  if (!mail.html.empty()) body["html"] = mail.html;
  Json& headers = body["headers"] = Json::object();
  for (const auto& [name, value] : mail.headers) headers[name] = value;
  if (!mail.in_reply_to.empty()) {
    headers["In-Reply-To"] = headers["References"] = "<" + mail.in_reply_to + ">";
  }
  if (!mail.unsubscribe_url.empty()) {
    headers["List-Unsubscribe"] = "<" + mail.unsubscribe_url + ">";
    headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click";
  }
  for (const net::MailPart& part : mail.inline_parts) {
    body["attachments"].push_back({{"content", to_base64(part.bytes)},
                                   {"filename", part.file_name},
                                   {"content_type", part.content_type},
                                   {"content_id", part.content_id}});
  }
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

class ResendRoute final : public MailRoute {
 public:
  explicit ResendRoute(const ConfigReader& config)
      : api_(config, "resend"), api_key_(config.secret("resend.api_key")) {}

  Preview preview(const net::Mail& mail, const Outgoing& out) override {
    return {"POST",
            api_.at("emails").value().text(),
            {{"Authorization", "Bearer " + mask_secret(api_key_)},
             {"Content-Type", "application/json"},
             {"Idempotency-Key", out.key}},
            body_of(mail, out)};
  }

  void send(net::Engine& engine, const net::Mail& mail, const Outgoing& out,
            Carrier::Done done) override {
    if (api_key_.empty()) return done(not_set_up("resend.api_key is not set"));
    net::HttpRequest request = api_.post(api_.at("emails").value(), body_of(mail, out));
    request.headers.push_back({"Authorization", "Bearer " + api_key_});
    request.headers.push_back({"Idempotency-Key", out.key});
    request.repeatable = true;  // by its Idempotency-Key
    engine.start(std::move(request), [done = std::move(done), at = out.at](net::HttpResult&& r) {
      done(resend_outcome(r, at));
    });
  }

  void ask(net::Engine&, const Outgoing&, Carrier::Done done) override {
    DeliveryOutcome o;
    o.outcome = OutcomeClass::transient;
    o.detail = "Resend knows its key: sent again it arrives once";
    done(std::move(o));
  }

 private:
  Api api_;
  std::string api_key_;
};

}  // namespace

std::unique_ptr<MailRoute> make_resend_route(const ConfigReader& config) {
  return std::make_unique<ResendRoute>(config);
}

}  // namespace tocsin::notify
