// Which network addresses a transfer may reach, judged after DNS resolution.
//
// A host name says nothing about where it leads: a webhook address that a user typed may resolve
// to the machine's own services. So the rule is applied to the address of every connection, new
// or reused, on every redirect. Values; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::net {

// IPv4 is held in its IPv6-mapped form, so that ::ffff:10.0.0.1 is 10.0.0.1.
class IpAddress {
 public:
  static std::optional<IpAddress> parse(std::string_view text);  // "10.0.0.1", "2001:db8::1"
  static IpAddress v4(const std::array<std::uint8_t, 4>& bytes);
  static IpAddress v6(const std::array<std::uint8_t, 16>& bytes) { return IpAddress(bytes); }

  // Global unicast by the IANA special-purpose registries (RFC 6890): not private, loopback,
  // link-local, shared, documentation, multicast or reserved. Addresses that carry an IPv4
  // address (NAT64, 6to4) are judged by it.
  bool is_public() const;
  std::string text() const;
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

 private:
  explicit IpAddress(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}
  std::array<std::uint8_t, 16> bytes_;
};

struct Network {
  IpAddress address;
  int prefix = 128;  // bits, counted in the IPv6 form

  static std::optional<Network> parse(std::string_view text);  // "10.1.0.0/16", "2001:db8::1"
  bool contains(const IpAddress& ip) const;
};

struct AddressPolicy {
  bool allow_private = false;
  // Where not empty, only these networks, private or not.
  std::vector<Network> only;
  // Where not empty, of what is permitted so far only this: it narrows, and opens nothing.
  std::vector<Network> within{};

  bool permits(const IpAddress& ip) const;
  bool permits_everything() const { return allow_private && only.empty() && within.empty(); }
};

}  // namespace tocsin::net
