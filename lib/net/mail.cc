#include "net/mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "net/http_time.h"
#include "net/mime.h"
#include "net/url.h"

namespace tocsin::net {
namespace {

constexpr std::size_t kHeaderLine = 76;       // where we fold
constexpr std::size_t kLongestLine = 998;     // RFC 5322, section 2.1.1
constexpr std::size_t kLongestAddress = 254;  // RFC 5321, section 4.5.3.1 (a path of 256 with <>)

constexpr std::array<std::string_view, 14> kOurHeaders{"From",
                                                       "To",
                                                       "Reply-To",
                                                       "Subject",
                                                       "Date",
                                                       "Message-ID",
                                                       "In-Reply-To",
                                                       "References",
                                                       "Sender",
                                                       "MIME-Version",
                                                       "Content-Type",
                                                       "Content-Transfer-Encoding",
                                                       "List-Unsubscribe",
                                                       "List-Unsubscribe-Post"};

// Atext of RFC 5322, section 3.2.3, and the dot between atoms.
bool is_atom_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(".!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_domain_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-';
}

bool is_quoted_local(std::string_view local) {
  return local.size() > 2 && local.front() == '"' && local.back() == '"' &&
         std::all_of(local.begin() + 1, local.end() - 1, [](char c) {
           return c > 32 && c < 127 && c != '"' && c != '\\' && c != '<' && c != '>';
         });
}

bool is_dotted(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == text.npos;
}

std::string without_controls(std::string_view text) {
  std::string out = to_utf8(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; },
      ' ');
  return out;
}

std::string header(std::string_view name, std::string_view value) {
  return fmt::format("{}: {}\r\n", name, value);
}

// Folds between words; encodes what is not plain, and words too long for a line.
std::string text_header(std::string_view name, std::string_view raw) {
  const std::string value = without_controls(trim(raw));
  std::string out = fmt::format("{}:", name);
  std::size_t column = out.size();
  if (!is_plain_header_text(value)) return header(name, encoded_words(value));
  for (std::string_view rest = value; !rest.empty();) {
    // A word takes the blanks before it along, so that no line is of blanks alone.
    const std::size_t letter = std::min(rest.find_first_not_of(' '), rest.size());
    const std::size_t end = std::min(rest.find(' ', letter), rest.size());
    const std::string_view word = rest.substr(0, end);
    if (word.size() + 1 > kHeaderLine) return header(name, encoded_words(value));
    const bool first = rest.size() == value.size();
    if (!first && column + word.size() > kHeaderLine) {
      out += "\r\n";
      column = 0;
    }
    if (first) out += ' ';
    out += word;
    column += word.size();
    rest.remove_prefix(end);
  }
  return out + "\r\n";
}

std::string quoted_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string mailbox_text(const Mailbox& box) {
  if (!is_mail_address(box.address)) {
    fail(Exit::bad_input, "'{}' is not a mail address", without_controls(box.address));
  }
  const std::string name = without_controls(trim(box.name));
  if (name.empty()) return box.address;
  const bool quotable = is_plain_header_text(name) && name.size() < kHeaderLine / 2;
  return fmt::format("{}\r\n <{}>", quotable ? quoted_string(name) : encoded_words(name),
                     box.address);
}

// An identifier of RFC 5322, section 3.6.4, in its brackets.
std::string identifier(std::string_view id) {
  const bool ok = id.size() < 250 && std::count(id.begin(), id.end(), '@') == 1 &&
                  std::all_of(id.begin(), id.end(),
                              [](char c) { return c > 32 && c < 127 && c != '<' && c != '>'; });
  if (!ok) fail(Exit::bad_input, "'{}' is not a Message-ID", without_controls(id));
  return fmt::format("<{}>", id);
}

template <typename Items, typename Text>
std::string listed(const Items& items, std::string_view separator, Text text) {
  std::string out;
  for (const auto& item : items) {
    if (!out.empty()) out += separator;
    out += text(item);
  }
  return out;
}

void append_extra_header(std::string& out, std::string_view name, std::string_view value) {
  const bool ok = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c > 32 && c < 127 && c != ':';
  });
  const bool ours = std::any_of(kOurHeaders.begin(), kOurHeaders.end(),
                                [&](std::string_view h) { return equal_ignoring_case(h, name); });
  if (!ok || ours || name.size() > kHeaderLine / 2) {
    fail(Exit::bad_input, "'{}' is not a header to add to a mail", without_controls(name));
  }
  out += text_header(name, value);
}

