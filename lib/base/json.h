// JSON at the door: nlohmann's parser with limits, and readers that name the field at fault.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

using Json = nlohmann::json;
// Keeps the order of keys, for what we print.
using OrderedJson = nlohmann::ordered_json;

struct JsonLimits {
  std::size_t bytes = 8U << 20;
  int depth = 64;
};

// The value, or a reason ("line 3, column 7: …") in `why`. Refuses invalid UTF-8, text beyond the
// limits and trailing garbage; never throws for bad input.
std::optional<Json> parse_json(std::string_view text, std::string& why, JsonLimits limits = {});

}  // namespace tocsin
