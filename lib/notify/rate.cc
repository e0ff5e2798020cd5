#include "notify/rate.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/time.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kMostPerPeriod = 1'000'000;

std::int64_t brim(const Rate& rate) {
  return rate.burst * rate.per.count();
}

void refill(Bucket& bucket, const Rate& rate, Instant now) {
  if (now > bucket.filled_at) {
    // Beyond the time that fills it from empty there is nothing to gain, and nothing overflows.
    const std::int64_t enough = brim(rate) / rate.count + 1;
    const std::int64_t passed = std::min((now - bucket.filled_at).count(), enough);
    bucket.level += passed * rate.count;
  }
  bucket.level = std::clamp<std::int64_t>(bucket.level, 0, brim(rate));
  bucket.filled_at = now;
}

}  // namespace

std::optional<Rate> parse_rate(std::string_view text) {
  if (text.empty() || text == "none") return Rate{};
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  Rate rate;
  const auto [end, error] = std::from_chars(text.data(), text.data() + slash, rate.count);
  if (error != std::errc{} || end != text.data() + slash) return std::nullopt;
  std::string per(text.substr(slash + 1));
  if (per == "min") per = "m";
  if (!per.empty() && (per.front() < '0' || per.front() > '9')) per.insert(0, 1, '1');
  const auto duration = parse_duration(per);
  if (!duration || duration->count() <= 0 || *duration > std::chrono::hours{24 * 31} ||
      rate.count < 1 || rate.count > kMostPerPeriod) {
    return std::nullopt;
  }
  rate.per = *duration;
  rate.burst = std::max<std::int64_t>(1, rate.count / 10);
  return rate;
}

Bucket full_bucket(const Rate& rate, Instant now) {
  return {brim(rate), now};
}

std::int64_t take(Bucket& bucket, const Rate& rate, Instant now, std::int64_t wanted) {
  refill(bucket, rate, now);
  const std::int64_t taken = std::clamp<std::int64_t>(bucket.level / rate.per.count(), 0, wanted);
  bucket.level -= taken * rate.per.count();
  return taken;
}

void give_back(Bucket& bucket, const Rate& rate, std::int64_t tokens) {
  bucket.level = std::min(bucket.level + tokens * rate.per.count(), brim(rate));
}

Duration wait_for(Bucket bucket, const Rate& rate, Instant now, std::int64_t n) {
  refill(bucket, rate, now);
  const std::int64_t missing = n * rate.per.count() - bucket.level;
  return Duration{missing <= 0 ? 0 : (missing + rate.count - 1) / rate.count};
}

}  // namespace tocsin::notify
