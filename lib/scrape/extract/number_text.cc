#include "scrape/extract/number_text.h"

#include <charconv>
#include <string>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

// Digits and where the decimal point stands among them.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::size_t point = 0;
};

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t n = 0;
  while (at + n < text.size() && text[at + n] >= '0' && text[at + n] <= '9') ++n;
  return n;
}

std::optional<int> read_exponent(std::string_view text) {
  constexpr int kLargest = 30;
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  int exponent = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, exponent);
  if (error != std::errc{} || stop != end) return std::nullopt;
  if (exponent < -kLargest || exponent > kLargest) return std::nullopt;
  return exponent;
}

std::optional<Decimal> read_decimal(std::string_view text) {
  constexpr std::size_t kMostDigits = 40;
  text = trim(text);
  Decimal out;
  out.negative = text.starts_with('-');
  if (out.negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t whole = digits_at(text, 0);
  out.digits = text.substr(0, whole);
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    const std::size_t decimals = digits_at(text, 1);
    out.digits += text.substr(1, decimals);
    text.remove_prefix(decimals + 1);
  }
  const auto exponent = read_exponent(text);
  if (out.digits.empty() || out.digits.size() > kMostDigits || !exponent) return std::nullopt;
  auto point = static_cast<std::ptrdiff_t>(whole) + *exponent;
  if (point < 1) {
    out.digits.insert(0, static_cast<std::size_t>(1 - point), '0');
    point = 1;
  }
  out.point = static_cast<std::size_t>(point);
  if (out.digits.size() < out.point) out.digits.append(out.point - out.digits.size(), '0');
  return out;
}

// Adds one to the last of these digits.
void increment(std::string& digits, std::size_t& point) {
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    if (*digit != '9') {
      ++*digit;
      return;
    }
    *digit = '0';
  }
  digits.insert(digits.begin(), '1');
  ++point;
}

// A binary fraction printed in full shows a run of nines or zeros behind the decimals meant.
void undo_rounding_error(Decimal& d, std::size_t decimals) {
  constexpr std::size_t kRun = 8;
  const std::size_t keep = d.point + decimals;
  if (d.digits.size() < keep + kRun) return;
  const std::string_view run = std::string_view(d.digits).substr(keep, kRun);
  const bool nines = run == "99999999";
  if (!nines && run != "00000000") return;
  d.digits.resize(keep);
  if (nines) increment(d.digits, d.point);
}

}  // namespace

std::optional<Money> read_number(std::string_view text, Currency currency) {
  auto decimal = read_decimal(text);
  if (!decimal) return std::nullopt;
  undo_rounding_error(*decimal, static_cast<std::size_t>(currency.decimals()));
  const std::string_view digits = decimal->digits;
  std::string_view whole = digits.substr(0, decimal->point);
  while (whole.size() > 1 && whole.front() == '0') whole.remove_prefix(1);
  std::string plain(decimal->negative ? "-" : "");
  plain += whole;
  std::string_view fraction = digits.substr(decimal->point);
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  if (!fraction.empty()) plain.append(".").append(fraction);
  return Money::parse(plain, currency);
}

std::optional<std::int64_t> read_count(std::string_view text) {
  constexpr std::int64_t kMost = 10'000'000;
  const auto decimal = read_decimal(text);
  if (!decimal || decimal->negative) return std::nullopt;
  const std::string_view digits = decimal->digits;
  if (digits.substr(decimal->point).find_first_not_of('0') != std::string_view::npos) return {};
  std::int64_t count = 0;
  for (const char c : digits.substr(0, decimal->point)) {
    count = count * 10 + (c - '0');
    if (count > kMost) return std::nullopt;
  }
  return count;
}

}  // namespace tocsin::scrape
