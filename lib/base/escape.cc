#include "base/escape.h"

#include "base/text.h"

namespace tocsin {
namespace {

// U+FFFE and U+FFFF.
bool starts_with_noncharacter(std::string_view rest) {
  return rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF");
}

}  // namespace

std::string escape_markup(std::string_view text) {
  const std::string clean = to_utf8(text);
  std::string out;
  out.reserve(clean.size() + clean.size() / 8);
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const char c = clean[i];
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\t':
      case '\n':
      case '\r':
        out += c;
        break;
      default:
        if (starts_with_noncharacter(std::string_view(clean).substr(i))) {
          out += ' ';
          i += 2;
        } else {
          out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
        }
    }
  }
  return out;
}

}  // namespace tocsin
