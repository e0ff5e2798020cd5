#include "scrape/platform/finder.h"

#include <re2/re2.h>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

constexpr std::size_t kMostValues = 1000;
constexpr std::size_t kLongestValue = 64U << 10;

const Place& place_of(Scope scope, const Scopes& within) {
  switch (scope) {
    case Scope::event:
      return within.event;
    case Scope::page:
      return within.page;
    case Scope::item:
      break;
  }
  return within.item;
}

bool says_yes(const std::string& text) {
  return !text.empty() && text != "false" && text != "0";
}

// The group that counts, or nothing where the pattern does not match.
std::optional<std::string> matched(const re2::RE2& pattern, const std::string& text) {
  re2::StringPiece groups[2];
  const int count = pattern.NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (!pattern.Match(text, 0, text.size(), re2::RE2::UNANCHORED, groups, count)) {
    return std::nullopt;
  }
  return groups[count - 1].as_string();
}

// Where the value begins that a script gives to this name: `name = {`, `"name": {`.
std::size_t value_of_variable(std::string_view text, std::string_view name) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto is_word = [&](std::size_t at) {
    if (at >= text.size()) return false;
    const char c = text[at];
    return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  };
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    if (at > 0 && is_word(at - 1)) continue;
    std::size_t behind = at + name.size();
    if (is_word(behind)) continue;
    behind = text.find_first_not_of(" \t\r\n\"']", behind);
    if (behind == text.npos || (text[behind] != '=' && text[behind] != ':')) continue;
    behind = text.find_first_not_of(kBlank, behind + 1);
    if (behind != text.npos && (text[behind] == '{' || text[behind] == '[')) return behind;
  }
  return text.npos;
}

}  // namespace

Elements& Finder::elements() {
  if (!elements_) {
    tree_ = parse_html(text_, Keep::all, problems_);
    elements_.emplace(tree_, problems_);
  }
  return *elements_;
}

const JsonValue& Finder::keep(std::string_view json, std::string_view where) {
  return json_.emplace(read_json_tree(json, where, problems_));
}

std::optional<Place> Finder::page(const PageRules& rules) {
  if (rules.data == PageRules::Data::json) return Place{nullptr, &keep(text_, "the answer")};
  if (rules.data == PageRules::Data::html) {
    const xmlNode* root = elements().root();
    return root == nullptr ? std::nullopt : std::optional(Place{root, nullptr});
  }
  if (!rules.variable.empty()) {
    const std::size_t at = value_of_variable(text_, rules.variable);
    if (at != text_.npos) return Place{nullptr, &keep(text_.substr(at), rules.variable)};
    problems_.add(fmt::format("no script gives a value to {}", rules.variable));
    return std::nullopt;
  }
  const std::string json = embedded(rules);
  if (!json.empty()) return Place{nullptr, &keep(json, "the embedded JSON")};
  problems_.add("the element that holds the page's data is not there");
  return std::nullopt;
}

std::string Finder::embedded(const PageRules& rules) {
  const auto hits = elements().find(rules.script.xpath, elements().root());
  if (hits.empty()) return "";
  const xmlNode* element = hits.front().element;
  if (element == nullptr) return hits.front().text;
  if (!rules.script.attribute.empty()) return attribute(element, rules.script.attribute);
  return ReadingLimit().text_in(element);
}

std::vector<Place> Finder::items(const std::vector<Source>& sources, const Scopes& within) {
  std::vector<Place> out;
  for (const Source& source : sources) {
    const Place& place = place_of(source.scope, within);
    if (source.way == Source::Way::pointer && place.json != nullptr) {
      for (const JsonValue* value : source.pointer.find(*place.json)) {
        if (value->kind != JsonValue::Kind::null) out.push_back({nullptr, value});
      }
    } else if (source.way == Source::Way::element && source.xpath.empty()) {
      out.push_back(place);
    } else if (place.element != nullptr) {
      for (const Hit& hit : elements().find(source.xpath, place.element)) {
        if (hit.element != nullptr) out.push_back({hit.element, nullptr});
      }
    }
    if (!out.empty()) break;
  }
  return out;
}

std::vector<Value> Finder::raw_values(const Source& source, const Scopes& within) {
  if (source.way == Source::Way::constant) return {{source.constant, nullptr, false}};
  std::vector<Value> out;
  const Place& place = place_of(source.scope, within);
  if (source.way == Source::Way::pointer) {
    if (place.json == nullptr) return out;
    for (const JsonValue* value : source.pointer.find(*place.json)) {
      if (value->text.empty()) continue;
      out.push_back({value->text, nullptr, value->kind == JsonValue::Kind::number});
    }
    return out;
  }
  if (place.element == nullptr) return out;
  std::vector<Hit> hits;
  if (source.xpath.empty()) {
    hits.push_back({place.element, ""});
  } else {
    hits = elements().find(source.xpath, place.element);
  }
  for (Hit& hit : hits) {
    if (hit.element == nullptr) {
      out.push_back({std::move(hit.text), nullptr, false});
    } else if (source.attribute.empty()) {
      out.push_back({elements().text_of(hit.element), nullptr, false});
    } else if (const xmlAttr* held = find_attribute(hit.element, source.attribute)) {
      out.push_back({scrape::text_of(held), nullptr, false});
    }
    if (out.size() >= kMostValues) break;
  }
  return out;
}

std::vector<Value> Finder::values(const Field& field, const Scopes& within) {
  std::vector<Value> out;
  for (const Source& source : field.sources) {
    if (source.unless) {
      const auto found = raw_values(*source.unless, within);
      if (!found.empty() && says_yes(clean(found.front().text))) continue;
    }
    for (Value& value : raw_values(source, within)) {
      std::string text = clean(utf8_prefix(value.text, kLongestValue));
      if (source.pattern) {
        auto part = matched(*source.pattern, text);
        if (!part) continue;
        text = clean(*part);
        value.is_number = false;
      }
      if (const auto known = field.words.find(fold(text)); known != field.words.end()) {
        text = known->second;
        value.is_number = false;
      }
      if (text.empty()) continue;
      out.push_back({std::move(text), nullptr, value.is_number});
      if (!field.all || out.size() >= kMostValues) return out;
    }
    if (!out.empty()) return out;
  }
  return out;
}

std::string Finder::text(const Field& field, const Scopes& within) {
  const auto found = values(field, within);
  return found.empty() ? "" : found.front().text;
}

}  // namespace tocsin::scrape
