// Cookies that servers set, kept from answer to request (RFC 6265).
//
// Narrower than the standard: the Domain attribute is not followed, a cookie goes back to the host
// that set it and to no other, so that no list of public suffixes is needed. At most 50 a host and
// 4,096 bytes each. Time goes on from `now`, which the owner says once. Not thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/url.h"

namespace tocsin::net {

class CookieJar {
 public:
  explicit CookieJar(Instant now) : began_(now) {}

  // Takes one Set-Cookie field of an answer from that address; what is malformed is ignored.
  void take(const Url& from, std::string_view field);
  // The Cookie field for a request, "" for none: longer paths first, then the older ones.
  std::string header(const Url& to) const;

 private:
  struct Cookie {
    std::string name, value, path;
    bool secure = false;
    Instant until = Instant::max();
  };
  Instant now() const;

  Instant began_;
  std::chrono::steady_clock::time_point began_steady_ = std::chrono::steady_clock::now();
  std::map<std::string, std::vector<Cookie>, std::less<>> by_host_;
};

}  // namespace tocsin::net
