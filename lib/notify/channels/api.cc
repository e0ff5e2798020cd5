#include "notify/channels/api.h"

#include <algorithm>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "net/http_time.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kMaxAnswer = 64U << 10;
constexpr std::size_t kMaxSaid = 300;

net::Url base_url(const ConfigReader& config, const std::string& key) {
  std::string text = config.text(key);
  while (text.ends_with('/')) text.pop_back();
  auto url = net::Url::parse(text);
  if (!url) fail(Exit::config, "{}: '{}' is no web address", key, text);
  return *std::move(url);
}

}  // namespace

Api::Api(const ConfigReader& config, const std::string& channel)
    : base_(base_url(config, channel + ".base_url")),
      timeout_(config.duration(channel + ".timeout")) {
  net::AddressPolicy anywhere;
  anywhere.allow_private = true;
  anywhere_ = std::make_shared<const net::AddressPolicy>(std::move(anywhere));
}

std::optional<net::Url> Api::at(std::string_view path) const {
  std::string base = base_.text();
  while (base.ends_with('/')) base.pop_back();
  return net::Url::parse(fmt::format("{}/{}", base, path));
}

net::HttpRequest Api::post(net::Url where, std::string body, bool configured) const {
  configured = configured || net::same_origin(where, base_);
  net::HttpRequest request(std::move(where));
  request.method = net::Method::post;
  request.headers = {{"Content-Type", "application/json; charset=utf-8"},
                     {"Accept", "application/json"}};
  request.body = std::move(body);
  request.limits.total = timeout_;
  request.limits.connect = std::min(request.limits.connect, timeout_);
  request.limits.body = kMaxAnswer;
  request.limits.redirects = 0;
  if (configured) request.addresses = anywhere_;
  return request;
}

Json answer_object(std::string_view body) {
  std::string ignored;
  auto json = parse_json(body, ignored, {.bytes = kMaxAnswer, .depth = 32});
  return json && json->is_object() ? *std::move(json) : Json();
}

std::string one_line(std::string_view said) {
  std::string text = to_utf8(utf8_prefix(trim(said), kMaxSaid));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = ' ';
  }
  return text;
}

Json options_of(std::string_view options) {
  if (options.empty()) return Json::object();
  std::string ignored;
  auto json = parse_json(options, ignored);
  return json && json->is_object() ? *std::move(json) : Json::object();
}

std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

DeliveryOutcome outcome_from(const net::HttpResult& result, const Verdict& verdict,
                             std::string_view said, Instant at) {
  DeliveryOutcome o;
  o.outcome = verdict.outcome;
  // Who has no time for the repetition may have taken the first.
  if (result.repeated && o.outcome == OutcomeClass::transient) o.outcome = OutcomeClass::uncertain;
  o.throttles = verdict.throttles;
  o.dead_address = verdict.dead_address;
  o.refuses_us = verdict.refuses_us;
  o.code = result.response.status;
  o.latency = result.response.elapsed;
  if (verdict.outcome == OutcomeClass::delivered) return o;
  if (const auto wait = result.response.headers.find("Retry-After")) {
    o.retry_after = net::parse_retry_after(*wait, at);
  }
  const std::string line = one_line(said);
  o.detail = !result.answered() ? fmt::format("{}: {}", verdict.meaning, result.text)
             : line.empty()     ? fmt::format("{}: {}", o.code, verdict.meaning)
                                : fmt::format("{}: {} ({})", o.code, verdict.meaning, line);
  return o;
}

DeliveryOutcome refusal(std::string detail) {
  DeliveryOutcome o;
  o.detail = std::move(detail);
  return o;
}

DeliveryOutcome not_set_up(std::string detail) {
  DeliveryOutcome o = refusal(std::move(detail));
  o.outcome = OutcomeClass::transient;
  o.refuses_us = o.not_set_up = true;
  return o;
}

std::string without(std::string text, const std::string& secret) {
  if (secret.empty()) return text;
  const std::string masked = mask_secret(secret);
  for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + masked.size())) {
    text.replace(at, secret.size(), masked);
  }
  return text;
}

std::string dump(const OrderedJson& value) {
  return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::string receiver_name(std::string_view channel, std::string_view address) {
  return fmt::format("{}:{}", channel, sha256_hex(address).substr(0, 16));
}

}  // namespace tocsin::notify
