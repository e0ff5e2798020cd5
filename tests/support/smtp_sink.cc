#include "support/smtp_sink.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "support/http_server.h"

namespace tocsin::test {
namespace {

// Lines off a socket, without their ends.
class LineReader {
 public:
  explicit LineReader(int fd) : fd_(fd) {}

  std::optional<std::string> next() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
      std::array<char, 65536> chunk{};
      const ssize_t count = ::recv(fd_, chunk.data(), chunk.size(), 0);
      if (count <= 0) return std::nullopt;
      buffer_.append(chunk.data(), static_cast<std::size_t>(count));
    }
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return line;
  }

 private:
  int fd_;
  std::string buffer_;
};

std::string argument(const std::string& line) {
  const std::size_t open = line.find('<');
  const std::size_t close = line.find('>');
  return open == line.npos || close == line.npos ? "" : line.substr(open, close - open + 1);
}

bool send_line(int fd, const std::string& reply) {
  const std::string line = reply + "\r\n";
  return reply != "drop" &&
         ::send(fd, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
}

std::optional<std::string> read_message(LineReader& lines) {
  std::string message;
  while (auto line = lines.next()) {
    if (*line == ".") return message;
    if (line->starts_with('.')) line->erase(0, 1);
    message += *line + "\r\n";
  }
  return std::nullopt;
}

}  // namespace

SmtpSink::SmtpSink(Script script)
    : script_(std::move(script)), listener_(listen_on_loopback(port_)) {
  acceptor_ = std::thread([this] { accept_all(); });
}

SmtpSink::~SmtpSink() {
  ::shutdown(listener_, SHUT_RDWR);
  {
    const std::scoped_lock lock(mutex_);
    if (current_ >= 0) ::shutdown(current_, SHUT_RDWR);
  }
  acceptor_.join();
  ::close(listener_);
}

std::vector<SunkMail> SmtpSink::mails() const {
  const std::scoped_lock lock(mutex_);
  return mails_;
}

std::vector<std::string> SmtpSink::commands() const {
  const std::scoped_lock lock(mutex_);
  return commands_;
}

int SmtpSink::connections() const {
  const std::scoped_lock lock(mutex_);
  return connections_;
}

void SmtpSink::accept_all() {
  while (true) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    {
      const std::scoped_lock lock(mutex_);
      ++connections_;
      current_ = fd;
    }
    serve(fd);
    const std::scoped_lock lock(mutex_);
    current_ = -1;
    ::close(fd);
  }
}

std::string SmtpSink::reply_to(const std::string& command, std::string_view usual) {
  {
    const std::scoped_lock lock(mutex_);
    commands_.push_back(command);
  }
  std::string reply = script_ ? script_(command) : "";
  return reply.empty() ? std::string(usual) : reply;
}

void SmtpSink::serve(int fd) {
  LineReader lines(fd);
  SunkMail mail;
  if (!send_line(fd, reply_to("connect", "220 sink.test ESMTP"))) return;
  while (const auto line = lines.next()) {
    std::string_view usual = "250 ok";
    if (line->starts_with("EHLO")) usual = "250-sink.test\r\n250-AUTH PLAIN\r\n250 SIZE 1000000";
    if (line->starts_with("AUTH")) usual = "235 welcome";
    if (line->starts_with("DATA")) usual = "354 go on";
    if (line->starts_with("QUIT")) usual = "221 bye";
    if (line->starts_with("MAIL")) mail = SunkMail{argument(*line), {}, ""};
    if (line->starts_with("RCPT")) mail.recipients.push_back(argument(*line));
    const std::string reply = reply_to(*line, usual);
    if (!send_line(fd, reply) || line->starts_with("QUIT")) return;
    if (!reply.starts_with("354")) continue;
    auto message = read_message(lines);
    if (!message) return;
    mail.message = std::move(*message);
    {
      const std::scoped_lock lock(mutex_);
      mails_.push_back(mail);
    }
    if (!send_line(fd, reply_to(".", "250 queued"))) return;
  }
}

}  // namespace tocsin::test
