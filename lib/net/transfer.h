// One exchange on one libcurl easy handle: set up, watched, judged. Inside net only.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "net/event_loop.h"
#include "net/libcurl.h"

namespace tocsin::net {

// A libcurl list whose nodes and texts live here: one allocation each, reused.
class HeaderLines {
 public:
  void clear();
  void add(std::string_view name, std::string_view separator, std::string_view value);
  // Valid until the next change.
  curl_slist* list();

 private:
  std::string text_;
  std::vector<std::size_t> starts_;
  std::vector<curl_slist> nodes_;
};

enum class Protocol { http, smtp };

class Transfer {
 public:
  virtual ~Transfer() = default;
  Transfer() = default;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  virtual Protocol protocol() const = 0;
  // What concurrency is counted by.
  virtual std::string host() const = 0;
  // Nothing need leave: the result is known already.
  virtual bool is_settled() = 0;
  virtual void set_up(CURL* easy) = 0;
  // Judges what libcurl did; true if another round is needed, on host() as it now is.
  virtual bool conclude(CURL* easy, CURLcode code) = 0;
  // Hands the result to the caller's callback.
  virtual void deliver() = 0;

 protected:
  // Common to all protocols: sockets, the address policy on each of them, the error text.
  void set_up_common(CURL* easy, EventLoop& loop, const AddressPolicy* policy);
  bool address_refused() const { return !refused_address_.empty(); }
  const std::string& refused_address() const { return refused_address_; }
  std::string error_text(CURLcode code) const;
  // Before each request, on new connections and reused ones; false stops the transfer.
  virtual bool may_send() { return true; }

 private:
  static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);
  static int on_request(void* self, char* ip, char*, int, int);

  EventLoop* loop_ = nullptr;
  const AddressPolicy* policy_ = nullptr;  // null: everything is permitted
  std::string refused_address_;
  std::array<char, CURL_ERROR_SIZE> error_{};
};

// Milliseconds for a libcurl option, at least one: zero would mean "no limit".
long option_ms(std::chrono::milliseconds d);

}  // namespace tocsin::net
