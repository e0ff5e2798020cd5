// A small SMTP server for tests: takes mails, or answers as a script says.
//
// Listens on 127.0.0.1 at a free port, one connection at a time.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tocsin::test {

struct SunkMail {
  std::string sender;                   // as in MAIL FROM, with its brackets
  std::vector<std::string> recipients;  // as in RCPT TO
  std::string message;                  // dots unstuffed
};

class SmtpSink {
 public:
  // The reply to a command line ("." is the end of the message, "connect" the greeting), such as
  // "550 no such user"; "" is the usual one, "drop" closes the connection instead.
  using Script = std::function<std::string(std::string_view command)>;

  explicit SmtpSink(Script script = nullptr);
  ~SmtpSink();
  SmtpSink(const SmtpSink&) = delete;
  SmtpSink& operator=(const SmtpSink&) = delete;

  int port() const { return port_; }
  std::vector<SunkMail> mails() const;
  std::vector<std::string> commands() const;  // of all connections
  int connections() const;

 private:
  void accept_all();
  void serve(int fd);
  std::string reply_to(const std::string& command, std::string_view usual);

  Script script_;
  int port_ = 0;  // set while listener_ is
  int listener_ = -1;
  mutable std::mutex mutex_;
  std::vector<SunkMail> mails_;
  std::vector<std::string> commands_;
  int connections_ = 0;
  int current_ = -1;
  std::thread acceptor_;
};

}  // namespace tocsin::test
