#include "scrape/extract/entities.h"

#include <libxml/HTMLparser.h>

#include <charconv>

#include "scrape/extract/charset.h"

namespace tocsin::scrape {
namespace {

constexpr std::size_t kLongestName = 32;

// The code point of "amp", "#38" or "#x26"; 0 when it is none.
char32_t referred_point(std::string_view name) {
  if (name.empty()) return 0;
  if (name.front() == '#') {
    name.remove_prefix(1);
    const bool hex = !name.empty() && (name.front() == 'x' || name.front() == 'X');
    if (hex) name.remove_prefix(1);
    unsigned point = 0;
    const auto [end, error] =
        std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
    return error == std::errc{} && end == name.data() + name.size() ? point : 0;
  }
  if (name == "apos") return '\'';  // not in HTML 4, which libxml2 knows
  const std::string key(name);
  const htmlEntityDesc* entity = htmlEntityLookup(reinterpret_cast<const xmlChar*>(key.c_str()));
  return entity == nullptr ? 0 : entity->value;
}

}  // namespace

std::string decode_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t start = std::min(text.find('&'), text.size());
    out += text.substr(0, start);
    text.remove_prefix(start);
    if (text.empty()) break;
    const std::size_t end = text.substr(0, kLongestName).find(';');
    const char32_t point =
        end == std::string_view::npos ? 0 : referred_point(text.substr(1, end - 1));
    if (point == 0) {
      out += '&';
      text.remove_prefix(1);
    } else {
      append_utf8(out, point);
      text.remove_prefix(end + 1);
    }
  }
  return out;
}

}  // namespace tocsin::scrape
