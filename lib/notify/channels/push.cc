// Web Push: an encrypted message to a browser's push service, with our VAPID signature.
//
// The address is the subscription as the browser gives it, JSON.stringify(subscription). Stored as
// {"topic", "urgency", "payload"}; each try encrypts anew, as RFC 8188 wants. A message that comes
// twice shows once: its tag is the same.

#include "notify/channels/push.h"

#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "net/web_push.h"
#include "notify/channels/api.h"
#include "notify/channels/table.h"
#include "notify/channels/webpush_outcomes.h"
#include "notify/view.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kMaxAnswer = 64U << 10;
constexpr std::size_t kLongestUrl = 1'200;                // bytes
constexpr std::size_t kLongestTitle = 120;                // UTF-16 code units
constexpr std::size_t kShortestBody = 40;                 // likewise
constexpr Duration kTimeToLive = std::chrono::hours(24);  // of a message that never expires
// RFC 8292 allows a token 24 hours; half of it leaves room for clocks that differ.
constexpr Duration kTokenLife = std::chrono::hours(12);
constexpr Duration kTokenRest = std::chrono::hours(1);

std::string contact_of(const ConfigReader& config, const std::string& public_url) {
  std::string subject = config.text("push.subject");
  if (subject.empty() && public_url.starts_with("https://")) return public_url;
  if (!subject.empty() && !subject.starts_with("mailto:") && !subject.starts_with("https://")) {
    fail(Exit::config, "push.subject: '{}' begins with neither mailto: nor https://", subject);
  }
  return subject;
}

// Only its form is checked here: libcrypto need not be loaded to plan.
std::string private_key_of(const ConfigReader& config) {
  const std::string text = config.secret("push.private_key");
  if (text.empty()) return "";
  const auto raw = from_base64url(text);
  if (!raw || raw->size() != net::kP256Private) {
    fail(Exit::config, "push.private_key: not the base64url of {} bytes", net::kP256Private);
  }
  return *raw;
}

Json with_texts(const PushText& text, std::size_t title, std::size_t body) {
  Json payload{{"title", cut(text.title, title)},
               {"body", cut(text.body, body)},
               {"tag", text.tag},
               {"priority", text.priority}};
  const std::string& url = text.url.size() > kLongestUrl ? text.short_url : text.url;
  if (!url.empty() && url.size() <= kLongestUrl) payload["url"] = url;
  if (!text.icon.empty()) payload["icon"] = text.icon;
  return payload;
}

class Push final : public Carrier {
 public:
  explicit Push(const CarrierNeeds& needs)
      : settings_(needs.settings),
        templates_(needs.templates),
        private_key_(private_key_of(needs.config)),
        subject_(contact_of(needs.config, needs.settings.public_url)),
        icon_(needs.config.text("push.icon")),
        timeout_(needs.config.duration("push.timeout")) {
    auto policy = std::make_shared<net::AddressPolicy>();
    policy->allow_private = needs.config.flag("push.allow_private");
    policy_ = std::move(policy);
    if (icon_.size() > kLongestUrl) fail(Exit::config, "push.icon is too long");
  }

