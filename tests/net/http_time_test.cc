#include "net/http_time.h"

#include <gtest/gtest.h>

#include "base/time.h"

namespace tocsin::net {
namespace {

using namespace std::chrono_literals;

const Instant kNow = *parse_instant("2026-01-31T09:00:00Z");

TEST(HttpTime, AllThreeFormsOfADate) {
  const std::pair<const char*, const char*> cases[] = {
      {"Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"},
      {"Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"},
      {"Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"},
      {"Thursday, 01-Jan-70 00:00:00 GMT", "2070-01-01T00:00:00Z"},
      {"Friday, 01-Jan-77 00:00:00 GMT", "1977-01-01T00:00:00Z"},
      {"Fri, 30 Jun 1972 23:59:60 GMT", "1972-06-30T23:59:59Z"},
      {"Sun, 06 Nov 1994 08:49:37 UTC", ""},
      {"Sun, 31 Feb 2026 08:49:37 GMT", ""},
      {"Sun, 06 Nov 1994 24:00:00 GMT", ""},
      {"Sun, 06 nov 1994 08:49:37 GMT", ""},
      {"2026-01-31T09:00:00Z", ""},
      {"0", ""},
      {"", ""},
  };
  for (const auto& [in, out] : cases) {
    const auto t = parse_http_date(in, kNow);
    EXPECT_EQ(t ? format_instant(*t) : "", out) << in;
  }
  EXPECT_EQ(format_http_date(*parse_instant("1994-11-06T08:49:37.9Z")),
            "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpTime, RetryAfter) {
  const std::pair<const char*, std::optional<Duration>> cases[] = {
      {"120", Duration{120s}},
      {" 0 ", Duration{0}},
      {"Sat, 31 Jan 2026 09:01:00 GMT", Duration{60s}},
      {"Sat, 31 Jan 2026 08:00:00 GMT", Duration{0}},
      {"99999999999999999999", Duration{365 * 24h}},
      {"999999999", Duration{365 * 24h}},
      {"-5", std::nullopt},
      {"1.5", std::nullopt},
      {"soon", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(parse_retry_after(in, kNow), out) << in;
}

}  // namespace
}  // namespace tocsin::net
