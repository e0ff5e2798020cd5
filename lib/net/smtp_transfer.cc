#include "net/smtp_transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "net/libcurl.h"
#include "net/mail.h"

namespace tocsin::net {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMaxReplyText = 500;
constexpr long kFarewellSeconds = 1;

struct Verb {
  std::string_view name;
  SmtpPhase phase;
};

constexpr std::array<Verb, 7> kVerbs{{{"EHLO", SmtpPhase::greeting},
                                      {"HELO", SmtpPhase::greeting},
                                      {"STARTTLS", SmtpPhase::tls},
                                      {"AUTH", SmtpPhase::authentication},
                                      {"MAIL", SmtpPhase::sender},
                                      {"RCPT", SmtpPhase::recipient},
                                      {"DATA", SmtpPhase::data}}};

bool is_host_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']' || c == '_';
  });
}

long ssl_mode(SmtpSecurity security) {
  return security == SmtpSecurity::none ? CURLUSESSL_NONE : CURLUSESSL_ALL;
}

}  // namespace

SmtpTransfer::SmtpTransfer(MailTransfer mail, Engine::MailCallback done, EventLoop& loop)
    : mail_(std::move(mail)), done_(std::move(done)), loop_(loop) {}

void SmtpTransfer::prepare(CURL* easy) {
  libcurl().curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  libcurl().curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  libcurl().curl_easy_setopt(easy, CURLOPT_PROXY, "");
  libcurl().curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  libcurl().curl_easy_setopt(easy, CURLOPT_SASL_IR,
                             1L);  // one round trip less (RFC 4954, section 4)
  libcurl().curl_easy_setopt(easy, CURLOPT_READFUNCTION, &SmtpTransfer::on_read);
  libcurl().curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &SmtpTransfer::on_talk);
  libcurl().curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
}

std::string SmtpTransfer::host() const {
  return fmt::format("smtp://{}:{}", mail_.server->host, mail_.server->port);
}

bool SmtpTransfer::is_settled() {
  const auto refuse = [&](std::string text) {
    result_.outcome = MailOutcome::permanent;
    result_.text = std::move(text);
    return true;
  };
  if (!is_host_name(mail_.server->host)) return refuse("not a mail server's name");
  if (!mail_.server->helo.empty() && !is_host_name(mail_.server->helo)) {
    return refuse("not a name to greet with");
  }
  if (!mail_.sender.empty() && !is_mail_address(mail_.sender)) {
    return refuse("the sender is not an address that mail can come from");
  }
  if (mail_.recipients.empty()) return refuse("no recipient");
  if (!std::all_of(mail_.recipients.begin(), mail_.recipients.end(), is_mail_address)) {
    return refuse("a recipient is not an address that mail can go to");
  }
  return false;
}

void SmtpTransfer::set_up(CURL* easy) {
  const SmtpServer& server = *mail_.server;
  started_ = steady_clock::now();
  set_up_common(easy, loop_, server.addresses.get());
  url_ = fmt::format("{}://{}:{}/{}", server.security == SmtpSecurity::tls ? "smtps" : "smtp",
                     server.host, server.port, server.helo);
  recipients_.clear();
  for (const std::string& recipient : mail_.recipients) {
    recipients_.add("<", recipient, ">");
  }
  libcurl().curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
  libcurl().curl_easy_setopt(easy, CURLOPT_USE_SSL, ssl_mode(server.security));
  libcurl().curl_easy_setopt(easy, CURLOPT_USERNAME,
                             server.user.empty() ? nullptr : server.user.c_str());
  libcurl().curl_easy_setopt(easy, CURLOPT_PASSWORD,
                             server.user.empty() ? nullptr : server.password.c_str());
  libcurl().curl_easy_setopt(easy, CURLOPT_MAIL_FROM, fmt::format("<{}>", mail_.sender).c_str());
  libcurl().curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients_.list());
  libcurl().curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE,
                             static_cast<curl_off_t>(mail_.message.size()));
  libcurl().curl_easy_setopt(easy, CURLOPT_READDATA, this);
  libcurl().curl_easy_setopt(easy, CURLOPT_DEBUGDATA, this);
  libcurl().curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, option_ms(server.total));
  libcurl().curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                             std::max(1L, option_ms(server.total) / 1000));

  libcurl().curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, option_ms(server.connect));
}

std::size_t SmtpTransfer::on_read(char* buffer, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<SmtpTransfer*>(self);
  const std::string& message = transfer.mail_.message;
  const std::size_t count = std::min(size, message.size() - transfer.read_);
  message.copy(buffer, count, transfer.read_);
  transfer.read_ += count;
  // Libcurl ends the message when the announced size is reached, without asking again.
  if (transfer.read_ == message.size()) transfer.message_out_ = true;
  return count;
}

// Follows the conversation for the verbs and the replies alone: what we send may hold secrets.
int SmtpTransfer::on_talk(CURL* easy, curl_infotype kind, char* data, std::size_t size,
                          void* self) {
  auto& transfer = *static_cast<SmtpTransfer*>(self);
  if (kind == CURLINFO_HEADER_OUT) transfer.take_command({data, size});
  // Libcurl blocks the whole thread until QUIT is answered, up to two minutes.
  if (transfer.over_)
    libcurl().curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, kFarewellSeconds);
  if (kind == CURLINFO_HEADER_IN) transfer.take_reply({data, size});
  return 0;
}

void SmtpTransfer::take_command(std::string_view line) {
  const std::string_view verb = trim(line.substr(0, line.find(' ')));
  if (verb == "QUIT" || verb == "RSET") over_ = true;
  for (const Verb& known : kVerbs) {
    if (verb == known.name) result_.phase = known.phase;
  }
}

void SmtpTransfer::take_reply(std::string_view line) {
  if (over_) return;
  if (result_.phase == SmtpPhase::connect) result_.phase = SmtpPhase::greeting;
  int code = 0;
  const auto [end, error] =
      std::from_chars(line.data(), line.data() + std::min<std::size_t>(line.size(), 3), code);
  if (error != std::errc() || end != line.data() + 3) return;
  result_.reply = code;
  const std::string text = to_utf8(trim(line.substr(std::min<std::size_t>(line.size(), 4))));
  result_.text = utf8_prefix(text, kMaxReplyText);
}

MailOutcome SmtpTransfer::judge(CURLcode code) const {
  if (code == CURLE_OK) return MailOutcome::accepted;
  if (result_.reply >= 500) return MailOutcome::permanent;
  if (result_.reply >= 400) return MailOutcome::transient;
  if (message_out_) return MailOutcome::uncertain;
  return result_.phase <= SmtpPhase::tls ? MailOutcome::connect_failed : MailOutcome::transient;
}

bool SmtpTransfer::conclude(CURL*, CURLcode code) {
  result_.outcome = judge(code);
  if (code == CURLE_OK) result_.phase = SmtpPhase::done;
  result_.elapsed = std::chrono::duration_cast<Duration>(steady_clock::now() - started_);
  if (code != CURLE_OK && result_.reply < 400) {
    result_.text = fmt::format(
        "{}:{}: {}", mail_.server->host, mail_.server->port,
        address_refused() ? fmt::format("leads to {}, which is not allowed", refused_address())
                          : error_text(code));
  }
  return false;
}

}  // namespace tocsin::net
