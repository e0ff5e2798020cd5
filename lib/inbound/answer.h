// What is answered, and how it is written for the web server (RFC 3875, section 6). Pure.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::inbound {

struct Answer {
  int status = 204;
  std::string type{}, body{};
  std::string location{};    // of a redirect
  std::string_view allow{};  // of 405: the methods there are, apart by blanks
};

// A short text for people who came by a link that leads nowhere; it says nothing about us.
Answer refuse(int status);
// A page with this heading and text, both escaped; `form` is markup of ours below it.
Answer page(int status, std::string_view title, std::string_view text, std::string_view form = {});

// With a Status line and the header fields that keep a browser from storing, framing, guessing the
// type of, or telling others of a page. A HEAD request gets the head alone.
std::string as_cgi(const Answer& answer, bool head);

}  // namespace tocsin::inbound
