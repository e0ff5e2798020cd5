#include "records/mapping/json_rows.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tocsin::records {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Where a value ends: brackets are counted, but for those in texts.
class Scanner {
 public:
  // Does the value go on behind this character?
  bool goes_on(char c) {
    if (in_text_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_text_ = false;
      }
      return true;
    }
    if (c == '"') in_text_ = true;
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') --depth_;
    return depth_ > 0;
  }

 private:
  int depth_ = 0;
  bool in_text_ = false, escaped_ = false;
};

}  // namespace

bool JsonRows::next() {
  text_.clear();
  fault_.clear();
  object_ = Json();
  if (over_) return false;
  if (!begun_) return begin();
  return array_ || spread_ ? next_element() : next_line();
}

bool JsonRows::begin() {
  begun_ = true;
  if (!lines_.next()) return false;
  rest_ = lines_.text();
  const std::string_view line = trim(rest_);
  at_ = static_cast<std::size_t>(line.data() - rest_.data());
  array_ = line.starts_with('[');
  spread_ = line.starts_with('{') && !line.ends_with('}');
  if (array_) ++at_;
  return array_ || spread_ ? next_element() : take_line();
}

bool JsonRows::next_line() {
  return lines_.next() && take_line();
}

bool JsonRows::take_line() {
  text_ = lines_.text();
  line_ = lines_.number();
  parse();
  return true;
}

bool JsonRows::refill() {
  if (!lines_.next_line()) return false;
  rest_ = lines_.text();
  at_ = 0;
  return true;
}

bool JsonRows::next_element() {
  Scanner scanner;
  for (;;) {
    if (at_ >= rest_.size()) {
      if (!text_.empty()) text_ += '\n';
      if (refill()) continue;
      over_ = true;
      if (spread_ && text_.empty()) return false;
      fault_ = array_ ? "the array does not end" : "the object does not end";
      line_ = lines_.number();
      return true;
    }
    const char c = rest_[at_++];
    if (text_.empty()) {
      if (is_blank(c) || (array_ && c == ',')) continue;
      if (array_ && c == ']') {
        over_ = true;
        return false;
      }
      line_ = lines_.number();
    }
    text_ += c;
    if (text_.size() > kMaxLine || lines_.too_long()) {
      over_ = true;
      fault_ = fmt::format("is longer than {} bytes, and what follows cannot be read", kMaxLine);
      return true;
    }
    if (scanner.goes_on(c)) continue;
    // A value without brackets ends where the next one begins.
    const bool ends =
        c == '}' || c == ']' || at_ >= rest_.size() || rest_[at_] == ',' || rest_[at_] == ']';
    if (!ends) continue;
    parse();
    return true;
  }
}

void JsonRows::parse() {
  if (lines_.too_long()) {
    fault_ = fmt::format("is longer than {} bytes", kMaxLine);
    return;
  }
  auto parsed = parse_json(text_, fault_);
  if (!parsed) return;
  if (!parsed->is_object()) {
    fault_ = "must be a JSON object";
    return;
  }
  fault_.clear();
  object_ = std::move(*parsed);
}

}  // namespace tocsin::records
