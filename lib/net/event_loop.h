// libcurl's multi handle driven by epoll(7). Inside net only.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "net/libcurl.h"

namespace tocsin::net {

struct CloseMulti {
  void operator()(CURLM* multi) const { libcurl().curl_multi_cleanup(multi); }
};

class EventLoop {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  CURLM* multi() const { return multi_.get(); }
  // Makes the easy handle open and close its sockets under this loop's eyes.
  void adopt(CURL* easy);
  // Opens a socket as libcurl asks for it; for handles with a callback of their own.
  curl_socket_t open_socket(const curl_sockaddr& address);
  // Waits for one round of events, at most until `latest`, and lets libcurl work on them. Returns
  // early on a signal. Exit::unavailable if the kernel takes no more descriptors.
  void step(SteadyTime latest);
  // From any thread: the step under way, or the next one, returns at once.
  void wake();

 private:
  // What epoll knows about a descriptor. Keep-alive connections stay registered while no request
  // uses them: taking them out and in again would cost two system calls a request.
  struct Watch {
    std::uint32_t wanted = 0;
    std::uint32_t registered = 0;
    bool ours = false;  // closed through close_socket, so that we learn of it
  };

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*);
  static int on_timer(CURLM*, long ms, void* self);
  static int on_close(void* self, curl_socket_t fd);
  void act(curl_socket_t fd, int bits);
  bool watch(int fd, std::uint32_t events);
  bool apply(int fd, Watch& watch, std::uint32_t events) const;
  Watch& at(int fd);

  int epoll_ = -1;
  int wake_ = -1;               // eventfd(2)
  std::vector<Watch> watches_;  // by descriptor
  SteadyTime curl_due_ = SteadyTime::max();
  std::unique_ptr<CURLM, CloseMulti> multi_;
};

}  // namespace tocsin::net
