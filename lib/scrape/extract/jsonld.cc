#include "scrape/extract/jsonld.h"

#include <algorithm>

#include "base/text.h"
#include "scrape/extract/entities.h"
#include "scrape/extract/json_tokens.h"

namespace tocsin::scrape {
namespace {

using Kind = JsonTokens::Kind;
constexpr int kMaxDepth = 64;

class Reader {
 public:
  Reader(std::string_view text, Graph& graph) : tokens_(text), graph_(graph) {}

  void read_all() {
    std::vector<Value> values;
    for (Kind kind = tokens_.next(); kind != Kind::end; kind = tokens_.next()) {
      if (!values.empty() && kind != Kind::comma)
        tokens_.note("several values", tokens_.position());
      read_value(kind, values, 0);
    }
  }
  const std::vector<JsonRepair>& repairs() const { return tokens_.repairs(); }

 private:
  void read_value(Kind kind, std::vector<Value>& out, int depth) {
    switch (kind) {
      case Kind::begin_object:
      case Kind::begin_array:
        if (depth >= kMaxDepth) {
          tokens_.note("nesting too deep, left out", tokens_.position());
          skip_nested();
        } else if (kind == Kind::begin_object) {
          read_object(out, depth + 1);
        } else {
          read_array(out, depth + 1);
        }
        break;
      case Kind::string:
        out.push_back({plain(tokens_.take()), nullptr, false});
        break;
      case Kind::number:
        out.push_back({tokens_.take(), nullptr, true});
        break;
      case Kind::word:
        if (tokens_.value() == "true" || tokens_.value() == "false") {
          out.push_back({tokens_.take(), nullptr, false});
        } else if (tokens_.value() != "null") {
          tokens_.note("a word without quotes", tokens_.position());
        }
        break;
      default:
        tokens_.note("punctuation that does not belong there", tokens_.position());
    }
  }

  void read_array(std::vector<Value>& out, int depth) {
    bool after_comma = false;
    for (Kind kind = tokens_.next(); kind != Kind::end_array; kind = tokens_.next()) {
      if (kind == Kind::end) return note_early_end();
      if (kind == Kind::end_object) return note_early_end();
      if (kind == Kind::comma) {
        if (after_comma) tokens_.note("two commas in a row", tokens_.position());
        after_comma = true;
        continue;
      }
      read_value(kind, out, depth);
      after_comma = false;
    }
    if (after_comma) tokens_.note("a comma before a closing bracket", tokens_.position());
  }

  void read_object(std::vector<Value>& out, int depth) {
    Node& node = graph_.add();
    std::vector<Value> held;  // of @value, @list and @set
    bool after_comma = false;
    for (Kind kind = tokens_.next(); kind != Kind::end_object; kind = tokens_.next()) {
      if (kind == Kind::end) {
        note_early_end();
        break;
      }
      if (kind == Kind::comma) {
        after_comma = true;
        continue;
      }
      after_comma = false;
      if (kind == Kind::word) tokens_.note("a key without quotes", tokens_.position());
      if (kind == Kind::string || kind == Kind::word) {
        if (!read_member(node, held, depth)) break;
      } else {
        tokens_.note("punctuation that does not belong there", tokens_.position());
      }
    }
    if (after_comma) tokens_.note("a comma before a closing bracket", tokens_.position());
    if (held.empty()) {
      out.push_back({"", &node, false});
    } else {
      out.insert(out.end(), std::make_move_iterator(held.begin()),
                 std::make_move_iterator(held.end()));
    }
  }

  // One `key: value`; false when the object ends within it.
  bool read_member(Node& node, std::vector<Value>& held, int depth) {
    const std::string key = tokens_.take();
    Kind kind = tokens_.next();
    if (kind == Kind::colon) {
      kind = tokens_.next();
    } else {
      tokens_.note("a key without a value", tokens_.position());
    }
    if (kind == Kind::end || kind == Kind::end_object) return false;
    if (kind == Kind::comma) return true;
    std::vector<Value> values;
    read_value(kind, values, depth);
    put(node, key, std::move(values), held);
    return true;
  }

  static void put(Node& node, std::string_view key, std::vector<Value> values,
                  std::vector<Value>& held) {
    if (key == "@value" || key == "@list" || key == "@set") {
      held = std::move(values);
    } else if (key == "@type" || key == "type") {
      for (const Value& v : values) node.types.emplace_back(schema_name(v.text));
    } else if (key == "@id" || key == "id") {
      if (!values.empty()) node.id = std::move(values.front().text);
    } else if (key != "@context" && key != "@language") {
      node.add(schema_name(key), std::move(values));
    }
  }

  // Behind the bracket that closes the one just read.
  void skip_nested() {
    for (int open = 1; open > 0;) {
      switch (tokens_.next()) {
        case Kind::begin_object:
        case Kind::begin_array:
          ++open;
          break;
        case Kind::end_object:
        case Kind::end_array:
          --open;
          break;
        case Kind::end:
          return note_early_end();
        default:
          break;
      }
    }
  }

  void note_early_end() { tokens_.note("an end before its bracket", tokens_.position()); }

  // JSON-LD has no character references, but sites write them.
  std::string plain(std::string text) {
    if (text.find('&') == std::string::npos) return text;
    std::string decoded = decode_entities(text);
    if (decoded != text) tokens_.note("HTML character references", tokens_.position());
    return decoded;
  }

  JsonTokens tokens_;
  Graph& graph_;
};

// The whole block was escaped for HTML: {&quot;@type&quot;: …
bool is_escaped_whole(std::string_view text) {
  return text.find('"') == std::string_view::npos && text.find("&quot;") != std::string_view::npos;
}

}  // namespace

void read_json_ld(const ScriptBlock& block, std::size_t number, Graph& graph, Problems& problems) {
  const auto report = [&](std::size_t line, std::string_view what) {
    problems.add(fmt::format("JSON-LD block {}, line {}: {}", number, line, what));
  };
  if (!block.closed) report(block.line(), "the page ends before </script>");
  std::string decoded;
  std::string_view text = block.text;
  if (is_escaped_whole(text)) {
    report(block.line(), "repaired: escaped for HTML as a whole");
    text = decoded = decode_entities(text);
  }
  Reader reader(text, graph);
  reader.read_all();
  for (const JsonRepair& repair : reader.repairs()) {
    const std::string_view before = text.substr(0, repair.at);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    report(block.line() + static_cast<std::size_t>(lines),
           fmt::format("repaired: {}", repair.what));
  }
}

}  // namespace tocsin::scrape
