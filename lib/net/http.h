// One HTTP exchange as values: what is asked, what came back, how it ended.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/address.h"
#include "net/cookies.h"
#include "net/url.h"

namespace tocsin::net {

enum class Method { get, head, post, put, patch, remove };

struct Header {
  std::string name;
  std::string value;
};

struct Limits {
  Duration connect{10'000};      // DNS, TCP and TLS together
  Duration total{30'000};        // the whole exchange with all its redirects
  std::size_t body = 16U << 20;  // bytes of the answer's body after decompression
  int redirects = 5;             // 0: the redirect is the answer
  // A server slower than this for this long is given up; 0 bytes a second: never.
  std::uint32_t low_speed = 100;    // bytes a second
  Duration low_speed_time{15'000};  // whole seconds
};

struct HttpRequest {
  explicit HttpRequest(Url where) : url(std::move(where)) {}

  Method method = Method::get;
  Url url;
  // As given, plus Host, User-Agent, Accept and Accept-Encoding where absent. Names that are no
  // tokens and values with control characters end in refused_request. On a redirect to another
  // origin only Accept, Accept-Language and Content-Type go along.
  std::vector<Header> headers;
  std::string body;
  Limits limits;
  std::string user_agent;  // "" is the engine's
  // "" is direct; "http://…", "https://…", "socks5h://…" with user and password as needed. The
  // environment is not asked. The address policy cannot see behind a proxy and is not applied.
  std::string proxy;
  // Absent: public addresses only.
  std::shared_ptr<const AddressPolicy> addresses;
  // Absent: cookies are neither kept nor sent. Redirects take part.
  std::shared_ptr<CookieJar> cookies;
  // The receiver recognises a repetition (an idempotency key), so that a request lost on a
  // connection that the server was closing may be sent again, as GET and PUT may anyway
  // (RFC 9110, section 9.2.2).
  bool repeatable = false;
};

// How a transfer ended. "before" and "after": whether the request had wholly left us, so that a
// message lost "after" may have been received. Names are stored; never rename.
enum class TransferOutcome {
  answered,         // any status
  refused_address,  // the address policy forbids where the host leads
  dns_failed,
  connect_failed,
  tls_failed,
  timed_out_before,
  timed_out_after,
  reset_before,
  reset_after,
  too_large,  // the answer's body or headers
  too_many_redirects,
  protocol_error,   // not an answer we can read
  refused_request,  // a header we do not send; nothing left us
};

std::string_view name_of(TransferOutcome outcome);
std::optional<TransferOutcome> outcome_of(std::string_view name);
// The request may have reached its receiver although it is not known to be accepted or refused.
bool is_uncertain(TransferOutcome outcome);

// The answer's header fields as they came, looked up without regard to case.
class ResponseHeaders {
 public:
  void append_line(std::string_view line);  // "Name: value", line end or not
  void clear() { raw_.clear(); }
  std::size_t bytes() const { return raw_.size(); }

  // The first field of that name, trimmed.
  std::optional<std::string_view> find(std::string_view name) const;
  // Calls with the trimmed value of each field of that name, in order.
  void each(std::string_view name, const std::function<void(std::string_view)>& use) const;
  std::vector<Header> list() const;

 private:
  std::string raw_;
};

struct HttpResponse {
  int status = 0;  // 0: no answer
  ResponseHeaders headers;
  std::string body;  // decompressed, bytes as sent
  // Where the answer came from after redirects.
  std::string final_url;
  int redirects = 0;
  Duration elapsed{0};     // from the start of the first request to the end of the answer
  Duration first_byte{0};  // latency of the last hop: request sent to first byte of the answer

  std::string_view content_type() const;  // "text/html", lower case not guaranteed; "" if absent
  std::string_view charset() const;       // the parameter of Content-Type; "" if absent
};

// A redirect that leads nowhere we go (no or an unreadable Location, another scheme, a body that
// would leave https) is the answer, with a text that says so.
struct HttpResult {
  TransferOutcome outcome = TransferOutcome::protocol_error;
  std::string text;  // for people: what went wrong and where; never contains secrets
  HttpResponse response;
  // It was sent once more, see HttpRequest::repeatable, and the first may have been received.
  bool repeated = false;
  // The proxy failed or refused us (407 as the answer to a plain request, too): nothing is known of
  // the server.
  bool by_proxy = false;

  bool answered() const { return outcome == TransferOutcome::answered; }
};

}  // namespace tocsin::net
