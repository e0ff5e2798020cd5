#include "base/id.h"

#include <array>
#include <cstring>
#include <mutex>

#include "base/digest.h"
#include "base/text.h"

namespace tocsin {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int kTimeDigits = 9;
constexpr int kRandomDigits = 12;
constexpr int kGroup = 7;
constexpr std::uint64_t kRandomMask = (std::uint64_t{1} << 60U) - 1;

std::uint64_t random60() {
  const std::string raw = random_bytes(sizeof(std::uint64_t));
  std::uint64_t value = 0;
  std::memcpy(&value, raw.data(), sizeof value);
  return value & kRandomMask;
}

struct Last {
  std::int64_t ms = -1;
  std::uint64_t random = 0;
};

// Within one millisecond the random part only grows, by random steps, so that IDs stay in order
// and index pages fill from the right.
Last next(Instant now) {
  static std::mutex mutex;
  static Last last;
  const std::scoped_lock lock(mutex);
  const std::int64_t ms = to_ms(now);
  const std::uint64_t fresh = random60();
  if (ms != last.ms) {
    last = {ms, fresh >> 1U};  // upper half stays free for the steps
  } else {
    last.random = (last.random + 1 + (fresh & 0xFFFFU)) & kRandomMask;
  }
  return last;
}

void put_digits(std::string& out, std::uint64_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i) out += kAlphabet[(value >> (5U * i)) & 31U];
}

}  // namespace

std::string new_id(IdKind kind, Instant now) {
  const Last part = next(now);
  std::string digits;
  put_digits(digits, static_cast<std::uint64_t>(part.ms), kTimeDigits);
  put_digits(digits, part.random, kRandomDigits);
  std::string out(1, static_cast<char>(kind));
  for (std::size_t i = 0; i < digits.size(); i += kGroup) out += '-' + digits.substr(i, kGroup);
  return out;
}

std::optional<std::string> canonical_id(std::string_view typed) {
  const std::string lower = to_lower(trim(typed));
  if (lower.size() < 2 || std::strchr("acmprstw", lower[0]) == nullptr) return std::nullopt;
  std::string digits;
  for (const char c : std::string_view(lower).substr(1)) {
    if (c == '-' || c == ' ') continue;
    const char plain = c == 'o' ? '0' : (c == 'i' || c == 'l') ? '1' : c;
    if (kAlphabet.find(plain) == std::string_view::npos) return std::nullopt;
    digits += plain;
  }
  if (digits.size() != kTimeDigits + kRandomDigits) return std::nullopt;
  std::string out(1, lower[0]);
  for (std::size_t i = 0; i < digits.size(); i += kGroup) out += '-' + digits.substr(i, kGroup);
  return out;
}

}  // namespace tocsin
