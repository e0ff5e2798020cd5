// One mail handed to an SMTP server (RFC 5321) as values: what to send, how it ended.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/address.h"

namespace tocsin::net {

enum class SmtpSecurity { none, starttls, tls };

struct SmtpServer {
  std::string host;
  int port = 587;
  SmtpSecurity security = SmtpSecurity::starttls;
  std::string user;  // "" is no authentication
  std::string password;
  std::string helo;  // "" is the host name of this machine
  Duration connect{10'000};
  Duration total{120'000};
  // Absent: anywhere, because the server is the operator's choice and mostly a near one.
  std::shared_ptr<const AddressPolicy> addresses;
};

struct MailTransfer {
  std::shared_ptr<const SmtpServer> server;
  std::string sender;  // envelope; "" is the null sender
  std::vector<std::string> recipients;
  std::string message;  // RFC 5322 with CRLF; dots are stuffed on the way
};

// Where the conversation was when it ended.
enum class SmtpPhase { connect, greeting, tls, authentication, sender, recipient, data, done };

enum class MailOutcome {
  accepted,        // 2xx after the message
  transient,       // 4xx, or the connection lost before the message was out
  permanent,       // 5xx, or an envelope we do not send
  uncertain,       // the message was out and no answer came: it may have been accepted
  connect_failed,  // no conversation: DNS, TCP, TLS, refused address
};

std::string_view name_of(SmtpPhase phase);
std::string_view name_of(MailOutcome outcome);

struct MailResult {
  MailOutcome outcome = MailOutcome::connect_failed;
  SmtpPhase phase = SmtpPhase::connect;
  int reply = 0;     // the server's last reply code, 0 if there was none
  std::string text;  // its text, or what went wrong; never contains secrets
  Duration elapsed{0};
};

}  // namespace tocsin::net
