// JSON of pages as a tree, and pointers into it.
//
// Read as tolerantly as JSON-LD is (extract/json_tokens.h): the state objects that sites embed are
// often JavaScript rather than JSON. Numbers stay as they are written: prices never pass through
// floating point. Plain values; safe to read from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scrape/extract/problems.h"

namespace tocsin::scrape {

struct JsonValue {
  enum class Kind { null, word, number, string, array, object } kind = Kind::null;
  std::string text;                // of a word (true, false), number or string
  std::vector<std::string> names;  // of an object's members, one for each item
  std::vector<JsonValue> items;

  const JsonValue* member(std::string_view name) const;  // the last of that name; null: none
};

// The first whole value of the text; what follows it is not looked at. Deeper than 64 levels or
// beyond 1,000,000 values is left out and reported, as repairs are.
JsonValue read_json_tree(std::string_view text, std::string_view where, Problems& problems);

// RFC 6901, and `*` as a segment for every element of an array or object.
class JsonPointer {
 public:
  JsonPointer() = default;  // the whole value
  static std::optional<JsonPointer> parse(std::string_view text, std::string& why);

  // What it leads to, in the order of the text; at most 100,000 values.
  std::vector<const JsonValue*> find(const JsonValue& root) const;

 private:
  std::vector<std::string> segments_;
};

}  // namespace tocsin::scrape
