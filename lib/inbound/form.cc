#include "inbound/form.h"

#include <algorithm>

#include "base/text.h"

namespace tocsin::inbound {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

// The value of NAME="…" or NAME=… among the parameters of a header's value.
std::string parameter(std::string_view value, std::string_view name) {
  for (const std::string& part : split(value, ';')) {
    const auto equals = part.find('=');
    if (equals == part.npos || !equal_ignoring_case(trim(part.substr(0, equals)), name)) continue;
    std::string_view found = trim(std::string_view(part).substr(equals + 1));
    if (found.size() >= 2 && found.front() == '"' && found.back() == '"') {
      found = found.substr(1, found.size() - 2);
    }
    return std::string(found);
  }
  return "";
}

std::string name_of_part(std::string_view head) {
  constexpr std::string_view kField = "content-disposition:";
  for (std::size_t at = 0; at < head.size();) {
    const std::size_t end = std::min(head.find("\r\n", at), head.size());
    const std::string_view line = head.substr(at, end - at);
    if (to_lower(line.substr(0, kField.size())) == kField) {
      return parameter(line.substr(kField.size()), "name");
    }
    at = end + 2;
  }
  return "";
}

}  // namespace

std::optional<Form> parse_form(std::string_view text) {
  Form form;
  std::size_t fields = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::string_view pair = text.substr(at, end - at);
    at = end + 1;
    if (pair.empty()) continue;
    if (++fields > kMostFields) return std::nullopt;
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals));
    auto value = equals == pair.npos ? std::string() : decode(pair.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    form[std::move(*name)] = std::move(*value);
  }
  return form;
}

std::optional<Form> parse_multipart(std::string_view content_type, std::string_view body) {
  const std::string boundary = parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 70) return std::nullopt;
  const std::string mark = "--" + boundary;
  Form form;
  std::size_t at = body.find(mark);
  if (at == body.npos) return std::nullopt;
  for (std::size_t parts = 0; parts <= kMostFields; ++parts) {
    at += mark.size();
    if (body.substr(at, 2) == "--") return form;
    const std::size_t head = body.find("\r\n", at);
    const std::size_t next = body.find("\r\n" + mark, at);
    if (head == body.npos || next == body.npos) return std::nullopt;
    const std::string_view part = body.substr(head + 2, next > head + 2 ? next - head - 2 : 0);
    const std::size_t gap = part.find("\r\n\r\n");
    if (gap != part.npos) {
      const std::string name = name_of_part(part.substr(0, gap));
      const std::string_view value = part.substr(gap + 4);
      if (!name.empty() && is_utf8(value)) form[name] = value;
    }
    at = next + 2;
  }
  return std::nullopt;
}

std::string field(const Form& form, std::string_view name) {
  const auto found = form.find(name);
  return found == form.end() ? "" : found->second;
}

}  // namespace tocsin::inbound
