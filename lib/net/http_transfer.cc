#include "net/http_transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "net/libcurl.h"

namespace tocsin::net {
namespace {

using std::chrono::duration_cast;
using std::chrono::steady_clock;

constexpr std::size_t kMaxHeaders = 256U << 10;
// Room for what arrives at once, and for a body whose length is announced, if that is no lie.
constexpr long kBuffer = 64L << 10;
constexpr std::size_t kMostReserved = 1U << 20;

bool has_body(Method method) {
  return method == Method::post || method == Method::put || method == Method::patch;
}

// RFC 9110, section 9.2.2.
bool is_idempotent(Method method) {
  return method != Method::post && method != Method::patch;
}

// RFC 9110, section 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

// What says nothing about who asks; everything else may be a secret of the first origin.
bool goes_to_other_origins(const Header& header) {
  return equal_ignoring_case(header.name, "Accept") ||
         equal_ignoring_case(header.name, "Accept-Language") ||
         equal_ignoring_case(header.name, "Content-Type");
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// The proxy did its part of SOCKS and says that the server cannot be reached.
bool blames_server(long proxy_code) {
  return proxy_code == CURLPX_REPLY_HOST_UNREACHABLE ||
         proxy_code == CURLPX_REPLY_NETWORK_UNREACHABLE ||
         proxy_code == CURLPX_REPLY_CONNECTION_REFUSED || proxy_code == CURLPX_REPLY_TTL_EXPIRED ||
         proxy_code == CURLPX_RESOLVE_HOST;
}

Duration time_info(CURL* easy, CURLINFO which) {
  curl_off_t microseconds = 0;
  libcurl().curl_easy_getinfo(easy, which, &microseconds);
  return duration_cast<Duration>(std::chrono::microseconds(microseconds));
}

}  // namespace

HttpTransfer::HttpTransfer(HttpRequest request, Engine::HttpCallback done, EventLoop& loop,
                           const std::string& user_agent)
    : request_(std::move(request)), done_(std::move(done)), loop_(loop), user_agent_(user_agent) {}

void HttpTransfer::prepare(CURL* easy) {
  libcurl().curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  libcurl().curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  libcurl().curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  libcurl().curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
  libcurl().curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  libcurl().curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  libcurl().curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
  libcurl().curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &HttpTransfer::on_body);
}

bool HttpTransfer::is_settled() {
  for (const Header& header : request_.headers) {
    if (is_token(header.name) && is_field_value(header.value)) continue;
    result_.outcome = TransferOutcome::refused_request;
    result_.text = fmt::format("{}: a request header has a name or a value that HTTP forbids",
                               request_.url.origin());
    return true;
  }
  return false;
}

void HttpTransfer::set_up(CURL* easy) {
  static const AddressPolicy kPublicOnly;
  if (result_.response.redirects == 0) started_ = steady_clock::now();
  too_large_ = sent_once_ = would_repeat_ = head_read_ = false;
  const AddressPolicy* policy = request_.addresses ? request_.addresses.get() : &kPublicOnly;
  set_up_common(easy, loop_, request_.proxy.empty() ? policy : nullptr);
  libcurl().curl_easy_setopt(easy, CURLOPT_URL, request_.url.text().c_str());
  libcurl().curl_easy_setopt(easy, CURLOPT_PROXY, request_.proxy.c_str());
  libcurl().curl_easy_setopt(
      easy, CURLOPT_USERAGENT,
      (request_.user_agent.empty() ? user_agent_ : request_.user_agent).c_str());
  libcurl().curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  libcurl().curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  // Rather wait for a connection that may carry many than open one each.
  libcurl().curl_easy_setopt(easy, CURLOPT_PIPEWAIT, request_.url.is_https() ? 1L : 0L);
  set_method(easy);
  set_headers(easy);
  set_limits(easy);
}

void HttpTransfer::set_method(CURL* easy) {
  // What answers a post is a word or two.
  const bool reads = !has_body(request_.method);
  libcurl().curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, reads ? "" : nullptr);
  libcurl().curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, reads ? kBuffer : CURL_MAX_WRITE_SIZE);
  libcurl().curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, nullptr);
  switch (request_.method) {
    case Method::get:
      libcurl().curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
      return;
    case Method::head:
      libcurl().curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
      libcurl().curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
      return;
    case Method::remove:
      libcurl().curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
      libcurl().curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
      return;
    case Method::put:
      libcurl().curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PUT");
      break;
    case Method::patch:
      libcurl().curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PATCH");
      break;
    case Method::post:
      break;
  }
  libcurl().curl_easy_setopt(easy, CURLOPT_POST, 1L);
  libcurl().curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                             static_cast<curl_off_t>(request_.body.size()));
  libcurl().curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
}

