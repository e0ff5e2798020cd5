// Rates and token buckets, in integers. Pure.
//
// A bucket's level is counted in shares of a token: one token is Rate::per.count() shares, and each
// millisecond adds Rate::count of them, so that nothing is ever rounded. A clock that jumps back
// takes nothing away and gives nothing twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace tocsin::notify {

struct Rate {
  std::int64_t count = 0;  // so many; 0 is without limit
  Duration per{1'000};     // in this time
  std::int64_t burst = 1;  // at once at most; in any time t at most burst + count × t / per

  bool limits() const { return count > 0; }
  friend bool operator==(const Rate&, const Rate&) = default;
};

// "30/min", "1/s", "5/2s", "100/h", "1000/d"; "" or "none" is without limit. A tenth of the count
// may leave at once, at least one. Nothing for other text.
std::optional<Rate> parse_rate(std::string_view text);

struct Bucket {
  std::int64_t level = 0;  // shares
  Instant filled_at{};
  friend bool operator==(const Bucket&, const Bucket&) = default;
};

Bucket full_bucket(const Rate& rate, Instant now);
// Takes up to `wanted` tokens of a limited rate; how many it were.
std::int64_t take(Bucket& bucket, const Rate& rate, Instant now, std::int64_t wanted);
// Puts back what was taken and not used.
void give_back(Bucket& bucket, const Rate& rate, std::int64_t tokens);
// How long until the n-th token from now (1: the next) is there.
Duration wait_for(Bucket bucket, const Rate& rate, Instant now, std::int64_t n);

}  // namespace tocsin::notify
