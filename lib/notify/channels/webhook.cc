// Webhooks: a POST of JSON, signed by Standard Webhooks and, for simpler receivers, X-Signature.
//
// The destination's options: {"secret": "whsec_…" or "whsk_…", or a list while one replaces
// another, "headers": {name: text}, "bearer": text, "basic": "user:password", "allow": [address or
// network]}. Without a secret of its own the configured one signs; without any, nothing does.
// "allow" narrows where this destination's posts may lead, and never opens what the configuration
// closes.

#include <memory>
#include <unordered_map>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "notify/channels/api.h"
#include "notify/channels/outcomes.h"
#include "notify/channels/payload.h"
#include "notify/channels/signature.h"
#include "notify/channels/table.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kMaxAnswer = 64U << 10;
constexpr std::size_t kMostEndpoints = 256;

std::vector<std::string> secrets_of(const Json& options, const std::string& fallback) {
  std::vector<std::string> out;
  const Json secret = options.value("secret", Json());
  if (secret.is_string()) out.push_back(secret.get<std::string>());
  if (secret.is_array()) {
    for (const Json& one : secret) {
      if (one.is_string()) out.push_back(one.get<std::string>());
    }
  }
  if (out.empty() && !fallback.empty()) out.push_back(fallback);
  return out;
}

std::vector<net::Header> own_headers_of(const Json& options) {
  std::vector<net::Header> out;
  if (const Json own = options.value("headers", Json()); own.is_object()) {
    for (const auto& [name, value] : own.items()) {
      if (value.is_string()) out.push_back({name, value.get<std::string>()});
    }
  }
  if (const Json bearer = options.value("bearer", Json()); bearer.is_string()) {
    out.push_back({"Authorization", "Bearer " + bearer.get<std::string>()});
  } else if (const Json basic = options.value("basic", Json()); basic.is_string()) {
    out.push_back({"Authorization", "Basic " + to_base64(basic.get<std::string>())});
  }
  return out;
}

// The pauses of webhook.schedule.
std::vector<Duration> schedule_of(const ConfigReader& config) {
  std::vector<Duration> out;
  for (const std::string& text : config.list("webhook.schedule")) {
    const auto pause = parse_duration(text);
    if (!pause) fail(Exit::config, "webhook.schedule: '{}' is no duration", text);
    out.push_back(*pause);
  }
  return out;
}

std::vector<net::Network> networks_of(const Json& texts, std::string_view where) {
  std::vector<net::Network> out;
  if (!texts.is_array()) fail(Exit::config, "{} must be a list of addresses", where);
  for (const Json& text : texts) {
    const auto network =
        text.is_string() ? net::Network::parse(text.get_ref<const std::string&>()) : std::nullopt;
    if (!network) fail(Exit::config, "{}: {} is no address", where, text.dump());
    out.push_back(*network);
  }
  return out;
}

std::shared_ptr<const net::AddressPolicy> policy_of(const ConfigReader& config) {
  net::AddressPolicy policy;
  policy.allow_private = config.flag("webhook.allow_private");
  policy.only = networks_of(config.list("webhook.allow_addresses"), "webhook.allow_addresses");
  return std::make_shared<const net::AddressPolicy>(std::move(policy));
}

class Webhook final : public Carrier {
 public:
  explicit Webhook(const ConfigReader& config)
      : secret_(config.secret("webhook.secret")),
        max_payload_(static_cast<std::size_t>(config.integer("webhook.max_payload"))),
        timeout_(config.duration("webhook.timeout")),
        schedule_(schedule_of(config)),
        policy_(policy_of(config)) {}

  std::string compose(const Writing& writing) override { return payload_of(writing, max_payload_); }

  Preview preview(const Outgoing& out) override {
    Preview p{"POST", std::string(out.address), headers_of(out, endpoint(out)),
              std::string(out.content)};
    for (net::Header& h : p.headers) {
      const std::string name = to_lower(h.name);
      if (name.starts_with("webhook-") && name != "webhook-signature") continue;
      if (name != "content-type") h.value = mask_secret(h.value);
    }
    return p;
  }

