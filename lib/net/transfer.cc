#include "net/transfer.h"

#include "net/libcurl.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

namespace tocsin::net {
namespace {

std::optional<IpAddress> ip_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
    return IpAddress::v4(bytes);
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &address, sizeof in);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return IpAddress::v6(bytes);
  }
  return std::nullopt;
}

}  // namespace

void HeaderLines::clear() {
  text_.clear();
  starts_.clear();
}

void HeaderLines::add(std::string_view name, std::string_view separator, std::string_view value) {
  starts_.push_back(text_.size());
  text_.append(name).append(separator).append(value);
  text_ += '\0';
}

curl_slist* HeaderLines::list() {
  if (starts_.empty()) return nullptr;
  nodes_.resize(starts_.size());
  for (std::size_t i = 0; i < starts_.size(); ++i) {
    nodes_[i].data = text_.data() + starts_[i];
    nodes_[i].next = i + 1 < starts_.size() ? &nodes_[i + 1] : nullptr;
  }
  return nodes_.data();
}

void Transfer::set_up_common(CURL* easy, EventLoop& loop, const AddressPolicy* policy) {
  loop_ = &loop;
  policy_ = policy != nullptr && policy->permits_everything() ? nullptr : policy;
  refused_address_.clear();
  error_[0] = '\0';
  libcurl().curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_.data());
  libcurl().curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open);
  libcurl().curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  libcurl().curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Transfer::on_request);
  libcurl().curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
}

std::string Transfer::error_text(CURLcode code) const {
  return error_[0] != '\0' ? error_.data() : libcurl().curl_easy_strerror(code);
}

curl_socket_t Transfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.policy_ != nullptr) {
    const auto ip = ip_of(address->addr);
    if (!ip || !transfer.policy_->permits(*ip)) {
      transfer.refused_address_ = ip ? ip->text() : "an address of an unknown family";
      return CURL_SOCKET_BAD;
    }
  }
  return transfer.loop_->open_socket(*address);
}

int Transfer::on_request(void* self, char* ip, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.policy_ != nullptr) {
    // A connection may have been opened under another request's policy.
    const auto parsed = IpAddress::parse(ip);
    if (!parsed || !transfer.policy_->permits(*parsed)) {
      transfer.refused_address_ = ip;
      return CURL_PREREQFUNC_ABORT;
    }
    transfer.refused_address_.clear();  // another address of the same host was acceptable
  }
  return transfer.may_send() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

long option_ms(std::chrono::milliseconds d) {
  return static_cast<long>(std::clamp<std::int64_t>(d.count(), 1, std::numeric_limits<int>::max()));
}

}  // namespace tocsin::net
