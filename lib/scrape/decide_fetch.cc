#include "scrape/decide_fetch.h"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::scrape {
namespace {

constexpr Duration kDay = std::chrono::hours{24};

}  // namespace

FetchClass classify(const net::HttpResult& result) {
  using net::TransferOutcome;
  switch (result.outcome) {
    case TransferOutcome::answered:
      break;
    case TransferOutcome::refused_address:
    case TransferOutcome::refused_request:
      return FetchClass::refused;
    case TransferOutcome::too_large:
    case TransferOutcome::too_many_redirects:
    case TransferOutcome::protocol_error:
      return FetchClass::unreadable;
    default:
      return FetchClass::transient;
  }
  const int status = result.response.status;
  if (status == 304) return FetchClass::not_modified;
  if (status >= 200 && status < 300) return FetchClass::ok;
  if (status == 404 || status == 410) return FetchClass::gone;
  if (status == 429) return FetchClass::throttled;
  if (status == 503 && result.response.headers.find("Retry-After")) return FetchClass::throttled;
  if (status == 408 || status >= 500) return FetchClass::transient;
  return status >= 400 ? FetchClass::refused : FetchClass::unreadable;
}

std::string explain(FetchClass c, const net::HttpResult& result) {
  switch (c) {
    case FetchClass::ok:
    case FetchClass::not_modified:
      return "";
    case FetchClass::nothing_found:
      return "the page shows no event any more: the site may have changed";
    case FetchClass::disallowed:
      return "robots.txt does not allow it";
    case FetchClass::blocked:
      return result.text;
    default:
      break;
  }
  if (!result.answered()) return result.text;
  return fmt::format("the server answered {}", result.response.status);
}

Duration growing_pause(FetchClass c, std::int64_t times, std::int64_t id, const Settings& s) {
  Duration pause =
      c == FetchClass::blocked ? std::max(s.retry_base, s.blocked_pause) : s.retry_base;
  for (std::int64_t i = 1; i < times && pause < s.retry_max; ++i) pause *= 2;
  pause = std::min(pause, s.retry_max);
  // Up to a quarter more, so that what failed together does not come back together.
  const std::uint64_t spread = static_cast<std::uint64_t>(id * 31 + times) * 2654435761U;
  return pause + pause * static_cast<std::int64_t>(spread % 256) / 1024;
}

Duration next_pause(FetchClass c, Duration interval, std::int64_t failures, std::int64_t page_id,
                    std::optional<Duration> retry_after, const Settings& settings) {
  const Duration growing = growing_pause(c, failures, page_id, settings);
  switch (c) {
    case FetchClass::disallowed:
      return std::max(interval, kDay);
    case FetchClass::throttled:
      // The pause the server names is the pause; it need not grow on top of that.
      return retry_after ? std::max(*retry_after, Duration{1000}) : std::max(interval, growing);
    case FetchClass::transient:
      return growing;
    default:
      return std::max({interval, growing, retry_after.value_or(Duration::zero())});
  }
}

}  // namespace tocsin::scrape