  void send(net::Engine& engine, const Outgoing& out, Done done) override {
    const Endpoint& to = endpoint(out);
    if (!to.url) return done(refusal("not a web address"));
    net::HttpRequest request(*to.url);
    request.method = net::Method::post;
    request.headers = headers_of(out, to);
    request.body = out.content;
    request.limits.total = timeout_;
    request.limits.connect = std::min(request.limits.connect, timeout_);
    request.limits.body = kMaxAnswer;
    request.limits.low_speed = 0;  // the answer is short, and the whole has its limit
    request.limits.redirects = 0;
    request.addresses = to.policy;
    request.repeatable = true;  // webhook-id tells the receiver
    engine.start(std::move(request), [done = std::move(done), at = out.at](net::HttpResult&& r) {
      done(outcome_from(
          r, r.answered() ? webhook_verdict(r.response.status) : transfer_verdict(r.outcome),
          r.response.body, at));
    });
  }

  std::string receiver_of(std::string_view address) const override {
    const auto known = origins_.find(std::string(address));
    if (known != origins_.end()) return known->second;
    if (origins_.size() >= kMostEndpoints) origins_.clear();
    const auto url = net::Url::parse(address);
    return origins_.emplace(address, url ? url->origin() : address).first->second;
  }
  bool receivers_fail_alone() const override { return true; }
  std::vector<std::string> providers() const override { return {"webhook"}; }
  std::span<const Duration> schedule() const override { return schedule_; }

 private:
  // What an address and its options come to. Many messages go to few of them.
  struct Endpoint {
    std::optional<net::Url> url;
    WebhookSigner signer;
    std::vector<net::Header> own_headers;
    std::shared_ptr<const net::AddressPolicy> policy;
  };

  const Endpoint& endpoint(const Outgoing& out) {
    std::string name = fmt::format("{}\n{}", out.address, out.options);
    const auto known = endpoints_.find(name);
    if (known != endpoints_.end()) return known->second;
    if (endpoints_.size() >= kMostEndpoints) endpoints_.clear();
    const Json options = options_of(out.options);
    return endpoints_
        .emplace(std::move(name),
                 Endpoint{net::Url::parse(out.address), WebhookSigner(secrets_of(options, secret_)),
                          own_headers_of(options), policy_for(options)})
        .first->second;
  }

  // A destination may narrow where its own posts go.
  std::shared_ptr<const net::AddressPolicy> policy_for(const Json& options) const {
    const auto allow = options.find("allow");
    if (allow == options.end()) return policy_;
    net::AddressPolicy policy = *policy_;
    policy.within = networks_of(*allow, "the destination's option allow");
    if (policy.within.empty()) fail(Exit::config, "the destination's option allow is empty");
    return std::make_shared<const net::AddressPolicy>(std::move(policy));
  }

  static std::vector<net::Header> headers_of(const Outgoing& out, const Endpoint& to) {
    std::vector<net::Header> headers{{"Content-Type", "application/json"},
                                     {"webhook-id", out.key},
                                     {"webhook-timestamp", std::to_string(to_ms(out.at) / 1000)}};
    if (std::string all = to.signer.standard(out.key, out.at, out.content); !all.empty()) {
      headers.push_back({"webhook-signature", std::move(all)});
    }
    if (std::string plain = to.signer.plain(out.content); !plain.empty()) {
      headers.push_back({"X-Signature", std::move(plain)});
    }
    headers.insert(headers.end(), to.own_headers.begin(), to.own_headers.end());
    return headers;
  }

  std::string secret_;
  std::size_t max_payload_;
  Duration timeout_;
  std::vector<Duration> schedule_;
  std::shared_ptr<const net::AddressPolicy> policy_;
  std::unordered_map<std::string, Endpoint> endpoints_;
  mutable std::unordered_map<std::string, std::string> origins_;  // by address
};

}  // namespace

std::unique_ptr<Carrier> make_webhook(const CarrierNeeds& needs) {
  return std::make_unique<Webhook>(needs.config);
}

}  // namespace tocsin::notify
