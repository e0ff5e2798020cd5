#include "inbound/request.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/text.h"

namespace tocsin::inbound {
namespace {

constexpr std::size_t kLongestLine = 8192;

const std::string& value_of(const Variables& variables, std::string_view name) {
  static const std::string absent;
  const auto found = variables.find(name);
  return found == variables.end() ? absent : found->second;
}

bool is_printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= 16 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  std::string variable = "HTTP_";
  for (const char c : name) {
    variable += c == '-' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return value_of(variables, variable);
}

std::string Request::media_type() const {
  return to_lower(trim(std::string_view(content_type).substr(0, content_type.find(';'))));
}

std::optional<Request> read_request(const Variables& variables) {
  Request r;
  r.method = value_of(variables, "REQUEST_METHOD");
  r.path = value_of(variables, "PATH_INFO");
  r.query = value_of(variables, "QUERY_STRING");
  r.content_type = value_of(variables, "CONTENT_TYPE");
  if (r.path.empty()) r.path = "/";
  if (!is_token(r.method) || r.path.front() != '/' || r.path.size() > kLongestLine ||
      r.query.size() > kLongestLine || !is_printable(r.path) || !is_printable(r.query)) {
    return std::nullopt;
  }
  const std::string& length = value_of(variables, "CONTENT_LENGTH");
  if (!length.empty()) {
    const auto [end, error] =
        std::from_chars(length.data(), length.data() + length.size(), r.content_length);
    if (error != std::errc{} || end != length.data() + length.size()) return std::nullopt;
  }
  r.variables = variables;
  return r;
}

Body read_body(int descriptor, std::size_t announced, std::size_t limit, Duration time) {
  using Steady = std::chrono::steady_clock;
  if (announced > limit) return {BodyFault::too_large, ""};
  const auto end = Steady::now() + time;
  Body body;
  body.bytes.resize(announced);
  for (std::size_t have = 0; have < announced;) {
    const auto left = std::chrono::duration_cast<Duration>(end - Steady::now()).count();
    pollfd waiting{descriptor, POLLIN, 0};
    const int ready = left <= 0 ? 0 : ::poll(&waiting, 1, static_cast<int>(left));
    if (ready == 0) return {BodyFault::too_slow, ""};
    const ssize_t got =
        ready < 0 ? -1 : ::read(descriptor, body.bytes.data() + have, announced - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return {BodyFault::too_short, ""};
    have += static_cast<std::size_t>(got);
  }
  return body;
}

std::optional<net::IpAddress> caller_of(const Request& request,
                                        const std::vector<net::Network>& proxies) {
  const auto is_proxy = [&](const net::IpAddress& ip) {
    return std::any_of(proxies.begin(), proxies.end(),
                       [&](const net::Network& n) { return n.contains(ip); });
  };
  auto caller = net::IpAddress::parse(value_of(request.variables, "REMOTE_ADDR"));
  if (!caller || !is_proxy(*caller)) return caller;
  // Each proxy appends whom it heard: from the right, the first that is not ours.
  const auto chain = split(request.header("X-Forwarded-For"), ',');
  for (auto hop = chain.rbegin(); hop != chain.rend(); ++hop) {
    const auto ip = net::IpAddress::parse(*hop);
    if (!ip) return std::nullopt;
    caller = ip;
    if (!is_proxy(*ip)) break;
  }
  return caller;
}

std::string counted_as(const net::IpAddress& address) {
  const std::string text = address.text();
  if (text.find(':') == text.npos) return text;
  auto bytes = address.bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return net::IpAddress::v6(bytes).text() + "/64";
}

}  // namespace tocsin::inbound
