// Numbers as machines write them, exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/money.h"

namespace tocsin::scrape {

// JSON's grammar (RFC 8259, section 6), leading zeros and '+' allowed: '.' is the decimal point, as
// schema.org asks for. More decimals than the currency has are refused, but for a program's
// rounding error: "45.949999999999996" is 45.95.
std::optional<Money> read_number(std::string_view text, Currency currency);

// A whole number of things, 0 to 10,000,000: "1938", "12.0".
std::optional<std::int64_t> read_count(std::string_view text);

}  // namespace tocsin::scrape
