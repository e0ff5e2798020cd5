// Mail messages as text (RFC 5322, 2045 to 2047, 8058). Pure functions.
//
// Whatever the caller's texts contain, the message is well-formed: lines of at most 76 bytes in
// bodies and 998 in headers, ASCII only, CRLF line ends. Control characters in header values
// become blanks, so that no text can add a header. Faulty UTF-8 is repaired with U+FFFD.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace tocsin::net {

struct Mailbox {
  std::string name;     // "" is none
  std::string address;  // must satisfy is_mail_address
};

struct MailPart {
  std::string content_type;  // "image/png"
  std::string content_id;    // without brackets; where the HTML names "cid:ID", ID has an @
  std::string file_name;
  std::string bytes;
};

struct Mail {
  Mailbox from;
  std::vector<Mailbox> to;
  std::optional<Mailbox> reply_to;
  std::string subject;
  std::string message_id;               // "local@domain", without brackets
  std::string in_reply_to;              // as message_id; "" is none
  std::vector<std::string> references;  // as message_id, oldest first
  // One-click unsubscription by POST (RFC 8058); "" is none.
  std::string unsubscribe_url;
  std::string text;
  std::string html;                    // "" is none; else multipart/alternative with the text first
  std::vector<MailPart> inline_parts;  // multipart/related with the HTML
  // Further headers, such as "Auto-Submitted"; the ones above cannot be repeated here.
  std::vector<std::pair<std::string, std::string>> headers;
};

// One address of the form local@domain that is safe in an envelope and in a header: ASCII, at most
// 254 bytes, one '@' outside of quotes, no blanks, control characters or angle brackets.
bool is_mail_address(std::string_view text);

// Throws Exit::bad_input for an address, a Message-ID or a header name that cannot be sent.
std::string compose_mail(const Mail& mail, Instant now);

}  // namespace tocsin::net
