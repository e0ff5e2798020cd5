// A database as a fortnight of use leaves it, generated: the same rows on every run.
#pragma once

#include "store/database.h"

namespace tocsin::test {

// The instant that the sample's reports are made at.
inline constexpr Instant kSampleNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 16} +
                                    std::chrono::hours{7}};

// An event's name, a person's and an error that try to break out of whatever they are put in.
inline constexpr const char* kHostile = "</script><script>alert(1)</script> \"><img src=x> 'a' & b";

void fill_sample(store::Database& db);
// Part of it: twelve weeks of a support desk, for people who are there. Call inside a transaction.
void fill_sample_desk(store::Database& db);

}  // namespace tocsin::test
