#include "base/toml.h"

#include "base/error.h"
#include "base/text.h"

namespace tocsin {
namespace {

// Walks over the text as far as strings and comments are concerned. Outside them TOML 1.0 is
// ASCII; toml++ runs into undefined behaviour on some other characters there (found by fuzzing).
class Scan {
 public:
  Scan(std::string_view text, const std::string& where, std::size_t line)
      : text_(text), where_(where), line_(line) {}

  // The text without its comments, over which toml++ takes its time; lines stay where they are.
  std::string run() {
    std::string bare;
    std::size_t kept = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        bare += text_.substr(kept, at_ - kept);
        pass_comment();
        kept = at_;
      } else if (c == '"' || c == '\'') {
        check_may_open_string();
        pass_string(c);
        before_ = c;
      } else {
        check(c, false);
        follow(c);
        step();
      }
    }
    return bare += text_.substr(kept);
  }

 private:
  void step() {
    if (text_[at_] == '\n') ++line_;
    ++at_;
  }
  void check(char c, bool quoted) const {
    const auto byte = static_cast<unsigned char>(c);
    const bool control = (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
    if (control) fail(Exit::config, "{}:{}: control character {:#04x}", where_, line_, byte);
    if (!quoted && byte >= 0x80) {
      fail(Exit::config, "{}:{}: only texts and comments may go beyond ASCII", where_, line_);
    }
  }
  bool may_begin() const { return std::string_view("\n=,[{").find(before_) != std::string::npos; }
  // To toml++ a quote in the middle of something else ("5'", "1.'") begins nothing.
  void check_may_open_string() const {
    if (may_begin() || (before_ == '.' && !in_value_)) return;
    fail(Exit::config, "{}:{}: a quote in the middle of something else", where_, line_);
  }
  void follow(char c) {
    if (c == ' ' || c == '\t' || c == '\r') return;
    if (c == '=' && in_value_) fail(Exit::config, "{}:{}: a second =", where_, line_);
    // Neither does one behind such a bracket ("1f[\"").
    if (c == '[' && !may_begin()) {
      fail(Exit::config, "{}:{}: a [ in the middle of something else", where_, line_);
    }
    if (c == '{' || (c == '[' && in_value_)) open_ += c;
    if ((c == '}' || c == ']') && !open_.empty()) open_.pop_back();
    if (c == '{') in_value_ = false;
    if (c == '=' || c == '}') in_value_ = true;
    if (c == '\n' || c == ',') in_value_ = open_.ends_with('[');
    before_ = c;
  }
  void pass_comment() {
    for (; at_ < text_.size() && text_[at_] != '\n'; ++at_) check(text_[at_], true);
  }
  void pass_string(char quote) {
    const std::string triple(3, quote);
    const bool many_lines = text_.substr(at_, 3) == triple;
    const std::string_view end = many_lines ? std::string_view(triple) : text_.substr(at_, 1);
    at_ += end.size();
    while (at_ < text_.size() && text_.substr(at_, end.size()) != end) {
      check(text_[at_], true);
      if (!many_lines && text_[at_] == '\n') return;  // not closed: the parser will say so
      if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) step();
      if (many_lines && text_[at_] <= ' ') check_after_fold();
      step();
    }
    at_ = std::min(at_ + end.size(), text_.size());
    // Up to two quotes may stand before the three that end it.
    for (int more = 0; many_lines && more < 2 && text_.substr(at_, 1) == triple.substr(0, 1);) {
      ++at_, ++more;
    }
  }

  // After a folded line toml++ looks for more blanks, and stumbles on letters beyond ASCII, too.
  void check_after_fold() const {
    const std::size_t next = text_.find_first_not_of(" \t\r\n", at_);
    if (next != std::string_view::npos && static_cast<unsigned char>(text_[next]) >= 0x80 &&
        text_[at_ - 1] == '\\') {
      fail(Exit::config, "{}:{}: a folded line may not go on beyond ASCII", where_, line_);
    }
  }

  std::string_view text_;
  const std::string& where_;
  std::size_t line_;
  std::size_t at_ = 0;
  char before_ = '\n';     // the last character that was no blank
  std::string open_;       // lists and inline tables that are not closed, the innermost last
  bool in_value_ = false;  // where no key may stand
};

}  // namespace

void refuse_toml() {
  throw TomlRefused("not a key, a table or a value");
}

toml::table read_toml(std::string_view text, const std::string& where, std::size_t first_line) {
  if (const auto fault = utf8_fault(text)) {
    fail(Exit::config, "{}: not UTF-8 at byte {}", where, *fault + 1);
  }
  const std::string bare = Scan(text, where, first_line).run();
  try {
    return toml::parse(bare, where);
  } catch (const toml::parse_error& e) {
    fail(Exit::config, "{}:{}: {}", where, e.source().begin.line + first_line - 1, e.description());
  } catch (const TomlRefused& e) {
    fail(Exit::config, "{}: {}", where, e.what());
  }
}

}  // namespace tocsin
