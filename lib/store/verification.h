// Codes by which a person shows that an address is theirs: one open code a destination, good for a
// quarter of an hour and five tries. The code itself is not kept, only its index.
#pragma once

#include <string_view>

#include "model/words.h"
#include "store/destinations.h"

namespace tocsin::store {

inline constexpr Duration kCodeLife{std::chrono::minutes{15}};
inline constexpr int kCodeTries = 5;

// The destination's code from now on. Call both inside a transaction.
void set_code(Database& db, std::int64_t destination_id, std::string_view code, Instant now);

enum class CodeVerdict { right, wrong, expired, too_often, none };
// Counts the try; the right code is used up and makes the destination verified.
CodeVerdict check_code(Database& db, const Destination& destination, std::string_view code,
                       Instant now);

}  // namespace tocsin::store

namespace tocsin {

TOCSIN_WORDS(store::CodeVerdict, "right", "wrong", "expired", "too_often", "none");

}  // namespace tocsin
