// JSON as sites write it, one token at a time.
//
// RFC 8259, and beyond it what is found in pages: comments of HTML, CDATA and script around it, raw
// line breaks and control characters in strings, unescaped quotes inside strings, single quotes,
// unquoted keys, stray characters. Each kind of repair is noted once, where it first happened.
// Text that is JSON is read as JSON: no repair changes its meaning. Linear, no recursion.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::scrape {

struct JsonRepair {
  std::string_view what;  // a phrase: "a raw line break in a string"
  std::size_t at = 0;     // byte position in the text
};

class JsonTokens {
 public:
  enum class Kind {
    begin_object,
    end_object,
    begin_array,
    end_array,
    colon,
    comma,
    string,
    number,
    word,  // true, false, null or something unquoted
    end
  };

  explicit JsonTokens(std::string_view text) : text_(text) {}

  Kind next();
  // Of the last string (unescaped), number (as written) or word.
  std::string take() { return std::exchange(value_, {}); }
  const std::string& value() const { return value_; }
  std::size_t position() const { return start_; }  // of the last token

  void note(std::string_view what, std::size_t at);
  const std::vector<JsonRepair>& repairs() const { return repairs_; }

 private:
  void skip_blank();
  bool skip_marker(std::string_view marker);
  bool skip_comment();
  void read_string(char quote);
  void read_escape();
  unsigned read_hex4();
  bool closes_string() const;
  Kind read_word();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
  std::string value_;
  std::vector<JsonRepair> repairs_;
};

}  // namespace tocsin::scrape
