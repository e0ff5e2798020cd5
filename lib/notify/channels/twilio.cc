#include "notify/channels/twilio.h"

#include <algorithm>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "notify/channels/api.h"
#include "notify/channels/twilio_outcomes.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kMaxAnswer = 64U << 10;
constexpr std::size_t kMaxList = 2U << 20;
constexpr std::string_view kVersion = "/2010-04-01/Accounts/";
constexpr std::size_t kMostDigits = 15;
// Between their clock and ours.
constexpr Duration kSkew = std::chrono::minutes{1};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A messaging service stands where a number may: it chooses one.
bool is_service(std::string_view sender) {
  return sender.size() == 34 && sender.starts_with("MG");
}

// Anywhere: the base URL is the operator's choice.
std::shared_ptr<const net::AddressPolicy> anywhere() {
  static const auto policy =
      std::make_shared<const net::AddressPolicy>(net::AddressPolicy{true, {}});
  return policy;
}

std::string base_url_of(const ConfigReader& config) {
  std::string text = config.text("twilio.base_url");
  while (text.ends_with('/')) text.pop_back();
  if (!net::Url::parse(text)) fail(Exit::config, "twilio.base_url: '{}' is no web address", text);
  return text;
}

std::string with_prefix(std::string_view prefix, std::string_view number) {
  return number.starts_with(prefix) ? std::string(number) : fmt::format("{}{}", prefix, number);
}

DeliveryOutcome unsure(std::string detail) {
  DeliveryOutcome o;
  o.outcome = OutcomeClass::uncertain;
  o.detail = std::move(detail);
  return o;
}

}  // namespace

bool is_e164(std::string_view text) {
  return text.size() >= 8 && text.size() <= kMostDigits + 1 && text[0] == '+' && text[1] != '0' &&
         std::all_of(text.begin() + 1, text.end(), is_digit);
}

std::string form_encoded(const FormFields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out += net::percent_encode(name) + "=" + net::percent_encode(value);
  }
  return out;
}

TwilioCarrier::TwilioCarrier(const CarrierNeeds& needs, const TwilioKind& kind,
                             std::string_view channel, std::string_view sender)
    : settings_(needs.settings),
      templates_(needs.templates),
      kind_(kind),
      base_url_(base_url_of(needs.config)),
      account_(needs.config.secret("twilio.account_sid")),
      token_(needs.config.secret("twilio.auth_token")),
      sender_(needs.config.text(sender)),
      sender_key_(sender),
      overrides_(read_twilio_overrides(needs.config.list("twilio.outcomes"))),
      timeout_(needs.config.duration(fmt::format("{}.timeout", channel))) {}

std::string TwilioCarrier::callback(std::string_view path) const {
  const auto url = net::Url::parse(settings_.public_url);
  if (!url || url->host().find('_') != std::string_view::npos) return "";
  std::string base = settings_.public_url;
  while (base.ends_with('/')) base.pop_back();
  return base + std::string(path);
}

std::string TwilioCarrier::url_of(const std::string& query) const {
  return fmt::format("{}{}{}/{}.json{}{}", base_url_, kVersion, net::percent_encode(account_),
                     kind_.collection, query.empty() ? "" : "?", query);
}

std::string TwilioCarrier::authorization() const {
  return "Basic " + to_base64(account_ + ":" + token_);
}

FormFields TwilioCarrier::form_of(const Outgoing& out) const {
  FormFields form{{"To", with_prefix(kind_.prefix, out.address)}};
  if (is_service(sender_)) {
    form.emplace_back("MessagingServiceSid", sender_);
  } else {
    form.emplace_back("From", with_prefix(kind_.prefix, sender_));
  }
  for (auto& field : fields_of(Json::parse(out.content), out)) form.push_back(std::move(field));
  return form;
}

// What stands against trying at all.
std::optional<DeliveryOutcome> TwilioCarrier::objection(const Outgoing& out) const {
  DeliveryOutcome o;
  std::string_view number = out.address;
  if (number.starts_with(kind_.prefix)) number.remove_prefix(kind_.prefix.size());
  if (!is_e164(number)) {
    o.dead_address = true;
    o.detail = "not a phone number such as +447700900123";
    return o;
  }
  if (!account_.empty() && !token_.empty() && !sender_.empty()) return std::nullopt;
  return not_set_up(fmt::format("{} is not set", account_.empty() ? "twilio.account_sid"
                                                 : token_.empty() ? "twilio.auth_token"
                                                                  : sender_key_));
}

