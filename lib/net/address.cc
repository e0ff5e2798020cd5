#include "net/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace tocsin::net {
namespace {

// Not globally reachable, by the IANA special-purpose address registries for IPv4 and IPv6
// (RFC 6890 and its updates), with multicast and the reserved remainder.
constexpr const char* kNotPublic[] = {
    "0.0.0.0/8",      "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12",  "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15",  "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
    "64:ff9b:1::/48", "100::/64",        "2001::/23",      "2001:db8::/32",  "3fff::/20",
    "5f00::/16",      "fc00::/7",        "fe80::/10",      "fec0::/10",      "ff00::/8",
};

bool in_special_network(const IpAddress& ip) {
  static const std::vector<Network> networks = [] {
    std::vector<Network> all;
    for (const char* text : kNotPublic) all.push_back(*Network::parse(text));
    return all;
  }();
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& n) { return n.contains(ip); });
}

bool begins(const std::array<std::uint8_t, 16>& bytes, std::initializer_list<std::uint8_t> prefix) {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string copy(text);
  std::array<std::uint8_t, 4> four{};
  if (::inet_pton(AF_INET, copy.c_str(), four.data()) == 1) return v4(four);
  std::array<std::uint8_t, 16> sixteen{};
  if (::inet_pton(AF_INET6, copy.c_str(), sixteen.data()) == 1) return v6(sixteen);
  return std::nullopt;
}

IpAddress IpAddress::v4(const std::array<std::uint8_t, 4>& bytes) {
  std::array<std::uint8_t, 16> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  std::copy(bytes.begin(), bytes.end(), mapped.begin() + 12);
  return IpAddress(mapped);
}

bool IpAddress::is_public() const {
  if (in_special_network(*this)) return false;
  const auto embedded = [&](std::size_t at) {
    return v4({bytes_[at], bytes_[at + 1], bytes_[at + 2], bytes_[at + 3]});
  };
  if (begins(bytes_, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) return true;
  if (begins(bytes_, {0, 0x64, 0xFF, 0x9B})) return embedded(12).is_public();  // RFC 6052
  if (begins(bytes_, {0x20, 0x02})) return embedded(2).is_public();            // RFC 3056
  // Only 2000::/3 is assigned to global unicast (RFC 4291, section 2.4).
  return (bytes_[0] & 0xE0U) == 0x20U;
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (begins(bytes_, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) {
    ::inet_ntop(AF_INET, bytes_.data() + 12, out.data(), out.size());
  } else {
    ::inet_ntop(AF_INET6, bytes_.data(), out.data(), out.size());
  }
  return out.data();
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const bool is_v4 = text.substr(0, slash).find(':') == text.npos;
  const int longest = is_v4 ? 32 : 128;
  int bits = longest;
  if (slash != text.npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > longest)
      return std::nullopt;
  }
  return Network{*address, is_v4 ? bits + 96 : bits};
}

bool Network::contains(const IpAddress& ip) const {
  const auto whole = static_cast<std::size_t>(prefix / 8);
  const auto& mine = address.bytes();
  const auto& theirs = ip.bytes();
  if (!std::equal(mine.begin(), mine.begin() + whole, theirs.begin())) return false;
  const unsigned rest = static_cast<unsigned>(prefix % 8);
  if (rest == 0) return true;
  const unsigned mask = 0xFFU << (8 - rest) & 0xFFU;
  return (mine[whole] & mask) == (theirs[whole] & mask);
}

bool AddressPolicy::permits(const IpAddress& ip) const {
  const auto in = [&](const std::vector<Network>& networks) {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const Network& n) { return n.contains(ip); });
  };
  if (!within.empty() && !in(within)) return false;
  return only.empty() ? allow_private || ip.is_public() : in(only);
}

}  // namespace tocsin::net
