// Servers that speak TLS on loopback, run for the length of one object: mail servers (aiosmtpd),
// HTTPS with HTTP/2 (node), a proxy. See secure_servers.py for what they do.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "support/fixtures.h"

namespace tocsin::test {

class SecureServers {
 public:
  static constexpr auto kUser = "bell";
  static constexpr auto kPassword = "very-secret";

  SecureServers();
  ~SecureServers();
  SecureServers(const SecureServers&) = delete;
  SecureServers& operator=(const SecureServers&) = delete;

  // Empty: all is well; else why they do not run here.
  const std::string& trouble() const { return trouble_; }
  // smtp_plain (neither TLS nor accounts), smtp_starttls (demands TLS, then the account), smtp_tls
  // (from the first byte), smtp_stranger and smtp_stranger_tls (a certificate nobody vouches for),
  // https, https_stranger, proxy (basic bell:open sesame); 0 where it cannot run.
  int port(const std::string& name) const;
  std::string ca_file() const { return folder_ / "ca.pem"; }
  // {"server", "sender", "recipients", "user", "tls", "message"} for each mail that arrived.
  std::vector<Json> mails() const;

 private:
  ScratchFolder folder_;
  pid_t pid_ = 0;
  int input_ = -1;  // they end when it closes
  std::string trouble_;
  Json ports_ = Json::object();
};

}  // namespace tocsin::test

// The first statement after making them.
#define TOCSIN_NEEDS_SECURE(servers)                                     \
  if (!(servers).trouble().empty()) {                                    \
    if (tocsin::test::servers_required()) FAIL() << (servers).trouble(); \
    GTEST_SKIP() << "NOT TESTED: " << (servers).trouble();               \
  }
