#include "scrape/extract/html_scan.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "scrape/extract/event_words.h"

namespace tocsin::scrape {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool ends_name(char c) {
  return is_space(c) || c == '/' || c == '>';
}

// Does `word` (lower case) stand at `at`, followed by what ends a tag name?
bool tag_name_at(std::string_view html, std::size_t at, std::string_view word) {
  return at + word.size() < html.size() && ends_name(html[at + word.size()]) &&
         equal_ignoring_case(html.substr(at, word.size()), word);
}

// The end of a raw text element: its own end tag and nothing else.
std::size_t raw_text_end(std::string_view html, std::size_t from, std::string_view name) {
  for (std::size_t at = html.find("</", from); at != npos; at = html.find("</", at + 2)) {
    if (tag_name_at(html, at + 2, name)) return at;
  }
  return npos;
}

// Script data with its escaped and double escaped states (13.2.5.4, 13.2.5.15 to 13.2.5.32).
std::size_t script_end(std::string_view html, std::size_t from) {
  enum class State { data, escaped, double_escaped } state = State::data;
  for (std::size_t at = html.find_first_of("<-", from); at != npos;
       at = html.find_first_of("<-", at)) {
    const std::string_view rest = html.substr(at);
    if (rest.front() == '-') {
      if (state != State::data && rest.starts_with("-->")) state = State::data;
      ++at;
    } else if (rest.starts_with("<!--") && state == State::data) {
      state = State::escaped;
      at += 2;  // the dashes may be those of "-->" as well
    } else if (rest.starts_with("</") && tag_name_at(html, at + 2, "script")) {
      if (state != State::double_escaped) return at;
      state = State::escaped;
      at += 8;
    } else {
      if (state == State::escaped && tag_name_at(html, at + 1, "script")) {
        state = State::double_escaped;
      }
      ++at;
    }
  }
  return npos;
}

// Behind the comment that starts at `at` ("<!--"), npos when the page ends first.
std::size_t comment_end(std::string_view html, std::size_t at) {
  at += 4;
  if (html.substr(at).starts_with('>')) return at + 1;
  if (html.substr(at).starts_with("->")) return at + 2;
  for (at = html.find("--", at); at != npos; at = html.find("--", at + 1)) {
    const std::string_view rest = html.substr(at + 2);
    if (rest.starts_with('>')) return at + 3;
    if (rest.starts_with("!>")) return at + 4;
  }
  return npos;
}

// Elements whose content is text, not markup (13.2.5.1 with 13.2.6.4; scripting is off).
constexpr auto kRawText = std::to_array<std::string_view>(
    {"style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"});

std::string_view raw_text_name(std::string_view name) {
  for (const std::string_view raw : kRawText) {
    if (equal_ignoring_case(name, raw)) return raw;
  }
  return {};
}

class Scanner {
 public:
  explicit Scanner(std::string_view html) : html_(html) {}

  bool open_comment() const { return open_comment_; }

  // The next start tag; false at the end. `attributes_at` must be moved behind the tag with
  // next_attribute() and given back by tag_ended().
  bool next_tag(std::string_view& name, std::size_t& attributes_at) {
    while ((at_ = html_.find('<', at_)) != npos && at_ + 1 < html_.size()) {
      const char next = html_[at_ + 1];
      if (is_letter(next)) {
        std::size_t end = at_ + 1;
        while (end < html_.size() && !ends_name(html_[end])) ++end;
        name = html_.substr(at_ + 1, end - at_ - 1);
        attributes_at = end;
        return true;
      }
      skip_other(next);
    }
    return false;
  }

  // Goes on behind the tag and the raw text it opens; `text` is that of a script.
  void tag_ended(std::string_view name, std::size_t behind, ScriptBlock* script) {
    at_ = behind;
    if (equal_ignoring_case(name, "script")) {
      const std::size_t end = script_end(html_, at_);
      if (script != nullptr) {
        script->text = html_.substr(at_, end == npos ? npos : end - at_);
        script->closed = end != npos;
      }
      at_ = std::min(end, html_.size());
    } else if (equal_ignoring_case(name, "plaintext")) {
      at_ = html_.size();
    } else if (const auto raw = raw_text_name(name); !raw.empty()) {
      at_ = std::min(raw_text_end(html_, at_, raw), html_.size());
    }
  }

 private:
  void skip_other(char next) {
    const std::string_view rest = html_.substr(at_);
    std::size_t end = at_ + 1;
    if (rest.starts_with("<!--")) {
      end = comment_end(html_, at_);
      open_comment_ = end == npos;
    } else if (next == '/' && rest.size() > 2 && is_letter(rest[2])) {
      Attribute ignored;
      end += 2;
      while (next_attribute(html_, end, ignored)) {
      }
    } else if (next == '!' || next == '?' || next == '/') {
      end = html_.find('>', at_);  // a bogus comment
    }
    at_ = std::min(end, html_.size());
  }

