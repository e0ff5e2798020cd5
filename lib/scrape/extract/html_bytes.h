// Single bytes of HTML: what they are to the tokenizer, and where the next that tells something is.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>

#include <bit>
#endif

namespace tocsin::scrape {

// What a byte is to the tokenizer, looked up: most bytes of a page are asked about once or twice.
enum ByteClass : std::uint8_t { kSpace = 1, kEndsName = 2, kLetter = 4 };
inline constexpr auto kClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (const char c : {' ', '\n', '\t', '\f', '\r'}) {
    classes[static_cast<unsigned char>(c)] = kSpace | kEndsName;
  }
  for (const char c : {'/', '>'}) classes[static_cast<unsigned char>(c)] = kEndsName;
  for (unsigned char c = 'a'; c <= 'z'; ++c) classes[c] = classes[c - 'a' + 'A'] = kLetter;
  return classes;
}();

inline bool is(ByteClass wanted, char c) {
  return (kClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}

// Where the first of them stands from `at` on; text.size() where none does. Inlined: a tag has
// several such places a few bytes apart, and a call of memchr(3) for each costs more than it finds.
template <char... Bytes>
inline std::size_t find_bytes(std::string_view text, std::size_t at) {
#ifdef __SSE2__
  constexpr std::size_t kBytes = sizeof(__m128i);
  for (; at + kBytes <= text.size(); at += kBytes) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i equal = (_mm_cmpeq_epi8(bytes, _mm_set1_epi8(Bytes)) | ...);
    const auto bits = static_cast<unsigned>(_mm_movemask_epi8(equal));
    if (bits != 0) return at + static_cast<std::size_t>(std::countr_zero(bits));
  }
#endif
  while (at < text.size() && ((text[at] != Bytes) && ...)) ++at;
  return at;
}

}  // namespace tocsin::scrape
