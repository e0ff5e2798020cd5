#include "scrape/extract/html_scan.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/text.h"
#include "scrape/extract/event_words.h"
#include "scrape/extract/html_skim.h"
#include "scrape/extract/html_tags.h"

namespace tocsin::scrape {
namespace {

constexpr auto npos = std::string_view::npos;

// Does `word` (lower case) stand at `at`, followed by what ends a tag name?
bool tag_name_at(std::string_view html, std::size_t at, std::string_view word) {
  return at + word.size() < html.size() && is(kEndsName, html[at + word.size()]) &&
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
  for (std::size_t at = from;;) {
    // Only where it is escaped a dash tells anything.
    at = state == State::data ? html.find('<', at) : html.find_first_of("<-", at);
    if (at == npos) return npos;
    const std::string_view rest = html.substr(at);
    if (rest.front() == '-') {
      if (rest.starts_with("-->")) state = State::data;
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

class Scanner {
 public:
  explicit Scanner(std::string_view html) : html_(html) {}

  bool open_comment() const { return open_comment_; }

  // The next start tag; false at the end. `attributes_at` must be moved behind the tag with
  // next_attribute() and given back by tag_ended().
  bool next_tag(std::string_view& name, std::size_t& attributes_at) {
    while ((at_ = std::min(html_.find('<', at_), html_.size())) + 1 < html_.size()) {
      const char next = html_[at_ + 1];
      if (is(kLetter, next)) {
        attributes_at = name_end(html_, at_ + 2);
        name = html_.substr(at_ + 1, attributes_at - at_ - 1);
        return true;
      }
      skip_other(next);
    }
    return false;
  }

  // The same without most of those that tell nothing.
  bool next_telling_tag(std::string_view& name, std::size_t& attributes_at) {
    if (at_ >= skim_from_) {
      at_ = skim(html_, at_);
      skim_from_ = at_ + kSkimmed;
    }
    return next_tag(name, attributes_at);
  }

  // Goes on behind the tag and the raw text it opens; `text` is that of a script.
  void tag_ended(std::string_view name, Tag tag, std::size_t behind, ScriptBlock* script) {
    at_ = behind;
    if (tag == Tag::script) {
      const std::size_t end = script_end(html_, at_);
      if (script != nullptr) {
        script->text = html_.substr(at_, end == npos ? npos : end - at_);
        script->closed = end != npos;
      }
      at_ = std::min(end, html_.size());
    } else if (tag == Tag::plaintext) {
      at_ = html_.size();
    } else if (tag == Tag::raw_text) {
      at_ = std::min(raw_text_end(html_, at_, name), html_.size());
    }
  }

 private:
  void skip_other(char next) {
    const std::string_view rest = html_.substr(at_);
    std::size_t end = at_ + 1;
    if (next == '/' && rest.size() > 2 && is(kLetter, rest[2])) {
      Attribute ignored;
      end = name_end(html_, at_ + 3);
      while (next_attribute(html_, end, ignored)) {
      }
    } else if (rest.starts_with("<!--")) {
      end = comment_end(html_, at_);
      open_comment_ = end == npos;
    } else if (next == '!' || next == '?' || next == '/') {
      end = html_.find('>', at_);  // a bogus comment
    }
    at_ = std::min(end, html_.size());
  }

  std::string_view html_;
  std::size_t at_ = 0;
  std::size_t skim_from_ = 0;  // before it something tells
  bool open_comment_ = false;
};

bool is_json_ld(std::string_view type) {
  return equal_ignoring_case(trim(type.substr(0, type.find(';'))), "application/ld+json");
}

// Collects what the tags of a page tell, attribute by attribute. Of two of one name the first
// counts (13.2.5.33).
class Outliner {
 public:
  explicit Outliner(Outline& out) : out_(out) {}

  void begin(Tag tag) {
    tag_ = tag;
    holds_json_ld_.reset();
    meta_ = {};
  }

  void take(const Attribute& a) {
    const auto named = [&](std::string_view name) { return equal_ignoring_case(a.name, name); };
    switch (tag_) {
      case Tag::script:
        if (!holds_json_ld_ && named("type")) holds_json_ld_ = is_json_ld(a.value);
        break;
      case Tag::meta:
        if (named("property") || (meta_.name.empty() && named("name"))) {
          meta_.name = trim(a.value);
        } else if (meta_.content.data() == nullptr && named("content")) {
          meta_.content = a.value;
        }
        break;
      case Tag::html:
        if (out_.language.empty() && named("lang")) out_.language = trim(a.value);
        break;
      case Tag::base:
        if (out_.base.empty() && named("href")) out_.base = trim(a.value);
        break;
      default:
        break;
    }
    if (a.name.size() == 8 && !out_.has_items && named("itemtype")) {
      out_.has_items = mentions_event(a.value);
    } else if (a.name.size() == 6 && !out_.has_types && named("typeof")) {
      out_.has_types = mentions_event(a.value);
    }
  }

  // The tag is over: does JSON-LD follow?
  bool end() {
    constexpr std::size_t kMostMeta = 100;
    const bool property = tag_ == Tag::meta && meta_.name.find(':') != npos;
    if (property && out_.meta.size() < kMostMeta) out_.meta.push_back(meta_);
    return holds_json_ld_.value_or(false);
  }

 private:
  Outline& out_;
  Tag tag_ = Tag::other;
  std::optional<bool> holds_json_ld_;  // by its first type: a second one does not count
  MetaProperty meta_;
};

}  // namespace

std::size_t ScriptBlock::line() const {
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
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
    scanner.tag_ended(name, tag_of(name), at, nullptr);
  }
}

Outline outline(std::string_view html) {
  Outline out;
  Outliner outliner(out);
  Scanner scanner(html);
  std::string_view name;
  std::size_t at = 0;
  while (scanner.next_telling_tag(name, at)) {
    const Tag tag = tag_of(name);
    outliner.begin(tag);
    Attribute attribute;
    while (next_attribute(html, at, attribute)) outliner.take(attribute);
    if (at >= html.size() && !html.ends_with('>')) break;  // the page ends inside the tag
    ScriptBlock block;
    const std::size_t start = at;
    const bool wanted = outliner.end();
    scanner.tag_ended(name, tag, at, &block);
    if (!wanted) continue;
    block.before = html.substr(0, start);
    out.json_ld.push_back(block);
  }
  out.open_comment = scanner.open_comment();
  return out;
}

}  // namespace tocsin::scrape
