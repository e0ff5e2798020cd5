#include "scrape/extract/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/text.h"
#include "scrape/extract/html_scan.h"

namespace tocsin::scrape {
namespace {

constexpr std::size_t kMetaPrescan = 1024;  // WHATWG HTML, 13.2.3.2
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Code points of windows-1252's bytes 0x80 … 0x9F (WHATWG Encoding Standard, index-windows-1252).
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// "text/html; charset=\"UTF-8\"" → "utf-8"; also the content attribute of a <meta>.
std::string charset_parameter(std::string_view content_type) {
  const std::string lower = to_lower(content_type);
  std::size_t at = lower.find("charset");
  if (at == std::string::npos) return "";
  at = lower.find_first_not_of(" \t", at + 7);
  if (at == std::string::npos || lower[at] != '=') return "";
  at = lower.find_first_not_of(" \t\"'", at + 1);
  if (at == std::string::npos) return "";
  return lower.substr(at, lower.find_first_of(" \t;\"'", at) - at);
}

// The encoding of <?xml … ?>, "" where there is none (XML 1.0, 4.3.3).
std::string declared_in_xml(std::string_view head) {
  if (!trim(head).starts_with("<?xml")) return "";
  head = head.substr(0, head.find("?>"));
  std::size_t at = head.find("encoding");
  if (at == std::string_view::npos) return "";
  at = head.find_first_of("\"'", at);
  if (at == std::string_view::npos) return "";
  return to_lower(head.substr(at + 1, head.find(head[at], at + 1) - at - 1));
}

std::string declared_in_page(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kMetaPrescan);
  std::string found = declared_in_xml(head);
  if (!found.empty()) return found.starts_with("utf-16") ? "utf-8" : found;
  each_tag(head, [&](std::string_view name, std::size_t attributes) {
    if (!equal_ignoring_case(name, "meta")) return true;
    Attribute attribute;
    while (next_attribute(head, attributes, attribute)) {
      if (equal_ignoring_case(attribute.name, "charset")) {
        found = to_lower(trim(attribute.value));
      } else if (found.empty() && equal_ignoring_case(attribute.name, "content")) {
        found = charset_parameter(attribute.value);
      }
    }
    return found.empty();
  });
  // A page that could be read this far is not UTF-16 (WHATWG HTML, 13.2.3.2).
  return found.starts_with("utf-16") ? "utf-8" : found;
}

bool is_utf8_name(std::string_view name) {
  return name.empty() || name == "utf-8" || name == "utf8" || name == "unicode-1-1-utf-8";
}

bool is_windows1252_name(std::string_view name) {
  constexpr auto kNames =
      std::to_array<std::string_view>({"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1",
                                       "us-ascii", "ascii", "windows-1252", "cp1252", "x-cp1252"});
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void from_windows1252(std::string_view bytes, std::string& out) {
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    if (b < 0x80) {
      out += c;
    } else {
      append_utf8(out, b < 0xA0 ? kWindows1252[b - 0x80] : b);
    }
  }
}

class Converter {
 public:
  explicit Converter(const std::string& charset)
      : handle_(::iconv_open("UTF-8", charset.c_str())) {}
  ~Converter() {
    if (known()) ::iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool known() const {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): iconv(3) has it so
    return handle_ != reinterpret_cast<iconv_t>(-1);
  }

  // Returns the number of bytes that had to be replaced.
  std::size_t convert(std::string_view bytes, std::string& out) {
    std::size_t faults = 0;
    char* in = const_cast<char*>(bytes.data());  // iconv's interface; it only reads
    std::size_t left = bytes.size();
    std::array<char, 16384> chunk{};
    while (left > 0) {
      char* to = chunk.data();
      std::size_t room = chunk.size();
      const bool done = ::iconv(handle_, &in, &left, &to, &room) != static_cast<std::size_t>(-1);
      const int reason = done ? 0 : errno;
      out.append(chunk.data(), chunk.size() - room);
      if (done || reason == E2BIG) continue;
      out += kReplacement;
      ++faults;
      ++in;
      --left;
    }
    return faults;
  }

 private:
  iconv_t handle_;
};

bool is_charset_name(std::string_view name) {
  return name.size() <= 40 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_:.") ==
                                  std::string_view::npos;
}

// Letters beyond ASCII that are whole in UTF-8, and bytes that are not.
struct Letters {
  std::size_t whole = 0, faulty = 0;
};

Letters count_letters(std::string_view bytes) {
  constexpr std::size_t kEnough = 10'000;
  Letters out;
  while (!bytes.empty() && out.whole + out.faulty < kEnough) {
    const std::size_t good = utf8_fault(bytes).value_or(bytes.size());
    for (const char c : bytes.substr(0, good)) out.whole += (c & 0xC0) == 0xC0 ? 1 : 0;
    if (good == bytes.size()) break;
    ++out.faulty;
    bytes.remove_prefix(good + 1);
  }
  return out;
}

// What is not UTF-8 for the most part is windows-1252, as browsers take it; else faulty bytes are
// replaced.
std::string_view as_utf8(std::string_view bytes, std::string& storage, Problems& problems) {
  const auto fault = utf8_fault(bytes);
  if (!fault) return bytes;
  const Letters letters = count_letters(bytes);
  if (letters.faulty > letters.whole) {
    problems.add(fmt::format("the page is not UTF-8 at byte {}; read as windows-1252", *fault + 1));
    from_windows1252(bytes, storage);
  } else {
    problems.add(
        fmt::format("the page is not UTF-8 at byte {}; faulty bytes were replaced", *fault + 1));
    storage = to_utf8(bytes);
  }
  return storage;
}

// A page of UTF-8 that calls itself windows-1252: text of the latter is hardly ever whole UTF-8.
bool is_utf8_after_all(std::string_view bytes) {
  return is_utf8(bytes) && count_letters(bytes).whole > 0;
}

}  // namespace

void append_utf8(std::string& out, char32_t point) {
  if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) point = 0xFFFD;
  const auto add = [&](char32_t byte) { out += static_cast<char>(byte); };
  const auto tail = [&](unsigned shift) { add(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0U | point >> 6U);
    tail(0);
  } else if (point < 0x10000) {
    add(0xE0U | point >> 12U);
    tail(6);
    tail(0);
  } else {
    add(0xF0U | point >> 18U);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string_view page_text(std::string_view bytes, std::string_view content_type,
                           std::string& storage, Problems& problems) {
  std::string charset;
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.remove_prefix(3);
  } else if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    charset = bytes.front() == '\xFF' ? "utf-16le" : "utf-16be";
    bytes.remove_prefix(2);
  } else {
    charset = charset_parameter(content_type);
    if (charset.empty()) charset = declared_in_page(bytes);
  }
  if (is_utf8_name(charset)) return as_utf8(bytes, storage, problems);
  if (is_windows1252_name(charset)) {
    if (is_utf8_after_all(bytes)) {
      problems.add(fmt::format("the page says {} but is UTF-8; read as UTF-8", charset));
      return bytes;
    }
    from_windows1252(bytes, storage);
    return storage;
  }
  if (is_charset_name(charset)) {
    if (Converter converter(charset); converter.known()) {
      if (const std::size_t faults = converter.convert(bytes, storage); faults > 0) {
        problems.add(
            fmt::format("{} bytes of the page are not {}; they were replaced", faults, charset));
      }
      return storage;
    }
  }
  problems.add(fmt::format("the page names an unknown charset \"{}\"; read as UTF-8",
                           to_utf8(utf8_prefix(charset, 40))));
  return as_utf8(bytes, storage, problems);
}

}  // namespace tocsin::scrape
