#include "net/url.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "base/text.h"
#include "net/address.h"
#include "net/libcurl.h"

namespace tocsin::net {
namespace {

struct CloseUrl {
  void operator()(CURLU* url) const { libcurl().curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, CloseUrl>;

struct FreeText {
  void operator()(char* text) const { libcurl().curl_free(text); }
};

using ByteSet = std::array<bool, 256>;
constexpr ByteSet byte_set(std::string_view bytes) {
  ByteSet set{};
  for (const char c : bytes) set[static_cast<unsigned char>(c)] = true;
  return set;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

bool is_acceptable(std::string_view text) {
  return text.size() <= kMaxUrl && std::none_of(text.begin(), text.end(), is_control);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void append_escaped(std::string& out, unsigned char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += '%';
  out += kDigits[c >> 4U];
  out += kDigits[c & 15U];
}

std::optional<std::string> part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (libcurl().curl_url_get(url, which, &text, flags) != CURLUE_OK) return std::nullopt;
  const std::unique_ptr<char, FreeText> owner(text);
  return std::string(text);
}

// RFC 3986, section 5.2.4.
std::string remove_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t next = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, next);
    const bool last = next == path.size();
    if (segment == "/.") {
      if (last) out += '/';
    } else if (segment == "/..") {
      const std::size_t slash = out.rfind('/');
      out.erase(slash == out.npos ? 0 : slash);
      if (last) out += '/';
    } else {
      out += segment;
    }
    path.remove_prefix(next);
  }
  return out;
}

// The normal form; nothing where the handle holds no address of the web.
std::optional<std::string> normal_text(CURLU* url) {
  const auto scheme = part(url, CURLUPART_SCHEME);
  if (!scheme || (*scheme != "http" && *scheme != "https")) return std::nullopt;
  if (part(url, CURLUPART_USER) || part(url, CURLUPART_PASSWORD)) return std::nullopt;
  const auto host = part(url, CURLUPART_HOST);
  if (!host || host->empty() || !std::all_of(host->begin(), host->end(), is_ascii)) {
    return std::nullopt;
  }
  const auto port = part(url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
  const auto path = part(url, CURLUPART_PATH);
  const auto query = part(url, CURLUPART_QUERY);
  std::string text = *scheme + "://" + to_lower(*host);
  if (port) text += ":" + *port;
  text += remove_dot_segments(normalise_escapes(path.value_or("/")));
  if (query) text += "?" + normalise_escapes(*query);
  return text;
}

// What stands for itself in a host name, which is told from a number by its first letter, and in a
// path and a query.
constexpr auto kPlainHost = byte_set("abcdefghijklmnopqrstuvwxyz0123456789-.");
constexpr auto kDigits = byte_set("0123456789");
constexpr auto kPlainPath =
    byte_set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?");

std::size_t end_of(const ByteSet& plain, std::string_view text, std::size_t at) {
  while (at < text.size() && plain[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

// The normal form of an address that is nearly written so, as nearly all are: only its path may be
// missing. Nothing also where only libcurl can tell.
std::optional<std::string> if_plainly_normal(std::string_view text) {
  const bool secure = text.starts_with("https://");
  if ((!secure && !text.starts_with("http://")) || text.size() >= kMaxUrl) return std::nullopt;
  const std::size_t host = secure ? 8 : 7;
  std::size_t at = end_of(kPlainHost, text, host);
  if (at == host) return std::nullopt;
  // By its first letter it is a name; a number is an address only as inet_pton(3) has it.
  if (text[host] < 'a' && !IpAddress::parse(text.substr(host, at - host))) return std::nullopt;
  if (at < text.size() && text[at] == ':') {
    const std::size_t port = ++at;
    at = end_of(kDigits, text, port);
    const std::string_view digits = text.substr(port, at - port);
    int number = 0;  // stays so for what is none
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool usual = number == (secure ? 443 : 80);
    if (usual || digits.starts_with('0') || number < 1 || number > 65535) return std::nullopt;
  }
  if (at == text.size()) return std::string(text) + '/';
  const bool normal = text[at] == '/' && end_of(kPlainPath, text, at) == text.size() &&
                      !text.ends_with('?') && text.find("/.", at) == text.npos;
  return normal ? std::optional(std::string(text)) : std::nullopt;
}

}  // namespace

Url Url::from_normal(std::string text) {
  Url url;
  url.host_at_ = text.find("://") + 3;
  url.path_at_ = text.find('/', url.host_at_);
  url.text_ = std::move(text);
  return url;
}

std::optional<Url> Url::from_handle(void* handle) {
  auto text = normal_text(static_cast<CURLU*>(handle));
  if (!text || text->size() > kMaxUrl) return std::nullopt;
  return from_normal(std::move(*text));
}

std::optional<Url> Url::parse(std::string_view text) {
  if (auto normal = if_plainly_normal(text)) return from_normal(std::move(*normal));
  if (!is_acceptable(text) || text.find(' ') != text.npos) return std::nullopt;
  const UrlHandle handle(libcurl().curl_url());
  if (!handle || libcurl().curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(),
                                        CURLU_URLENCODE) != CURLUE_OK) {
    return std::nullopt;
  }
  return from_handle(handle.get());
}

std::optional<Url> Url::resolve(std::string_view reference) const {
  reference = trim(reference);
  reference = reference.substr(0, reference.find('#'));
  if (reference.empty()) return *this;
  if (auto normal = if_plainly_normal(reference)) return from_normal(std::move(*normal));
  if (!is_acceptable(reference)) return std::nullopt;
  const UrlHandle handle(libcurl().curl_url());
  const std::string copy(reference);
  if (!handle ||
      libcurl().curl_url_set(handle.get(), CURLUPART_URL, text_.c_str(), 0) != CURLUE_OK ||
      libcurl().curl_url_set(handle.get(), CURLUPART_URL, copy.c_str(), CURLU_URLENCODE) !=
          CURLUE_OK) {
    return std::nullopt;
  }
  return from_handle(handle.get());
}

std::string_view Url::host() const {
  std::string_view authority = origin().substr(host_at_);
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  return authority.substr(0, colon);
}

int Url::port() const {
  const std::string_view rest = origin().substr(host_at_ + host().size());
  int port = is_https() ? 443 : 80;
  if (!rest.empty()) std::from_chars(rest.data() + 1, rest.data() + rest.size(), port);
  return port;
}

std::string_view Url::path() const {
  const std::string_view rest = path_and_query();
  return rest.substr(0, rest.find('?'));
}

std::string_view Url::path_and_query() const {
  return std::string_view(text_).substr(path_at_);
}

std::string percent_encode(std::string_view raw) {
  std::string out;
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    is_unreserved(byte) ? void(out += c) : append_escaped(out, byte);
  }
  return out;
}

std::string normalise_escapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const int high = c == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      const auto decoded = static_cast<unsigned char>(high * 16 + low);
      is_unreserved(decoded) ? void(out += static_cast<char>(decoded))
                             : append_escaped(out, decoded);
      i += 2;
    } else if (c >= 0x80) {
      append_escaped(out, c);
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

}  // namespace tocsin::net
