// One HTTP request as a web server hands it over (CGI/1.1, RFC 3875). Pure but for read_body().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/address.h"

namespace tocsin::inbound {

// The meta-variables of the request (RFC 3875, section 4.1).
using Variables = std::map<std::string, std::string, std::less<>>;

struct Request {
  std::string method;  // GET, HEAD, POST, …
  std::string path;    // PATH_INFO, decoded by the server; begins with '/'
  std::string query;   // as it came
  std::string content_type;
  std::size_t content_length = 0;
  Variables variables;
  std::string body;

  // A field of the header by its name, without regard to case; empty if absent.
  std::string_view header(std::string_view name) const;
  // "application/x-www-form-urlencoded", lower case, without parameters.
  std::string media_type() const;
};

// The request without its body; nothing where a variable is missing or is none (no method, a length
// that is no number, a path with control characters, beyond the limits of one line).
std::optional<Request> read_request(const Variables& variables);

enum class BodyFault { none, too_large, too_slow, too_short };
struct Body {
  BodyFault fault = BodyFault::none;
  std::string bytes;
};
// As many bytes from the descriptor as were announced, unless they are more than `limit`, of which
// then none is read, or do not come within the time.
Body read_body(int descriptor, std::size_t announced, std::size_t limit, Duration time);

// Who asks: REMOTE_ADDR, or, where that is one of our proxies, the last address in X-Forwarded-For
// that is not. Nothing for what is no address.
std::optional<net::IpAddress> caller_of(const Request& request,
                                        const std::vector<net::Network>& proxies);
// The address to count by: IPv6 by its /64, since that is what one caller has.
std::string counted_as(const net::IpAddress& address);

}  // namespace tocsin::inbound
