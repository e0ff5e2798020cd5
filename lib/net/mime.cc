#include "net/mime.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace tocsin::net {
namespace {

// 45 bytes are 60 characters of base64; with "=?UTF-8?B?" and "?=" below RFC 2047's 75.
constexpr std::size_t kWordBytes = 45;
constexpr std::size_t kLine = 76;  // RFC 2045, sections 6.7 and 6.8

bool is_literal(char c) {
  return (c >= 33 && c <= 126 && c != '=') || c == ' ' || c == '\t';
}

std::string escaped(char c) {
  return fmt::format("={:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
}

void append_quoted_line(std::string& out, std::string_view line) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool last = i + 1 == line.size();
    const bool blank = c == ' ' || c == '\t';
    const std::string piece = is_literal(c) && !(last && blank) ? std::string(1, c) : escaped(c);
    // One column stays free for the "=" of a soft line break.
    if (column + piece.size() > kLine - (last ? 0 : 1)) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  }
  out += "\r\n";
}

}  // namespace

bool is_plain_header_text(std::string_view text) {
  return text.find("=?") == text.npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 32 && c <= 126; });
}

std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view piece = utf8_prefix(text, kWordBytes);
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + to_base64(piece) + "?=";
    text.remove_prefix(piece.size());
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    append_quoted_line(out, text.substr(0, end));
    const bool pair = text.substr(end).starts_with("\r\n");
    text.remove_prefix(std::min(end + (pair ? 2 : 1), text.size()));
  }
  return out;
}

std::string base64_lines(std::string_view bytes) {
  constexpr std::size_t kBytes = kLine / 4 * 3;
  std::string out;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kBytes, bytes.size()))) {
    out += to_base64(bytes.substr(0, kBytes)) + "\r\n";
  }
  return out;
}

}  // namespace tocsin::net
