// URLs of the web: absolute, http or https, normalised (RFC 3986, section 6.2.2 and 6.2.3).
//
// A Url is valid by construction: scheme and host in lower case, default port left out, dot
// segments removed, path never empty, no fragment, no user or password. At most kMaxUrl bytes.
// Values; thread-safe.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::net {

inline constexpr std::size_t kMaxUrl = 8192;

class Url {
 public:
  // Nothing for relative references, other schemes, a missing host, user information (secrets do
  // not belong into stored addresses), control characters, blanks or more than kMaxUrl bytes.
  // A fragment is dropped. Numeric hosts become dotted ("http://2130706433/");
  // bytes beyond ASCII are escaped in paths and queries, and refused in host names: international
  // ones are written in punycode.
  static std::optional<Url> parse(std::string_view text);
  // A reference found on this page (RFC 3986, section 5.2), blanks in it escaped; nothing as for
  // parse().
  std::optional<Url> resolve(std::string_view reference) const;

  const std::string& text() const { return text_; }
  std::string_view scheme() const { return std::string_view(text_).substr(0, host_at_ - 3); }
  std::string_view host() const;  // IPv6 addresses in their brackets
  int port() const;
  // scheme://host or scheme://host:port: what politeness and connection limits count by.
  std::string_view origin() const { return std::string_view(text_).substr(0, path_at_); }
  std::string_view path() const;            // without the query
  std::string_view path_and_query() const;  // what robots.txt rules match
  bool is_https() const { return host_at_ == 8; }

  friend bool operator==(const Url& a, const Url& b) { return a.text_ == b.text_; }
  friend auto operator<=>(const Url& a, const Url& b) { return a.text_ <=> b.text_; }

 private:
  Url() = default;
  static Url from_normal(std::string text);
  static std::optional<Url> from_handle(void* handle);  // libcurl's CURLU

  std::string text_;
  std::size_t host_at_ = 0;
  std::size_t path_at_ = 0;
};

// The origin as a key of maps.
using HostKey = std::string;
inline HostKey host_key(const Url& url) {
  return HostKey(url.origin());
}
inline bool same_origin(const Url& a, const Url& b) {
  return a.origin() == b.origin();
}

// Every byte but RFC 3986's unreserved characters as %XX: for one segment or one query value.
std::string percent_encode(std::string_view raw);
// Escapes in the form of RFC 3986, section 6.2.2: unreserved characters bare, everything beyond
// ASCII escaped, digits in capitals.
std::string normalise_escapes(std::string_view text);

}  // namespace tocsin::net
