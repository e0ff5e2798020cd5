#include "inbound/answer.h"

#include <fmt/format.h>

#include "base/escape.h"

namespace tocsin::inbound {
namespace {

std::string_view phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 429:
      return "Too Many Requests";
    default:
      return "Internal Server Error";
  }
}

}  // namespace

Answer refuse(int status) {
  return {status, "text/plain; charset=utf-8", std::string(phrase(status)) + "\n", "", ""};
}

Answer page(int status, std::string_view title, std::string_view text, std::string_view form) {
  return {status, "text/html; charset=utf-8",
          fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                      "<meta name=\"viewport\" content=\"width=device-width\">"
                      "<title>{0}</title></head>\n<body><h1>{0}</h1><p>{1}</p>{2}</body></html>\n",
                      escape_markup(title), escape_markup(text), form),
          "", ""};
}

std::string as_cgi(const Answer& answer, bool head) {
  std::string out = fmt::format("Status: {} {}\r\n", answer.status, phrase(answer.status));
  if (!answer.type.empty()) out += fmt::format("Content-Type: {}\r\n", answer.type);
  if (!answer.location.empty()) out += fmt::format("Location: {}\r\n", answer.location);
  if (!answer.allow.empty()) {
    std::string methods;
    for (const char c : answer.allow) methods += c == ' ' ? ", " : std::string(1, c);
    out += fmt::format("Allow: {}\r\n", methods);
  }
  if (answer.status == 429) out += "Retry-After: 60\r\n";
  out +=
      "Cache-Control: no-store\r\n"
      "Referrer-Policy: no-referrer\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "X-Frame-Options: DENY\r\n"
      "X-Robots-Tag: noindex\r\n"
      "Content-Security-Policy: default-src 'none'; form-action 'self'; frame-ancestors 'none'; "
      "base-uri 'none'\r\n\r\n";
  if (!head) out += answer.body;
  return out;
}

}  // namespace tocsin::inbound
