#include "base/money.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

// ISO 4217 active codes, sorted; those that do not have two decimals are listed below.
constexpr auto kCodes = std::to_array<std::string_view>(
    {"AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
     "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD",
     "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD",
     "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ",
     "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD",
     "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP",
     "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR",
     "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB",
     "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD",
     "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL",
     "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU",
     "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG"});
constexpr auto kNoDecimals =
    std::to_array<std::string_view>({"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
                                     "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"});
constexpr auto kThreeDecimals =
    std::to_array<std::string_view>({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"});

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& sorted, std::string_view code) {
  return std::binary_search(sorted.begin(), sorted.end(), code);
}

std::int64_t power_of_ten(int n) {
  std::int64_t p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::optional<Currency> Currency::parse(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  Currency out;
  for (int i = 0; i < 3; ++i) {
    const char c = code[i];
    out.code_[i] = (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (!holds(kCodes, out.code())) return std::nullopt;
  return out;
}

int Currency::decimals() const {
  if (holds(kNoDecimals, code())) return 0;
  if (holds(kThreeDecimals, code())) return 3;
  return 2;
}

std::optional<Money> Money::parse(std::string_view amount, Currency currency) {
  constexpr int kMaxDigits = 15;
  const bool negative = !amount.empty() && amount.front() == '-';
  if (negative) amount.remove_prefix(1);
  std::int64_t value = 0;
  int digits = 0;
  std::size_t i = 0;
  for (; i < amount.size() && is_digit(amount[i]); ++i) {
    value = value * 10 + (amount[i] - '0');
    if (++digits > kMaxDigits) return std::nullopt;
  }
  if (i == 0) return std::nullopt;
  int missing = currency.decimals();
  if (i < amount.size()) {
    if (amount[i++] != '.' || i == amount.size()) return std::nullopt;
    for (; i < amount.size() && is_digit(amount[i]); ++i) {
      if (missing > 0) {
        value = value * 10 + (amount[i] - '0');
        --missing;
        if (++digits > kMaxDigits) return std::nullopt;
      } else if (amount[i] != '0') {
        return std::nullopt;
      }
    }
    if (i != amount.size()) return std::nullopt;
  }
  value *= power_of_ten(missing);
  return Money{negative ? -value : value, currency};
}

std::string Money::amount() const {
  const int places = currency.decimals();
  const std::int64_t scale = power_of_ten(places);
  const std::uint64_t magnitude =
      minor < 0 ? 0 - static_cast<std::uint64_t>(minor) : static_cast<std::uint64_t>(minor);
  std::string out = fmt::format("{}{}", minor < 0 ? "-" : "", magnitude / scale);
  if (places > 0) out += fmt::format(".{:0{}}", magnitude % scale, places);
  return out;
}

std::string Money::text() const {
  return currency.code().empty() ? amount() : fmt::format("{} {}", amount(), currency.code());
}

}  // namespace tocsin
