#include "base/json.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tocsin {
namespace {

// Nesting depth of a text, looking only at brackets outside strings; cheap, so that a hostile
// text is refused before a parser recurses into it.
int depth_of(std::string_view text, int limit) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size() && deepest <= limit; ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

// "[json.exception.parse_error.101] parse error at line 1, column 3: …" without the prefix.
std::string plain_reason(std::string_view what) {
  if (const auto end = what.find("] "); end != std::string_view::npos) what.remove_prefix(end + 2);
  constexpr std::string_view kPrefix = "parse error at ";
  if (what.substr(0, kPrefix.size()) == kPrefix) what.remove_prefix(kPrefix.size());
  return to_utf8(what.substr(0, 200));
}

}  // namespace

std::optional<Json> parse_json(std::string_view text, std::string& why, JsonLimits limits) {
  if (text.size() > limits.bytes) {
    why = fmt::format("longer than {} bytes", limits.bytes);
    return std::nullopt;
  }
  if (depth_of(text, limits.depth) > limits.depth) {
    why = fmt::format("nested deeper than {}", limits.depth);
    return std::nullopt;
  }
  if (const auto fault = utf8_fault(text)) {
    why = fmt::format("not UTF-8 at byte {}", *fault + 1);
    return std::nullopt;
  }
  try {
    return Json::parse(text);
  } catch (const Json::exception& e) {
    why = plain_reason(e.what());
    return std::nullopt;
  }
}

}  // namespace tocsin
