#include "scrape/decide_quota.h"

#include <gtest/gtest.h>

#include "base/time.h"

namespace tocsin::scrape {
namespace {

TEST(Quota, WaitsForWhatTheAnswerSays) {
  const Instant now = *parse_instant("2026-03-01T12:00:00Z");
  struct Row {
    std::string left, reset, until;  // "": the answer does not say
  };
  const Row rows[] = {
      {"4988", "1772409600000", ""},
      {"", "1772409600000", ""},
      {"many", "", ""},
      {"0", "1772409600000", "2026-03-02T00:00:00Z"},  // milliseconds
      {" 0 ", "1772370000", "2026-03-01T13:00:00Z"},   // seconds
      {"-3", "2026-03-01T12:30:00Z", "2026-03-01T12:30:00Z"},
      {"0", "", "2026-03-01T13:00:00Z"},
      {"0", "soon", "2026-03-01T13:00:00Z"},
      {"0", "1772300000", "2026-03-01T13:00:00Z"},     // past
      {"0", "1872300000000", "2026-03-02T12:00:00Z"},  // never more than a day
  };
  for (const Row& row : rows) {
    net::ResponseHeaders headers;
    if (!row.left.empty()) headers.append_line("rate-limit-available: " + row.left);
    if (!row.reset.empty()) headers.append_line("Rate-Limit-Reset: " + row.reset);
    const auto until = quota_pause({"Rate-Limit-Available", "Rate-Limit-Reset"}, headers, now);
    EXPECT_EQ(until ? format_instant(*until) : "", row.until) << row.left << " " << row.reset;
  }
}

}  // namespace
}  // namespace tocsin::scrape