Preview TwilioCarrier::preview(const Outgoing& out) {
  return {
      "POST",
      fmt::format("{}{}{}/{}.json", base_url_, kVersion, mask_secret(account_), kind_.collection),
      {{"Authorization", "Basic " + mask_secret("")},
       {"Content-Type", "application/x-www-form-urlencoded"}},
      form_encoded(form_of(out))};
}

void TwilioCarrier::send(net::Engine& engine, const Outgoing& out, Done done) {
  if (auto against = objection(out)) return done(std::move(*against));
  const auto url = net::Url::parse(url_of(""));
  if (!url) return done(not_set_up("twilio.account_sid is none"));
  net::HttpRequest request(*url);
  request.method = net::Method::post;
  request.headers = {{"Authorization", authorization()},
                     {"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"}};
  request.body = form_encoded(form_of(out));
  request.limits.total = timeout_;
  request.limits.connect = std::min(request.limits.connect, timeout_);
  request.limits.body = kMaxAnswer;
  request.limits.redirects = 0;
  request.addresses = anywhere();
  engine.start(std::move(request),
               [this, done = std::move(done), at = out.at](net::HttpResult&& r) {
                 done(twilio_outcome(r, overrides_, at));
               });
}

void TwilioCarrier::ask(net::Engine& engine, const Outgoing& out, Done done) {
  if (objection(out)) return done(unsure("Twilio cannot be asked"));
  FormFields query{{"To", with_prefix(kind_.prefix, out.address)}};
  if (!is_service(sender_)) query.emplace_back("From", with_prefix(kind_.prefix, sender_));
  query.emplace_back("PageSize", "200");
  const auto url = net::Url::parse(url_of(form_encoded(query)));
  if (!url) return done(unsure("Twilio cannot be asked"));
  net::HttpRequest request(*url);
  request.headers = {{"Authorization", authorization()}, {"Accept", "application/json"}};
  request.limits.total = timeout_;
  request.limits.connect = std::min(request.limits.connect, timeout_);
  request.limits.body = kMaxList;
  request.limits.redirects = 0;
  request.addresses = anywhere();
  engine.start(std::move(request), [this, done = std::move(done), since = out.at - kSkew,
                                    content = std::string(out.content)](net::HttpResult&& r) {
    done(found_in(r, since, content));
  });
}

// A message that Twilio had taken: what its code says stands for what its status would.
Verdict TwilioCarrier::verdict_on(int code) const {
  return twilio_verdict(200, code, overrides_);
}

DeliveryOutcome TwilioCarrier::found_in(const net::HttpResult& r, Instant since,
                                        const std::string& content) const {
  if (!r.answered() || r.response.status != 200) return unsure("Twilio did not say");
  const auto list = read_twilio_list(r.response.body, kind_.list);
  if (!list) return unsure("Twilio said nothing readable");
  const Json stored = Json::parse(content);
  std::vector<const TwilioListed*> candidates;
  bool surely = true;
  for (const TwilioListed& entry : list->items) {
    if (!entry.outbound || entry.created_at < since) continue;
    const auto same = is_same(stored, entry);
    if (same && !*same) continue;
    surely = surely && same.has_value();
    candidates.push_back(&entry);
  }
  if (candidates.empty()) {
    const bool seen_all =
        !list->more || (!list->items.empty() && list->items.back().created_at < since);
    if (!seen_all) return unsure("Twilio lists too many to tell");
    DeliveryOutcome o;
    o.outcome = OutcomeClass::transient;
    o.detail = "Twilio has it not";
    return o;
  }
  if (!surely && candidates.size() > 1) {
    return unsure(fmt::format("Twilio has {} that may be it", candidates.size()));
  }
  const TwilioListed& found = *candidates.back();
  DeliveryOutcome o;
  o.provider_id = found.sid;
  o.outcome = OutcomeClass::delivered;
  o.arrived = found.status == "delivered" || found.status == "read" || found.status == "completed";
  o.detail = fmt::format("Twilio has it: {}", found.status);
  if (found.code != 0 && (found.status == "failed" || found.status == "undelivered")) {
    const Verdict v = verdict_on(found.code);
    o.outcome = v.outcome;
    o.dead_address = v.dead_address;
    o.refuses_us = v.refuses_us;
    o.code = found.code;
    o.detail = fmt::format("{}: {}", found.code, v.meaning);
  }
  return o;
}

}  // namespace tocsin::notify
