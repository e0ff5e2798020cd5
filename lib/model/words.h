// Enumerations and the words they are stored and printed as.
//
// The words are the format: in the database, in JSON lines, on the screen. An enumerator may be
// renamed; its word may not.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace tocsin {

// Specialise with a constexpr array of the words in the order of the enumerators (0, 1, 2, …).
template <typename E>
struct Words;

template <typename E>
constexpr std::string_view word(E value) {
  return Words<E>::list[static_cast<std::size_t>(value)];
}

template <typename E>
constexpr std::optional<E> from_word(std::string_view text) {
  for (std::size_t i = 0; i < Words<E>::list.size(); ++i) {
    if (Words<E>::list[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

#define TOCSIN_WORDS(Enum, ...)                                                  \
  template <>                                                                    \
  struct Words<Enum> {                                                           \
    static constexpr auto list = std::to_array<std::string_view>({__VA_ARGS__}); \
  }

}  // namespace tocsin
