#include "inbound/answer.h"

#include <fmt/format.h>

#include "base/digest.h"
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

// Most open these on a telephone: large type, a button for a thumb.
constexpr std::string_view kStyle =
    ":root{color-scheme:light dark}"
    "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:32rem;margin:12vh auto 0;padding:0 "
    "1.25rem}"
    "h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem;overflow-wrap:anywhere}"
    "p{margin:0 0 1.5rem;overflow-wrap:anywhere}"
    "button,select{font:inherit;padding:.75rem 1.25rem;border-radius:.5rem;border:1px solid #8888}"
    "button{background:#1d4ed8;border-color:#1d4ed8;color:#fff;cursor:pointer}"
    "select{margin:0 .5rem .75rem 0}";

// Of the pages' own style, and of nothing else.
std::string style_source() {
  return "'sha256-" + to_base64(sha256(kStyle)) + "'";
}

}  // namespace

Answer refuse(int status) {
  return {status, "text/plain; charset=utf-8", std::string(phrase(status)) + "\n", "", ""};
}

Answer page(int status, std::string_view title, std::string_view text, std::string_view form) {
  return {status, "text/html; charset=utf-8",
          fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                      "<meta name=\"viewport\" content=\"width=device-width\">"
                      "<title>{0}</title><style>{3}</style></head>\n"
                      "<body><h1>{0}</h1><p>{1}</p>{2}</body></html>\n",
                      escape_markup(title), escape_markup(text), form, kStyle),
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
  out += fmt::format(
      "Cache-Control: no-store\r\n"
      "Referrer-Policy: no-referrer\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "X-Frame-Options: DENY\r\n"
      "X-Robots-Tag: noindex\r\n"
      "Content-Security-Policy: default-src 'none'; style-src {}; form-action 'self'; "
      "frame-ancestors 'none'; base-uri 'none'\r\n\r\n",
      style_source());
  if (!head) out += answer.body;
  return out;
}

}  // namespace tocsin::inbound