  std::string_view html_;
  std::size_t at_ = 0;
  bool open_comment_ = false;
};

bool is_json_ld(std::string_view type) {
  return equal_ignoring_case(trim(type.substr(0, type.find(';'))), "application/ld+json");
}

// Collects what the tags of a page tell, attribute by attribute.
class Outliner {
 public:
  explicit Outliner(Outline& out) : out_(out) {}

  // Is the element of this name one whose attributes matter?
  void begin(std::string_view name) {
    tag_ = Tag::other;
    if (equal_ignoring_case(name, "script")) tag_ = Tag::script;
    if (equal_ignoring_case(name, "meta")) tag_ = Tag::meta;
    if (equal_ignoring_case(name, "html")) tag_ = Tag::html;
    if (equal_ignoring_case(name, "base")) tag_ = Tag::base;
    holds_json_ld_ = false;
    meta_ = {};
  }

  void take(const Attribute& a) {
    const auto is = [&](std::string_view name) { return equal_ignoring_case(a.name, name); };
    if (tag_ == Tag::script && is("type")) {
      holds_json_ld_ = is_json_ld(a.value);
    } else if (tag_ == Tag::meta && (is("property") || (meta_.name.empty() && is("name")))) {
      meta_.name = trim(a.value);
    } else if (tag_ == Tag::meta && is("content")) {
      meta_.content = a.value;
    } else if (tag_ == Tag::html && out_.language.empty() && is("lang")) {
      out_.language = trim(a.value);
    } else if (tag_ == Tag::base && out_.base.empty() && is("href")) {
      out_.base = trim(a.value);
    } else if (!out_.has_items && a.name.size() == 8 && is("itemtype")) {
      out_.has_items = mentions_event(a.value);
    } else if (!out_.has_types && a.name.size() == 6 && is("typeof")) {
      out_.has_types = mentions_event(a.value);
    }
  }

  // The tag is over: does JSON-LD follow?
  bool end() {
    constexpr std::size_t kMostMeta = 100;
    const bool property = tag_ == Tag::meta && meta_.name.find(':') != npos;
    if (property && out_.meta.size() < kMostMeta) out_.meta.push_back(meta_);
    return holds_json_ld_;
  }

 private:
  enum class Tag { script, meta, html, base, other };
  Outline& out_;
  Tag tag_ = Tag::other;
  bool holds_json_ld_ = false;
  MetaProperty meta_;
};

}  // namespace

bool next_attribute(std::string_view html, std::size_t& at, Attribute& out) {
  while (at < html.size() && (is_space(html[at]) || html[at] == '/')) ++at;
  if (at >= html.size()) return false;
  if (html[at] == '>') {
    ++at;
    return false;
  }
  const std::size_t name = at++;  // a '=' here belongs to the name (13.2.5.32)
  while (at < html.size() && !ends_name(html[at]) && html[at] != '=') ++at;
  out = {html.substr(name, at - name), {}};
  std::size_t value = at;
  while (value < html.size() && is_space(html[value])) ++value;
  if (value >= html.size() || html[value] != '=') return true;
  ++value;
  while (value < html.size() && is_space(html[value])) ++value;
  at = value;
  if (value >= html.size()) return false;
  if (const char quote = html[value]; quote == '"' || quote == '\'') {
    at = html.find(quote, value + 1);
    if (at == npos) {
      at = html.size();
      return false;
    }
    out.value = html.substr(value + 1, at - value - 1);
    ++at;
    return true;
  }
  while (at < html.size() && !is_space(html[at]) && html[at] != '>') ++at;
  out.value = html.substr(value, at - value);
  return true;
}

void each_tag(std::string_view html,
              const std::function<bool(std::string_view, std::size_t)>& visit) {
  Scanner scanner(html);
  std::string_view name;
  std::size_t at = 0;
  while (scanner.next_tag(name, at)) {
    if (!visit(name, at)) return;
    Attribute ignored;
    while (next_attribute(html, at, ignored)) {
    }
    scanner.tag_ended(name, at, nullptr);
  }
}

Outline outline(std::string_view html) {
  Outline out;
  Outliner outliner(out);
  Scanner scanner(html);
  std::string_view name;
  std::size_t at = 0;
  std::size_t counted = 0;
  std::size_t line = 1;
  while (scanner.next_tag(name, at)) {
    outliner.begin(name);
    Attribute attribute;
    while (next_attribute(html, at, attribute)) outliner.take(attribute);
    if (at >= html.size() && !html.ends_with('>')) break;  // the page ends inside the tag
    ScriptBlock block;
    const std::size_t start = at;
    const bool wanted = outliner.end();
    scanner.tag_ended(name, at, &block);
    if (!wanted) continue;
    line += static_cast<std::size_t>(std::count(html.begin() + static_cast<std::ptrdiff_t>(counted),
                                                html.begin() + static_cast<std::ptrdiff_t>(start),
                                                '\n'));
    counted = start;
    block.line = line;
    out.json_ld.push_back(block);
  }
  out.open_comment = scanner.open_comment();
  return out;
}

}  // namespace tocsin::scrape
