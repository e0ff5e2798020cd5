// Mail by Resend: POST /emails (resend.com/docs/api-reference/emails/send-email).

#include <algorithm>
#include <charconv>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "net/http_time.h"
#include "notify/channels/mail_route.h"
#include "notify/channels/resend_outcomes.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kMaxAnswer = 64U << 10;
constexpr std::int64_t kLongestReset = 86'400;  // seconds

std::string one_line(std::string_view text) {
  std::string out = to_utf8(trim(text));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; },
      ' ');
  return out;
}

std::string mailbox(const net::Mailbox& box) {
  std::string name = one_line(box.name);
  std::erase_if(name, [](char c) { return c == '<' || c == '>' || c == '"' || c == '\\'; });
  return name.empty() ? box.address : fmt::format("\"{}\" <{}>", name, box.address);
}

// The same bytes for every try, or Resend takes it for another mail under the same key.
std::string body_of(const net::Mail& mail, const Outgoing& out) {
  const std::string subject = one_line(mail.subject);
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

// Mail addresses in words of others, masked.
std::string without_addresses(std::string_view text) {
  std::string out;
  constexpr std::string_view kBetween = " \"'`<>(),;:";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kBetween), text.size());
    const std::string_view word = text.substr(0, end);
    out += word.find('@') == word.npos ? std::string(word) : mask_address(word);
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<std::int64_t> number(const net::ResponseHeaders& headers, std::string_view name) {
  const auto text = headers.find(name);
  std::int64_t value = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < 0) return std::nullopt;
  return value;
}

class ResendRoute final : public MailRoute {
 public:
  explicit ResendRoute(const ConfigReader& config)
      : api_key_(config.secret("resend.api_key")), timeout_(config.duration("resend.timeout")) {
    std::string base = config.text("resend.base_url");
    while (base.ends_with('/')) base.pop_back();
    const auto url = net::Url::parse(base + "/emails");
    if (!url) fail(Exit::config, "resend.base_url: '{}' is no web address", base);
    url_ = url->text();
  }

  Preview preview(const net::Mail& mail, const Outgoing& out) override {
    return {"POST",
            url_,
            {{"Authorization", "Bearer " + mask_secret(api_key_)},
             {"Content-Type", "application/json"},
             {"Idempotency-Key", out.key}},
            body_of(mail, out)};
  }

  void send(net::Engine& engine, const net::Mail& mail, const Outgoing& out,
            Carrier::Done done) override {
    if (api_key_.empty()) {
      DeliveryOutcome o;
      o.outcome = OutcomeClass::transient;  // mended set-up sends it
      o.refuses_us = true;
      o.detail = "resend.api_key is not set";
      return done(std::move(o));
    }
    static const auto anywhere =
        std::make_shared<const net::AddressPolicy>(net::AddressPolicy{true, {}});
    net::HttpRequest request(net::Url::parse(url_).value());
    request.method = net::Method::post;
    request.headers = {{"Authorization", "Bearer " + api_key_},
                       {"Content-Type", "application/json"},
                       {"Idempotency-Key", out.key}};
    request.body = body_of(mail, out);
    request.limits.total = timeout_;
    request.limits.connect = std::min(request.limits.connect, timeout_);
    request.limits.body = kMaxAnswer;
    request.limits.redirects = 0;
    request.addresses = anywhere;  // the base URL is the operator's choice
    request.repeatable = true;     // by its Idempotency-Key
    engine.start(std::move(request), [done = std::move(done), at = out.at](net::HttpResult&& r) {
      done(outcome_of(r, at));
    });
  }

  void ask(net::Engine&, const Outgoing&, Carrier::Done done) override {
    DeliveryOutcome o;
    o.outcome = OutcomeClass::transient;
    o.detail = "Resend knows its key: sent again it arrives once";
    done(std::move(o));
  }

 private:
  static DeliveryOutcome outcome_of(const net::HttpResult& r, Instant at) {
    const auto answer = r.answered() ? read_resend_answer(r.response.body) : std::nullopt;
    const int status = r.response.status;
    Verdict v = r.answered() ? resend_verdict(status, answer ? answer->error : "")
                             : transfer_verdict(r.outcome);
    if (v.outcome == OutcomeClass::delivered && (!answer || answer->id.empty())) {
      v = {OutcomeClass::uncertain, false, false, "an answer nobody can read"};
    }
    DeliveryOutcome o;
    o.outcome = v.outcome;
    o.throttles = v.throttles;
    o.dead_address = v.dead_address;
    o.refuses_us = v.refuses_us;
    o.code = status;
    o.latency = r.response.elapsed;
    if (answer) o.provider_id = answer->id;
    if (!r.answered()) {
      o.detail = fmt::format("{}: {}", v.meaning, r.text);
      return o;
    }
    // The last request of the window went through.
    const auto reset = number(r.response.headers, "ratelimit-reset");
    if (number(r.response.headers, "ratelimit-remaining") == 0 && reset) {
      o.spent_for = std::chrono::seconds(std::min(*reset, kLongestReset));
    }
    if (v.outcome == OutcomeClass::delivered) return o;
    o.detail = fmt::format("{}: {}", status, v.meaning);
    if (answer && !answer->error.empty()) {
      o.detail += fmt::format(" ({}: {})", answer->error, without_addresses(answer->message));
    }
    if (const auto header = r.response.headers.find("Retry-After")) {
      o.retry_after = net::parse_retry_after(*header, at);
    } else if (v.throttles && o.spent_for) {
      o.retry_after = o.spent_for;
    }
    return o;
  }

  std::string api_key_, url_;
  Duration timeout_;
};

}  // namespace

std::unique_ptr<MailRoute> make_resend_route(const ConfigReader& config) {
  return std::make_unique<ResendRoute>(config);
}

}  // namespace tocsin::notify
