// What the way in remembers of those who call: how often each address asked, and which requests
// that may be sent again were seen before. Shared by all processes.
//
// Call inside a transaction. caller and seen_request are written here and nowhere else.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "store/database.h"

namespace tocsin::store {

// A token bucket: full at `burst` requests, refilled within `refill`.
struct Allowance {
  int burst = 120;
  Duration refill{60'000};
};
// Takes a token of this address; false: none was left, and none was taken.
bool may_call(Database& db, std::string_view address, const Allowance& allowance, Instant now);

// True the first time. Remembered for as long as a request of that time could be taken for fresh.
bool first_seen(Database& db, std::string_view request, Instant now, Duration remember);

}  // namespace tocsin::store