  std::string compose(const Writing& writing) override {
    const Json view = view_of(writing, settings_.public_url);
    const Parts parts = templates_.render(template_choice(writing, Channel::push, settings_), view);
    PushText text;
    text.title = parts.text("title");
    text.body = trim(parts.text("text"));
    text.url = writing.links.action;
    if (text.url.empty() && view["action"].is_object()) text.url = view["action"]["url"];
    text.short_url = settings_.public_url;
    text.tag = push_topic(writing);
    text.icon = icon_;
    text.priority = writing.notice->priority;
    const Json content{{"topic", text.tag},
                       {"urgency", push_urgency(text.priority)},
                       {"payload", push_payload(text)}};
    return content.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  Preview preview(const Outgoing& out) override {
    const Json content = Json::parse(out.content);
    Preview p{"POST", mask_address(out.address), headers_of(content, out), content["payload"]};
    p.headers.push_back({"Authorization", mask_secret("vapid")});
    return p;
  }

  void send(net::Engine& engine, const Outgoing& out, Done done) override {
    DeliveryOutcome refused;
    auto to = net::read_subscription(out.address, refused.detail);
    if (!to || !(to->endpoint.is_https() || policy_->allow_private)) {
      if (to) refused.detail = "the subscription's endpoint is not https";
      refused.dead_address = true;
      return done(std::move(refused));
    }
    const net::P256Key* key = our_key();
    if (key == nullptr) {
      return done(not_set_up("push.private_key is not set: `tocsin notify key push` makes one"));
    }
    const Json content = Json::parse(out.content);
    auto body = net::encrypt_push(content["payload"].get<std::string>(), *to);
    if (!body) {
      refused.dead_address = true;
      refused.detail = "the subscription's p256dh is no point of its curve";
      return done(std::move(refused));
    }
    net::HttpRequest request(to->endpoint);
    request.method = net::Method::post;
    request.headers = headers_of(content, out);
    request.headers.push_back({"Authorization", authorization(*key, to->endpoint, out.at)});
    request.body = *std::move(body);
    request.limits.total = timeout_;
    request.limits.connect = std::min(request.limits.connect, timeout_);
    request.limits.body = kMaxAnswer;
    request.limits.redirects = 0;
    request.addresses = policy_;
    request.repeatable = true;  // its topic and tag make two of them one
    engine.start(std::move(request), [done = std::move(done), at = out.at](net::HttpResult&& r) {
      auto outcome = outcome_from(
          r, r.answered() ? webpush_verdict(r.response.status) : transfer_verdict(r.outcome),
          r.response.body, at);
      // The push message's own resource (RFC 8030, section 5).
      outcome.provider_id = utf8_prefix(r.response.headers.find("Location").value_or(""), 500);
      done(std::move(outcome));
    });
  }

  std::string receiver_of(std::string_view address) const override {
    std::string ignored;
    const auto to = net::read_subscription(address, ignored);
    return to ? std::string(to->endpoint.origin()) : "push";
  }
  bool receivers_fail_alone() const override { return true; }
  std::vector<std::string> providers() const override { return {"webpush"}; }

 private:
  struct Token {
    std::string header;
    Instant expires_at{};
  };

  static std::vector<net::Header> headers_of(const Json& content, const Outgoing& out) {
    const auto expires_at = out.expires_at.value_or(out.at + kTimeToLive);
    return {{"Content-Type", "application/octet-stream"},
            {"Content-Encoding", "aes128gcm"},
            {"TTL", std::to_string(time_to_live(expires_at, out.at))},
            {"Urgency", content["urgency"]},
            {"Topic", content["topic"]}};
  }

  const net::P256Key* our_key() {
    if (!key_ && !private_key_.empty()) {
      key_ = net::P256Key::from_private(private_key_);
      if (!key_) fail(Exit::config, "push.private_key: no key of the curve P-256");
    }
    return key_ ? &*key_ : nullptr;
  }

  // Services ask that a token be used again (RFC 8292, section 4.1).
  const std::string& authorization(const net::P256Key& key, const net::Url& to, Instant at) {
    Token& token = tokens_[std::string(to.origin())];
    const Duration left = token.expires_at - at;
    if (left < kTokenRest || left > kTokenLife) {
      token.expires_at = at + kTokenLife;
      token.header = net::vapid_header(key, to.origin(), subject_, token.expires_at);
    }
    return token.header;
  }

  const Settings& settings_;
  Templates& templates_;
  std::string private_key_, subject_, icon_;
  Duration timeout_;
  std::shared_ptr<const net::AddressPolicy> policy_;
  std::optional<net::P256Key> key_;
  std::map<std::string, Token> tokens_;  // by the push service's origin
};

}  // namespace

std::string push_topic(const Writing& writing) {
  const Notice& n = *writing.notice;
  std::string about = n.kind + '\n' + n.subject_key();
  for (const Notice* merged : writing.merged) about += '\n' + merged->alert_public_id;
  constexpr std::size_t kBytes = 24;  // 32 characters
  return to_base64url(sha256(about).substr(0, kBytes));
}

std::string_view push_urgency(Priority priority) {
  return priority >= 4 ? "high" : priority >= 2 ? "normal" : "low";
}

std::int64_t time_to_live(std::optional<Instant> expires_at, Instant now) {
  const Duration left = expires_at ? *expires_at - now : kMaxTimeToLive;
  return std::clamp(left, Duration{0}, kMaxTimeToLive) / std::chrono::seconds(1);
}

std::string push_payload(const PushText& text) {
  std::size_t body = kMaxPushPayload, title = kLongestTitle;
  for (;;) {
    std::string out =
        with_texts(text, title, body).dump(-1, ' ', false, Json::error_handler_t::replace);
    if (out.size() <= kMaxPushPayload || title == 1) return out;
    // Escaping may make six bytes of one, so the length is found by trying.
    if (body > kShortestBody) {
      body = body * 4 / 5;
    } else {
      title = std::max<std::size_t>(1, title * 4 / 5);
    }
  }
}

std::unique_ptr<Carrier> make_push(const CarrierNeeds& needs) {
  return std::make_unique<Push>(needs);
}

}  // namespace tocsin::notify
