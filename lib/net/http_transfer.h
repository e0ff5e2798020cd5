// An HTTP exchange with its redirects. Inside net only.
#pragma once

#include <chrono>
#include <string>

#include "net/engine.h"
#include "net/transfer.h"

namespace tocsin::net {

class HttpTransfer final : public Transfer {
 public:
  HttpTransfer(HttpRequest request, Engine::HttpCallback done, EventLoop& loop,
               const std::string& user_agent);

  // What is the same for every request on a pooled handle.
  static void prepare(CURL* easy);

  Protocol protocol() const override { return Protocol::http; }
  std::string host() const override { return host_key(request_.url); }
  bool is_settled() override;
  void set_up(CURL* easy) override;
  bool conclude(CURL* easy, CURLcode code) override;
  void deliver() override { done_(std::move(result_)); }

 protected:
  bool may_send() override;

 private:
  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);

  std::size_t announced_length() const;
  void set_method(CURL* easy);
  void set_headers(CURL* easy);
  void set_limits(CURL* easy);
  TransferOutcome judge(CURL* easy, CURLcode code) const;
  bool request_has_left(CURL* easy) const;
  bool is_by_proxy(CURL* easy, CURLcode code) const;
  // Turns the request into the one the redirect asks for; false if it is not followed.
  bool follow_redirect();

  HttpRequest request_;
  Engine::HttpCallback done_;
  EventLoop& loop_;
  const std::string& user_agent_;
  HeaderLines lines_;
  HttpResult result_;
  std::chrono::steady_clock::time_point started_{};
  bool too_large_ = false;
  bool head_read_ = false;     // up to the empty line
  bool sent_once_ = false;     // this hop's request went to a connection
  bool would_repeat_ = false;  // and libcurl wanted to send it again
};

}  // namespace tocsin::net
