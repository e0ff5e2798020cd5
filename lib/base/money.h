// Money: integer minor units and an ISO 4217 code; never a floating-point number.
//
// The number of decimals is the currency's (ISO 4217: JPY 0, GBP 2, KWD 3). Amounts are read
// exactly: "119.505" GBP does not round, it fails.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// Three upper-case letters; "" is no currency.
class Currency {
 public:
  Currency() = default;
  // Empty unless the code is one of ISO 4217's active codes (any case).
  static std::optional<Currency> parse(std::string_view code);

  std::string_view code() const { return {code_, code_[0] == 0 ? 0U : 3U}; }
  int decimals() const;
  friend bool operator==(const Currency&, const Currency&) = default;

 private:
  char code_[3] = {0, 0, 0};
};

struct Money {
  std::int64_t minor = 0;
  Currency currency;

  // A plain decimal with '.' as the point: "119.50", "-3", "7". Fails on more decimals than the
  // currency has (trailing zeros are fine), on anything else, and beyond 15 digits.
  static std::optional<Money> parse(std::string_view amount, Currency currency);
  std::string amount() const;  // "119.50"
  std::string text() const;    // "119.50 GBP"
  friend bool operator==(const Money&, const Money&) = default;
};

}  // namespace tocsin
