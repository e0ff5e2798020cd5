// Single bytes of HTML: what they are to the tokenizer.
#pragma once

#include <array>
#include <cstdint>

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

}  // namespace tocsin::scrape
