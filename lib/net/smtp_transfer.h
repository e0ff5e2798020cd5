// One mail on its way through libcurl's SMTP. Inside net only.
#pragma once

#include <chrono>
#include <string>

#include "net/engine.h"
#include "net/transfer.h"

namespace tocsin::net {

class SmtpTransfer final : public Transfer {
 public:
  SmtpTransfer(MailTransfer mail, Engine::MailCallback done, EventLoop& loop);

  static void prepare(CURL* easy);

  Protocol protocol() const override { return Protocol::smtp; }
  std::string host() const override;
  bool is_settled() override;
  void set_up(CURL* easy) override;
  bool conclude(CURL* easy, CURLcode code) override;
  void deliver() override { done_(std::move(result_)); }

 private:
  static std::size_t on_read(char* buffer, std::size_t, std::size_t size, void* self);
  static int on_talk(CURL*, curl_infotype kind, char* data, std::size_t size, void* self);
  void take_command(std::string_view line);
  void take_reply(std::string_view line);
  MailOutcome judge(CURLcode code) const;

  MailTransfer mail_;
  Engine::MailCallback done_;
  EventLoop& loop_;
  HeaderLines recipients_;
  std::string url_;
  MailResult result_;
  std::size_t read_ = 0;      // bytes of the message given to libcurl
  bool message_out_ = false;  // all of them, and libcurl knows it
  bool over_ = false;         // we said QUIT or RSET: what follows concerns nobody
  std::chrono::steady_clock::time_point started_{};
};

}  // namespace tocsin::net
