#include "scrape/platform/json_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "scrape/extract/json_tokens.h"

namespace tocsin::scrape {
namespace {

using Kind = JsonTokens::Kind;
constexpr int kMaxDepth = 64;
constexpr std::size_t kMostValues = 1'000'000;
constexpr std::size_t kMostFound = 100'000;

class Reader {
 public:
  explicit Reader(std::string_view text) : tokens_(text) {}

  JsonValue read() {
    JsonValue out;
    read_value(tokens_.next(), out, 0);
    return out;
  }
  const std::vector<JsonRepair>& repairs() const { return tokens_.repairs(); }

 private:
  void read_value(Kind kind, JsonValue& out, int depth) {
    ++values_;
    switch (kind) {
      case Kind::begin_object:
      case Kind::begin_array:
        if (depth >= kMaxDepth || values_ > kMostValues) {
          tokens_.note("nesting too deep or too many values, left out", tokens_.position());
          skip_nested();
        } else if (kind == Kind::begin_object) {
          read_object(out, depth + 1);
        } else {
          read_array(out, depth + 1);
        }
        break;
      case Kind::string:
        out.kind = JsonValue::Kind::string;
        out.text = to_utf8(tokens_.value());
        break;
      case Kind::number:
        out.kind = JsonValue::Kind::number;
        out.text = tokens_.take();
        break;
      case Kind::word:
        if (tokens_.value() == "true" || tokens_.value() == "false") {
          out.kind = JsonValue::Kind::word;
          out.text = tokens_.take();
        }
        break;  // null, undefined, and what only a program could tell
      default:
        tokens_.note("punctuation that does not belong there", tokens_.position());
    }
  }

  void read_array(JsonValue& out, int depth) {
    out.kind = JsonValue::Kind::array;
    for (Kind kind = tokens_.next(); kind != Kind::end_array; kind = tokens_.next()) {
      if (kind == Kind::end || kind == Kind::end_object) return note_early_end();
      if (kind == Kind::comma || kind == Kind::colon) continue;
      if (values_ > kMostValues && kind != Kind::begin_array && kind != Kind::begin_object)
        continue;
      JsonValue item;
      read_value(kind, item, depth);
      if (values_ <= kMostValues) out.items.push_back(std::move(item));
    }
  }

  void read_object(JsonValue& out, int depth) {
    out.kind = JsonValue::Kind::object;
    for (Kind kind = tokens_.next(); kind != Kind::end_object; kind = tokens_.next()) {
      if (kind == Kind::end) return note_early_end();
      if (kind != Kind::string && kind != Kind::word && kind != Kind::number) continue;
      std::string name = to_utf8(tokens_.take());
      kind = tokens_.next();
      if (kind == Kind::comma) continue;
      if (kind == Kind::colon) kind = tokens_.next();
      if (kind == Kind::end || kind == Kind::end_object) return note_early_end();
      JsonValue item;
      read_value(kind, item, depth);
      if (values_ > kMostValues) continue;
      out.names.push_back(std::move(name));
      out.items.push_back(std::move(item));
    }
  }

  void skip_nested() {
    for (int open = 1; open > 0;) {
      const Kind kind = tokens_.next();
      if (kind == Kind::end) return;
      if (kind == Kind::begin_object || kind == Kind::begin_array) ++open;
      if (kind == Kind::end_object || kind == Kind::end_array) --open;
    }
  }

  void note_early_end() { tokens_.note("a bracket that is not closed", tokens_.position()); }

  JsonTokens tokens_;
  std::size_t values_ = 0;
};

// A segment as an index: digits without leading zeros.
std::optional<std::size_t> index_of(std::string_view segment) {
  if (segment.size() > 1 && segment[0] == '0') return std::nullopt;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(segment.data(), segment.data() + segment.size(), value);
  if (error != std::errc{} || end != segment.data() + segment.size()) return std::nullopt;
  return value;
}

}  // namespace

const JsonValue* JsonValue::member(std::string_view name) const {
  for (std::size_t i = names.size(); i > 0; --i) {
    if (names[i - 1] == name) return &items[i - 1];
  }
  return nullptr;
}

JsonValue read_json_tree(std::string_view text, std::string_view where, Problems& problems) {
  Reader reader(text);
  JsonValue out = reader.read();
  for (const JsonRepair& repair : reader.repairs()) {
    problems.add(fmt::format("{}, byte {}: {}", where, repair.at + 1, repair.what));
  }
  return out;
}

std::optional<JsonPointer> JsonPointer::parse(std::string_view text, std::string& why) {
  JsonPointer out;
  if (text.empty()) return out;
  if (!text.starts_with('/')) {
    why = "a JSON Pointer begins with '/'";
    return std::nullopt;
  }
  std::string segment;
  for (std::size_t at = 1; at <= text.size(); ++at) {
    if (at == text.size() || text[at] == '/') {
      out.segments_.push_back(std::exchange(segment, {}));
    } else if (text[at] == '~') {
      const char next = at + 1 < text.size() ? text[++at] : '\0';
      if (next != '0' && next != '1') {
        why = "'~' stands only in ~0 (for ~) and ~1 (for /)";
        return std::nullopt;
      }
      segment += next == '0' ? '~' : '/';
    } else {
      segment += text[at];
    }
  }
  return out;
}

std::vector<const JsonValue*> JsonPointer::find(const JsonValue& root) const {
  std::vector<const JsonValue*> at{&root};
  for (const std::string& segment : segments_) {
    std::vector<const JsonValue*> next;
    for (const JsonValue* value : at) {
      if (segment == "*") {
        for (const JsonValue& item : value->items) {
          if (next.size() < kMostFound) next.push_back(&item);
        }
      } else if (value->kind == JsonValue::Kind::object) {
        if (const JsonValue* item = value->member(segment)) next.push_back(item);
      } else if (value->kind == JsonValue::Kind::array) {
        const auto index = index_of(segment);
        if (index && *index < value->items.size()) next.push_back(&value->items[*index]);
      }
    }
    at = std::move(next);
  }
  return at;
}

}  // namespace tocsin::scrape
