#include "scrape/extract/price_digits.h"

#include <algorithm>
#include <charconv>

#include "scrape/extract/currency_text.h"

namespace tocsin::scrape {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Thousands, or lakhs and crores ("1,23,456").
bool groups_fit(const std::vector<std::string>& groups, std::size_t count) {
  if (groups[0].empty() || groups[0].size() > 3) return false;
  bool thousands = true;
  bool lakhs = true;
  for (std::size_t i = 1; i < count; ++i) {
    thousands = thousands && groups[i].size() == 3;
    lakhs = lakhs && groups[i].size() == (i + 1 == count ? 3U : 2U);
  }
  return thousands || lakhs;
}

std::string joined(const Digits& in, bool last_is_decimals) {
  std::string out;
  for (std::size_t i = 0; i < in.groups.size(); ++i) {
    if (last_is_decimals && i + 1 == in.groups.size()) out += '.';
    out += in.groups[i];
  }
  return out;
}

// Is the only separator a decimal mark or does it group three digits?
Amount settle_single(const Digits& in, const PriceHint& hint, Currency currency) {
  const std::string& whole = in.groups[0];
  if (in.groups[1].size() != 3 || whole.size() > 3 || whole == "0") return {joined(in, true)};
  const char mark = decimal_mark(hint, currency);
  const char here = in.separators[0];
  if (currency.decimals() != 3) return {joined(in, false), mark == here};
  if (mark != 0) return {joined(in, mark == here)};
  return {joined(in, here == '.'), true};
}

}  // namespace

std::size_t blank_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.empty()) return 0;
  if (rest.front() == ' ' || (rest.front() >= '\t' && rest.front() <= '\r')) return 1;
  if (rest.starts_with("\xC2\xA0")) return 2;
  return rest.starts_with("\xE2\x80\x89") || rest.starts_with("\xE2\x80\xAF") ? 3 : 0;
}

std::size_t dash_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with('-')) return 1;
  const bool wide = rest.starts_with("\xE2\x80\x93") || rest.starts_with("\xE2\x80\x94") ||
                    rest.starts_with("\xE2\x88\x92");
  return wide ? 3 : 0;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t n = 0;
  while (at + n < text.size() && is_digit(text[at + n])) ++n;
  return n;
}

std::optional<std::int64_t> Digits::count() const {
  constexpr std::size_t kLongest = 3;
  if (!separators.empty() || groups[0].size() > kLongest) return std::nullopt;
  std::int64_t out = 0;
  std::from_chars(groups[0].data(), groups[0].data() + groups[0].size(), out);
  return out;
}

Digits read_digits(std::string_view text, std::size_t& at) {
  Digits out;
  for (;;) {
    const std::size_t n = digits_at(text, at);
    out.groups.emplace_back(text.substr(at, n));
    at += n;
    std::size_t width = 0;
    char kind = 0;
    if (at < text.size() && (text[at] == '.' || text[at] == ',' || text[at] == '\'')) {
      width = 1;
      kind = text[at];
    } else if (text.substr(at).starts_with("\xE2\x80\x99")) {
      width = 3;
      kind = '\'';
    } else if (blank_at(text, at) > 0 && n <= 3) {
      width = blank_at(text, at);
      kind = ' ';
    }
    const std::size_t next = digits_at(text, at + width);
    // A blank groups only whole thousands: "1 250", not "2 45".
    if (kind == 0 || next == 0 || (kind == ' ' && next != 3)) break;
    out.separators += kind;
    at += width;
  }
  // "45,–", "1'250.-": no decimals, said with a dash.
  if (at < text.size() && (text[at] == ',' || text[at] == '.') && dash_at(text, at + 1) > 0) {
    ++at;
    while (dash_at(text, at) > 0) at += dash_at(text, at);
  }
  return out;
}

std::optional<Amount> settle(const Digits& in, const PriceHint& hint, Currency currency) {
  if (in.separators.empty()) return Amount{in.groups[0]};
  const char last = in.separators.back();
  const auto same =
      static_cast<std::size_t>(std::count(in.separators.begin(), in.separators.end(), last));
  if (last != '.' && last != ',') {
    if (same != in.separators.size() || !groups_fit(in.groups, in.groups.size())) return {};
    return Amount{joined(in, false)};
  }
  if (in.separators.size() == 1) return settle_single(in, hint, currency);
  if (same == in.separators.size()) {
    if (!groups_fit(in.groups, in.groups.size())) return {};
    return Amount{joined(in, false)};
  }
  const char grouping = in.separators.front();
  const auto grouped = std::count(in.separators.begin(), in.separators.end(), grouping);
  if (same != 1 || static_cast<std::size_t>(grouped) + 1 != in.separators.size()) return {};
  if (!groups_fit(in.groups, in.groups.size() - 1)) return {};
  return Amount{joined(in, true)};
}

}  // namespace tocsin::scrape