void HttpTransfer::set_headers(CURL* easy) {
  lines_.clear();
  bool typed = false;
  for (const Header& header : request_.headers) {
    typed = typed || equal_ignoring_case(header.name, "Content-Type");
    header.value.empty() ? lines_.add(header.name, ";", "")
                         : lines_.add(header.name, ": ", header.value);
  }
  if (request_.cookies) {
    if (const std::string cookies = request_.cookies->header(request_.url); !cookies.empty()) {
      lines_.add("Cookie", ": ", cookies);
    }
  }
  if (has_body(request_.method)) {
    if (!typed) lines_.add("Content-Type", ":", "");  // not libcurl's guess
    lines_.add("Expect", ":", "");                    // no waiting for "100 Continue"
  }
  libcurl().curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines_.list());
}

void HttpTransfer::set_limits(CURL* easy) {
  const Limits& limits = request_.limits;
  const auto spent = duration_cast<Duration>(steady_clock::now() - started_);
  libcurl().curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, option_ms(limits.total - spent));
  libcurl().curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, option_ms(limits.connect));
  libcurl().curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits.low_speed));
  libcurl().curl_easy_setopt(
      easy, CURLOPT_LOW_SPEED_TIME,
      static_cast<long>(duration_cast<std::chrono::seconds>(limits.low_speed_time).count()));
}

// libcurl sends a request again by itself where a kept connection turns out to be dead, POST too.
// Whether the first one was received is not known then.
bool HttpTransfer::may_send() {
  if (sent_once_ && !is_idempotent(request_.method)) {
    would_repeat_ = !request_.repeatable;
    if (would_repeat_) return false;
    result_.repeated = true;
  }
  sent_once_ = true;
  return true;
}

std::size_t HttpTransfer::on_header(char* data, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const std::string_view line(data, size);
  ResponseHeaders& headers = transfer.result_.response.headers;
  if (line.starts_with("HTTP/")) {
    headers.clear();  // what came before was an interim answer (RFC 9110, section 15.2)
    return size;
  }
  if (line == "\r\n" || line == "\n") transfer.head_read_ = true;
  headers.append_line(line);
  transfer.too_large_ = headers.bytes() > kMaxHeaders;
  return transfer.too_large_ ? 0 : size;
}

std::size_t HttpTransfer::announced_length() const {
  const std::string_view text = result_.response.headers.find("Content-Length").value_or("");
  std::size_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return std::min(length, request_.limits.body);
}

std::size_t HttpTransfer::on_body(char* data, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  std::string& body = transfer.result_.response.body;
  transfer.too_large_ = size > transfer.request_.limits.body - body.size();
  if (transfer.too_large_) return 0;
  if (body.empty()) body.reserve(std::min(transfer.announced_length(), kMostReserved));
  body.append(data, size);
  return size;
}

bool HttpTransfer::request_has_left(CURL* easy) const {
  if (result_.response.status != 0 || would_repeat_) return true;
  long headers = 0;
  curl_off_t body = 0;
  libcurl().curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &headers);
  libcurl().curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &body);
  return headers > 0 &&
         (!has_body(request_.method) || static_cast<std::size_t>(body) >= request_.body.size());
}

