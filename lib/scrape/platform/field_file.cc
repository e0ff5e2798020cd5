#include "scrape/platform/field_file.h"

#include <re2/re2.h>

#include "base/text.h"
#include "scrape/platform/elements.h"
#include "scrape/platform/selector.h"

namespace tocsin::scrape {
namespace {

using Known = std::string_view;
constexpr Known kSourceKeys[] = {"css",   "xpath", "json",   "value", "attribute",
                                 "regex", "of",    "unless", "words", "all"};
constexpr Known kPlaceKeys[] = {"css", "xpath", "json", "of"};
constexpr TomlWord kScopes[] = {{"item", static_cast<int>(Scope::item)},
                                {"event", static_cast<int>(Scope::event)},
                                {"page", static_cast<int>(Scope::page)}};
constexpr std::int64_t kMostPattern = 1 << 20;  // bytes that a regular expression may take

std::string xpath_of_css(const TomlTable& t, const toml::node& node, const std::string& css) {
  std::string why;
  const auto xpath = xpath_of_selector(css, why);
  if (!xpath) t.refuse(node, fmt::format("the CSS selector '{}', {}", css, why));
  return *xpath;
}

JsonPointer pointer_of(const TomlTable& t, const toml::node& node, const std::string& text) {
  std::string why;
  const auto pointer = JsonPointer::parse(text, why);
  if (!pointer) t.refuse(node, fmt::format("'{}': {}", text, why));
  return *pointer;
}

// A text alone.
Source short_source(const TomlTable& t, const toml::node& node, PageRules::Data data) {
  Source out;
  const std::string text = node.value_or<std::string>("");
  if (data == PageRules::Data::html) {
    if (text.empty()) t.refuse(node, "a selector is missing");
    out.xpath = xpath_of_css(t, node, text);
  } else {
    out.way = Source::Way::pointer;
    out.pointer = pointer_of(t, node, text);
  }
  return out;
}

std::shared_ptr<const re2::RE2> pattern_of(const TomlTable& t) {
  const auto text = t.text("regex");
  if (!text) return nullptr;
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(kMostPattern);
  auto pattern = std::make_shared<const re2::RE2>(*text, options);
  if (!pattern->ok()) {
    t.refuse("regex", fmt::format("the regular expression '{}': {}", *text, pattern->error()));
  }
  return pattern;
}

void take_way(const TomlTable& t, PageRules::Data data, Source& out) {
  int ways = 0;
  if (const auto css = t.text("css")) {
    out.xpath = xpath_of_css(t, *t.node("css"), *css);
    ++ways;
  }
  if (const auto xpath = t.text("xpath")) {
    if (const auto fault = xpath_fault(*xpath)) {
      t.refuse("xpath", fmt::format("'{}' is {}", *xpath, *fault));
    }
    out.xpath = *xpath;
    ++ways;
  }
  if (const auto json = t.text("json")) {
    out.way = Source::Way::pointer;
    out.pointer = pointer_of(t, *t.node("json"), *json);
    ++ways;
  }
  if (t.has("value")) {
    out.way = Source::Way::constant;
    out.constant = t.scalar("value").value_or("");
    ++ways;
  }
  if (ways > 1) t.refuse("only one of css, xpath, json and value can say where it is");
  if (ways == 0 && data != PageRules::Data::html) t.refuse("'json' or 'value' is missing");
  const bool is_element = out.way == Source::Way::element;
  if (is_element && data != PageRules::Data::html) {
    t.refuse("this page's data is JSON: a JSON Pointer says where something is");
  }
  if (out.way == Source::Way::pointer && data == PageRules::Data::html) {
    t.refuse("json", "this page is read by its elements; data = \"json\" would read it as JSON");
  }
}

// Everything but `words` and `all`, which belong to the field.
Source long_source(const TomlTable& t, PageRules::Data data) {
  Source out;
  take_way(t, data, out);
  out.attribute = to_lower(t.text("attribute").value_or(""));
  if (!out.attribute.empty() && out.way != Source::Way::element) {
    t.refuse("attribute", "only elements have attributes");
  }
  if (out.way == Source::Way::element && out.xpath.empty() && out.attribute.empty() &&
      !t.has("of") && !t.has("regex")) {
    t.refuse("one of css, xpath, attribute and value is missing");
  }
  out.scope = t.word<Scope>("of", kScopes).value_or(Scope::item);
  out.pattern = pattern_of(t);
  if (const toml::node* unless = t.node("unless")) {
    if (unless->is_string()) {
      out.unless = std::make_shared<const Source>(short_source(t, *unless, data));
    } else {
      out.unless = std::make_shared<const Source>(
          long_source(t.below(*unless, "unless", kSourceKeys), data));
    }
  }
  return out;
}

void read_words(const TomlTable& t, Field& out) {
  const toml::node* node = t.node("words");
  if (node == nullptr) return;
  const toml::table* words = node->as_table();
  if (words == nullptr) t.refuse(*node, "'words' must be a table: { \"the site's\" = \"ours\" }");
  for (const auto& [theirs, ours] : *words) {
    const auto text = ours.value_exact<std::string>();
    if (!text) t.refuse(ours, fmt::format("'{}' must be a text", theirs.str()));
    out.words[fold(theirs.str())] = *text;
  }
}

void add_source(const TomlTable& t, std::string_view key, const toml::node& node,
                PageRules::Data data, Field& out) {
  if (node.is_string()) {
    out.sources.push_back(short_source(t, node, data));
    return;
  }
  if (!node.is_table()) {
    t.refuse(node,
             fmt::format("'{}' must be a text, a table such as {}, or a list of them", key,
                         data == PageRules::Data::html ? "{ css = \"…\" }" : "{ json = \"/…\" }"));
  }
  const TomlTable source = t.below(node, key, kSourceKeys);
  out.sources.push_back(long_source(source, data));
  read_words(source, out);
  out.all = out.all || source.flag("all");
}

}  // namespace

Field read_field(const TomlTable& table, std::string_view key, PageRules::Data data) {
  Field out;
  const toml::node* node = table.node(key);
  if (const toml::array* list = node->as_array()) {
    if (list->empty()) table.refuse(*node, fmt::format("'{}' is an empty list", key));
    for (const toml::node& item : *list) add_source(table, key, item, data, out);
  } else {
    add_source(table, key, *node, data, out);
  }
  return out;
}

std::vector<Source> read_places(const TomlTable& table, std::string_view key,
                                PageRules::Data data) {
  std::vector<Source> out;
  const toml::node* node = table.node(key);
  if (node == nullptr) return out;
  const auto add = [&](const toml::node& item) {
    if (item.is_string() && data == PageRules::Data::html &&
        item.value_or<std::string>("").empty()) {
      out.emplace_back();  // the event itself
    } else if (item.is_string()) {
      out.push_back(short_source(table, item, data));
    } else {
      const TomlTable t = table.below(item, key, kPlaceKeys);
      Source& source = out.emplace_back();
      take_way(t, data, source);
      source.scope = t.word<Scope>("of", kScopes).value_or(Scope::item);
    }
  };
  if (const toml::array* list = node->as_array()) {
    for (const toml::node& item : *list) add(item);
  } else {
    add(*node);
  }
  return out;
}

Source read_element(const TomlTable& table) {
  Source out;
  if (const auto css = table.text("css")) {
    out.xpath = xpath_of_css(table, *table.node("css"), *css);
  } else if (const auto xpath = table.text("xpath")) {
    if (const auto fault = xpath_fault(*xpath)) {
      table.refuse("xpath", fmt::format("'{}' is {}", *xpath, *fault));
    }
    out.xpath = *xpath;
  }
  out.attribute = to_lower(table.text("attribute").value_or(""));
  return out;
}

}  // namespace tocsin::scrape
