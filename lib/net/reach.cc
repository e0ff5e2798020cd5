#include "net/reach.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace tocsin::net {
namespace {

std::optional<IpAddress> address_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in&>(address).sin_addr, 4);
    return IpAddress::v4(bytes);
  }
  if (address.sa_family == AF_INET6) {
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, 16);
    return IpAddress::v6(bytes);
  }
  return std::nullopt;
}

}  // namespace

bool may_reach(std::string host, const AddressPolicy& policy) {
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return true;
  bool permitted = true;
  for (const addrinfo* a = found; a != nullptr; a = a->ai_next) {
    const auto ip = address_of(*a->ai_addr);
    permitted = permitted && ip && policy.permits(*ip);
  }
  ::freeaddrinfo(found);
  return permitted;
}

}  // namespace tocsin::net
