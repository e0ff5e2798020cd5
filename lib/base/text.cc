#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <numeric>

namespace tocsin {
namespace {

struct Decoded {
  char32_t point = 0;
  int length = 0;  // 0: not well-formed here
};

Decoded decode(std::string_view s) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const auto tail = [&](std::size_t i) { return i < s.size() && (byte(i) & 0xC0U) == 0x80U; };
  const unsigned b = byte(0);
  if (b < 0x80) return {b, 1};
  if (b >= 0xC2 && b < 0xE0 && tail(1)) return {(b & 0x1FU) << 6U | (byte(1) & 0x3FU), 2};
  if (b >= 0xE0 && b < 0xF0 && tail(1) && tail(2)) {
    const char32_t p = (b & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    if (p < 0x800 || (p >= 0xD800 && p < 0xE000)) return {};
    return {p, 3};
  }
  if (b >= 0xF0 && b < 0xF5 && tail(1) && tail(2) && tail(3)) {
    const char32_t p =
        (b & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U | (byte(2) & 0x3FU) << 6U | (byte(3) & 0x3FU);
    if (p < 0x10000 || p > 0x10FFFF) return {};
    return {p, 4};
  }
  return {};
}

// Many bytes at a time, then some: most of what is read is ASCII.
std::size_t end_of_ascii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kBeyondAscii = 0x8080808080808080U;
  std::array<std::uint64_t, 4> words{};
  for (; at + sizeof words <= text.size(); at += sizeof words) {
    std::memcpy(words.data(), text.data() + at, sizeof words);
    if (((words[0] | words[1] | words[2] | words[3]) & kBeyondAscii) != 0) break;
  }
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & kBeyondAscii) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_wide(char32_t p) {
  return (p >= 0x1100 && p <= 0x115F) || (p >= 0x2E80 && p <= 0xA4CF) ||
         (p >= 0xAC00 && p <= 0xD7A3) || (p >= 0xF900 && p <= 0xFAFF) ||
         (p >= 0xFE30 && p <= 0xFE6F) || (p >= 0xFF00 && p <= 0xFF60) ||
         (p >= 0x1F300 && p <= 0x1FAFF) || (p >= 0x20000 && p <= 0x3FFFD);
}

bool is_combining(char32_t p) {
  return p >= 0x300 && p <= 0x36F;
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// Base letters of U+00C0 … U+017F in order ('?': no single base letter, kept as it is).
constexpr std::string_view kLatinBase =
    "aaaaaa?ceeeeiiii?nooooo?ouuuuy??aaaaaa?ceeeeiiii?nooooo?ouuuuy?y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkk?llllllllll"
    "nnnnnn???oooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kLatinBase.size() == 0x180 - 0xC0);

void append_folded(std::string& out, unsigned char ascii) {
  const char c = static_cast<char>(ascii);
  if (c >= 'A' && c <= 'Z') {
    out += static_cast<char>(c - 'A' + 'a');
  } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
    out += c;
  } else if (c != '\'' && !out.empty() && out.back() != ' ') {
    out += ' ';
  }
}

void append_folded(std::string& out, char32_t p, std::string_view original) {
  if (is_combining(p) || p == 0x2019) return;
  if (p == 0xDF) {
    out += "ss";
  } else if (p == 0xC6 || p == 0xE6) {
    out += "ae";
  } else if (p == 0x152 || p == 0x153) {
    out += "oe";
  } else if (p >= 0xC0 && p < 0x180 && kLatinBase[p - 0xC0] != '?') {
    out += kLatinBase[p - 0xC0];
  } else if ((p >= 0x2000 && p < 0x2070) || p == 0xA0 || p == 0xB7 || p == 0xD7 || p == 0x3000) {
    if (!out.empty() && out.back() != ' ') out += ' ';
  } else {
    out += original;
  }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::size_t> utf8_fault(std::string_view text) {
  std::size_t i = 0;
  while ((i = end_of_ascii(text, i)) < text.size()) {
    const Decoded d = decode(text.substr(i));
    if (d.length == 0) return i;
    i += d.length;
  }
  return std::nullopt;
}

std::string to_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t good = utf8_fault(text).value_or(text.size());
    out += text.substr(0, good);
    text.remove_prefix(good);
    if (text.empty()) break;
    out += "\xEF\xBF\xBD";
    text.remove_prefix(1);
  }
  return out;
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Decoded d = decode(text);
    if (d.length == 0 || !is_combining(d.point)) width += is_wide(d.point) ? 2 : 1;
    text.remove_prefix(d.length == 0 ? 1 : d.length);
  }
  return width;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (const auto part = trim(text.substr(0, end)); !part.empty()) out.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (&part != parts.data()) out += separator;
    out += part;
  }
  return out;
}

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const auto byte = static_cast<unsigned char>(text[at]); byte < 0x80) {
      append_folded(out, byte);
      ++at;
      continue;
    }
    const Decoded d = decode(text.substr(at));
    const std::size_t n = d.length == 0 ? 1 : d.length;
    if (d.length != 0) append_folded(out, d.point, text.substr(at, n));
    at += n;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known) {
  std::optional<std::string_view> best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string_view name : known) {
    const std::size_t distance = edit_distance(to_lower(word), to_lower(name));
    if (distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

std::string mask_secret(std::string_view secret) {
  if (secret.size() < 12) return "…";
  return fmt::format("{}…{}", utf8_prefix(secret, 4), secret.substr(secret.size() - 4));
}

std::string mask_address(std::string_view address) {
  const auto blank = address.find(' ');
  if (blank != std::string_view::npos && !address.starts_with('{')) {
    const std::string_view first = address.substr(0, blank);  // of a program's arguments
    return (first.find_first_of("@:") == std::string_view::npos ? std::string(first)
                                                                : mask_address(first)) +
           " …";
  }
  if (const auto scheme = address.find("://"); scheme != std::string_view::npos) {
    // The address may stand inside something else (a push subscription): nothing of that is shown.
    const auto begin =
        scheme == 0 ? 0 : address.find_last_not_of("abcdefghijklmnopqrstuvwxyz", scheme - 1) + 1;
    const auto path = address.find_first_of("/?#\"\\", scheme + 3);
    const auto authority = address.substr(scheme + 3, path - std::min(path, scheme + 3));
    const auto at = authority.rfind('@');
    return fmt::format("{}://{}{}", address.substr(begin, scheme - begin),
                       at == std::string_view::npos ? authority : authority.substr(at + 1),
                       path == std::string_view::npos ? "" : "/…");
  }
  if (const auto at = address.rfind('@'); at != std::string_view::npos && at > 0) {
    return fmt::format("{}…{}", utf8_prefix(address, 1), address.substr(at));
  }
  if (address.size() >= 9) {
    return fmt::format("{}…{}", utf8_prefix(address, 3), address.substr(address.size() - 3));
  }
  return "…";
}

std::string mask_addresses_in(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n<>()[]{}\"',;:=";
  constexpr std::size_t kFewestDigits = 8;
  const auto is_address = [](std::string_view word) {
    if (const auto at = word.find('@'); at != std::string_view::npos) {
      return at > 0 && at + 1 < word.size();
    }
    return word.size() > kFewestDigits && word.front() == '+' &&
           word.find_first_not_of("0123456789", 1) == std::string_view::npos;
  };
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find_first_not_of(kAround), text.size());
    out += text.substr(0, begin);
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(kAround));
    out += is_address(word) ? mask_address(word) : std::string(word);
    text.remove_prefix(word.size());
  }
  return out;
}

}  // namespace tocsin
