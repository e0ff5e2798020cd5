// The elements that a scan of HTML asks for.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace tocsin::scrape {

// Those whose content is text and not markup (WHATWG HTML 13.2.5.1 with 13.2.6.4; scripting is
// off), and those whose attributes are asked for.
enum class Tag { other, script, plaintext, raw_text, meta, html, base };

struct KnownTag {
  std::string_view name;
  Tag tag;
};
inline constexpr auto kKnownTags = std::to_array<KnownTag>({{"xmp", Tag::raw_text},
                                                            {"meta", Tag::meta},
                                                            {"html", Tag::html},
                                                            {"base", Tag::base},
                                                            {"title", Tag::raw_text},
                                                            {"style", Tag::raw_text},
                                                            {"script", Tag::script},
                                                            {"iframe", Tag::raw_text},
                                                            {"noembed", Tag::raw_text},
                                                            {"textarea", Tag::raw_text},
                                                            {"noframes", Tag::raw_text},
                                                            {"plaintext", Tag::plaintext}});

inline constexpr std::uint32_t letter_bit(char c) {
  return std::uint32_t{1} << (static_cast<unsigned char>(c) & 0x1FU);
}

// For each letter that a known name starts with, its second ones: tells nearly all others.
inline constexpr auto kKnownStarts = [] {
  std::array<std::uint32_t, 32> starts{};
  for (const KnownTag& known : kKnownTags) {
    starts[known.name[0] & 0x1FU] |= letter_bit(known.name[1]);
  }
  return starts;
}();

// By the first two characters of a name that starts with a letter.
inline bool may_be_known(char first, char second) {
  return (kKnownStarts[static_cast<unsigned char>(first) & 0x1FU] & letter_bit(second)) != 0;
}

inline Tag tag_of(std::string_view name) {
  if (name.size() < 2 || !may_be_known(name[0], name[1])) return Tag::other;
  for (const KnownTag& known : kKnownTags) {
    if (equal_ignoring_case(name, known.name)) return known.tag;
  }
  return Tag::other;
}

}  // namespace tocsin::scrape
