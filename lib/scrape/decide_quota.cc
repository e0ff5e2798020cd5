#include "scrape/decide_quota.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/time.h"

namespace tocsin::scrape {
namespace {

constexpr Duration kDay = std::chrono::hours{24};
constexpr Duration kUnknown = std::chrono::hours{1};

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Seconds since 1970 are below this until the year 5138, milliseconds are above it since 1973.
constexpr std::int64_t kMilliseconds = 100'000'000'000;

std::optional<Instant> instant_of(std::string_view text) {
  if (const auto number = whole(text)) {
    if (*number <= 0) return std::nullopt;
    return Instant{Duration{*number < kMilliseconds ? *number * 1000 : *number}};
  }
  return parse_instant(text);
}

}  // namespace

std::optional<Instant> quota_pause(const Quota& quota, const net::ResponseHeaders& headers,
                                   Instant now) {
  const auto left = whole(trim(headers.find(quota.left).value_or("")));
  if (!left || *left > 0) return std::nullopt;
  const auto reset = instant_of(trim(headers.find(quota.reset).value_or("")));
  if (!reset || *reset <= now) return now + kUnknown;
  return std::min(*reset, now + kDay);
}

}  // namespace tocsin::scrape