TransferOutcome HttpTransfer::judge(CURL* easy, CURLcode code) const {
  const bool after = request_has_left(easy);
  if (code == CURLE_OK) {
    // Libcurl is content with a connection that ends among the headers.
    return head_read_ ? TransferOutcome::answered : TransferOutcome::reset_after;
  }
  if (too_large_) return TransferOutcome::too_large;
  if (address_refused()) return TransferOutcome::refused_address;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return TransferOutcome::dns_failed;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return TransferOutcome::connect_failed;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return TransferOutcome::tls_failed;
    case CURLE_OPERATION_TIMEDOUT:
      return after ? TransferOutcome::timed_out_after : TransferOutcome::timed_out_before;
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return after ? TransferOutcome::reset_after : TransferOutcome::reset_before;
    default:
      return TransferOutcome::protocol_error;
  }
}

bool HttpTransfer::is_by_proxy(CURL* easy, CURLcode code) const {
  if (request_.proxy.empty()) return false;
  if (code == CURLE_OK) return result_.response.status == 407;
  if (code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_COULDNT_CONNECT) return true;
  long answer = 0;
  if (code == CURLE_PROXY) {
    libcurl().curl_easy_getinfo(easy, CURLINFO_PROXY_ERROR, &answer);
    return !blames_server(answer);
  }
  // To CONNECT a proxy answers 5xx where the server is at fault.
  libcurl().curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &answer);
  if (answer >= 300 && answer < 500) return true;
  long connects = 0;
  curl_off_t connected = 0;
  libcurl().curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
  libcurl().curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected);
  return code == CURLE_OPERATION_TIMEDOUT && connects > 0 && connected == 0;
}

bool HttpTransfer::conclude(CURL* easy, CURLcode code) {
  HttpResponse& response = result_.response;
  long status = 0;
  libcurl().curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  result_.outcome = judge(easy, code);
  result_.by_proxy = is_by_proxy(easy, code);
  if (request_.cookies) {
    response.headers.each(
        "Set-Cookie", [&](std::string_view field) { request_.cookies->take(request_.url, field); });
  }
  if (result_.answered() && is_redirect(response.status) && request_.limits.redirects > 0 &&
      follow_redirect()) {
    return true;
  }
  response.final_url = request_.url.text();
  response.elapsed = duration_cast<Duration>(steady_clock::now() - started_);
  response.first_byte = std::max(Duration{0}, time_info(easy, CURLINFO_STARTTRANSFER_TIME_T) -
                                                  time_info(easy, CURLINFO_PRETRANSFER_TIME_T));
  if (!result_.answered() && result_.text.empty()) {
    result_.text = fmt::format(
        "{}: {}", request_.url.origin(),
        address_refused()  ? fmt::format("leads to {}, which is not allowed", refused_address())
        : too_large_       ? "the answer is larger than allowed"
        : would_repeat_    ? "the connection was lost with the request on it"
        : code == CURLE_OK ? "the answer ended among its headers"
                           : error_text(code));
  }
  return false;
}

bool HttpTransfer::follow_redirect() {
  HttpResponse& response = result_.response;
  const auto location = response.headers.find("Location");
  auto target = location ? request_.url.resolve(*location) : std::nullopt;
  const bool keeps_method =
      response.status == 307 || response.status == 308 || !has_body(request_.method);
  const bool leaves_https = target && request_.url.is_https() && !target->is_https();
  if (!target || (leaves_https && keeps_method && has_body(request_.method))) {
    result_.text = fmt::format("{}: redirect not followed", request_.url.origin());
    return false;
  }
  if (response.redirects >= request_.limits.redirects) {
    result_.outcome = TransferOutcome::too_many_redirects;
    result_.text =
        fmt::format("{}: more than {} redirects", request_.url.origin(), request_.limits.redirects);
    return false;
  }
  if (!same_origin(*target, request_.url)) {
    std::erase_if(request_.headers, [](const Header& h) { return !goes_to_other_origins(h); });
  }
  if (!keeps_method) {
    request_.method = Method::get;
    request_.body.clear();
    std::erase_if(request_.headers,
                  [](const Header& h) { return equal_ignoring_case(h.name, "Content-Type"); });
  }
  request_.url = std::move(*target);
  const int redirects = response.redirects + 1;
  response = HttpResponse{};
  response.redirects = redirects;
  return true;
}

}  // namespace tocsin::net
