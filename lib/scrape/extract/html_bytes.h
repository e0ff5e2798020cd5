// Single bytes of HTML: what they are to the tokenizer, and where the next that tells something is.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

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

// Finds the bytes that part the tags of a text. A tag has several a few bytes apart, so each block
// of 64 bytes is compared once and then only asked.
class TagBytes {
 public:
  explicit TagBytes(std::string_view text) : text_(text) {}

  std::string_view text() const { return text_; }

  // Where the first stands from `at` on; text().size() where none does.
  std::size_t next_open(std::size_t at) {  // '<'
    return next(at, [](const Block& b) { return b.open; });
  }
  std::size_t next_close_or_value(std::size_t at) {  // '>' or '='
    return next(at, [](const Block& b) { return b.close | b.equals; });
  }
  std::size_t next_quote(std::size_t at) {  // '"'
    return next(at, [](const Block& b) { return b.quote; });
  }

 private:
  static constexpr std::size_t kBytes = 64;
  // A bit for each byte that is one, the first byte's the lowest.
  struct Block {
    std::uint64_t open = 0, close = 0, equals = 0, quote = 0;
  };

  template <typename Bits>
  std::size_t next(std::size_t at, Bits bits) {
    while (at < text_.size()) {
      const std::size_t start = at - at % kBytes;
      if (start != start_) read_block(start);
      if (const std::uint64_t found = bits(block_) >> at % kBytes; found != 0) {
        return at + static_cast<std::size_t>(std::countr_zero(found));
      }
      at = start + kBytes;
    }
    return text_.size();
  }
  void read_block(std::size_t start);

  std::string_view text_;
  std::size_t start_ = std::string_view::npos;
  Block block_;
};

}  // namespace tocsin::scrape