std::string message_headers(const Mail& mail, Instant now) {
  if (mail.to.empty()) fail(Exit::bad_input, "a mail needs a recipient");
  std::string date = format_http_date(now);
  date.replace(date.size() - 3, 3, "+0000");
  std::string out = header("Date", date);
  out += header("From", mailbox_text(mail.from));
  out += header("To", listed(mail.to, ",\r\n ", mailbox_text));
  if (mail.reply_to) out += header("Reply-To", mailbox_text(*mail.reply_to));
  out += header("Message-ID", identifier(mail.message_id));
  if (!mail.in_reply_to.empty()) out += header("In-Reply-To", identifier(mail.in_reply_to));
  if (!mail.references.empty()) {
    out += header("References", listed(mail.references, "\r\n ", identifier));
  }
  out += text_header("Subject", mail.subject);
  if (!mail.unsubscribe_url.empty()) {
    const auto url = Url::parse(mail.unsubscribe_url);
    if (!url || url->text().size() > kLongestLine - 40) {
      fail(Exit::bad_input, "the address to unsubscribe at is not a URL for a header");
    }
    out += header("List-Unsubscribe", fmt::format("<{}>", url->text()));
    out += header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  for (const auto& [name, value] : mail.headers) append_extra_header(out, name, value);
  return out + header("MIME-Version", "1.0");
}

// A part with its own headers: "Content-…", an empty line, the body.
std::string text_part(std::string_view type, std::string_view raw) {
  const std::string text = to_utf8(raw);
  const std::string quoted = quoted_printable(text);
  const std::string type_line = header("Content-Type", fmt::format("{}; charset=utf-8", type));
  // Base64 grows by 37 %; where quoting costs more, most of the text is not Latin.
  if (quoted.size() > text.size() * 3 / 2 + kHeaderLine) {
    return type_line + header("Content-Transfer-Encoding", "base64") + "\r\n" + base64_lines(text);
  }
  return type_line + header("Content-Transfer-Encoding", "quoted-printable") + "\r\n" + quoted;
}

std::string inline_part(const MailPart& part) {
  const auto slash = part.content_type.find('/');
  if (slash == std::string::npos || !std::all_of(part.content_type.begin(), part.content_type.end(),
                                                 [](char c) { return is_atom_char(c); })) {
    fail(Exit::bad_input, "'{}' is not a media type", without_controls(part.content_type));
  }
  return header("Content-Type", part.content_type) +
         header("Content-ID", identifier(part.content_id)) +
         header("Content-Disposition",
                fmt::format("inline;\r\n filename*=UTF-8''{}",
                            percent_encode(without_controls(part.file_name)))) +
         header("Content-Transfer-Encoding", "base64") + "\r\n" + base64_lines(part.bytes);
}

// "=_" occurs neither in quoted-printable nor in base64, so no body can hold the boundary.
std::string multipart(std::string_view kind, std::string_view seed,
                      const std::vector<std::string>& parts) {
  const std::string boundary = "=_" + sha256_hex(fmt::format("{} {}", kind, seed)).substr(0, 32);
  std::string out =
      header("Content-Type", fmt::format("multipart/{};\r\n boundary=\"{}\"", kind, boundary)) +
      "\r\n";
  for (const std::string& part : parts) out += fmt::format("--{}\r\n{}\r\n", boundary, part);
  return out + fmt::format("--{}--\r\n", boundary);
}

std::string body(const Mail& mail) {
  if (mail.html.empty()) return text_part("text/plain", mail.text);
  std::string html = text_part("text/html", mail.html);
  if (!mail.inline_parts.empty()) {
    std::vector<std::string> related{std::move(html)};
    for (const MailPart& part : mail.inline_parts) related.push_back(inline_part(part));
    html = multipart("related", mail.message_id, related);
  }
  if (mail.text.empty()) return html;
  return multipart("alternative", mail.message_id, {text_part("text/plain", mail.text), html});
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == text.npos || text.size() > kLongestAddress || at > 64) return false;
  const std::string_view local = text.substr(0, at);
  const std::string_view domain = text.substr(at + 1);
  const bool plain = is_dotted(local) && std::all_of(local.begin(), local.end(), is_atom_char);
  return (plain || is_quoted_local(local)) && is_dotted(domain) && domain.front() != '-' &&
         std::all_of(domain.begin(), domain.end(), is_domain_char);
}

std::string compose_mail(const Mail& mail, Instant now) {
  return message_headers(mail, now) + body(mail);
}

}  // namespace tocsin::net
