// Over what of a page holds no structured data, which is nearly all: told by comparing 64 bytes at
// a time, after "Parsing Gigabytes of JSON per Second" (Langdale and Lemire, 2019), not tag by tag.
#pragma once

#include <cstddef>
#include <string_view>

namespace tocsin::scrape {

inline constexpr std::size_t kSkimmed = 64;  // bytes told together

// From `at`, where text stands outside of all tags, over text and over tags that are written as
// nearly all are (values in double quotes directly behind '=', no '<' or '>' within them) and tell
// nothing: no element that html_tags.h knows, no comment, no type of an item (itemtype, typeof).
// Returns where to read on byte by byte, outside of all tags again: `at` itself if nothing was
// plain, or on processors without SSE2.
std::size_t skim(std::string_view html, std::size_t at);

}  // namespace tocsin::scrape
