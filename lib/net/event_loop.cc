#include "net/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "net/libcurl.h"

namespace tocsin::net {
namespace {

int wait_ms(EventLoop::SteadyTime until) {
  using namespace std::chrono;
  const auto now = steady_clock::now();
  if (until <= now) return 0;
  return static_cast<int>(std::min<std::int64_t>(ceil<milliseconds>(until - now).count(), 60'000));
}

}  // namespace

EventLoop::EventLoop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      multi_(libcurl().curl_multi_init()) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_;
  if (epoll_ < 0 || wake_ < 0 || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) != 0) {
    fail(Exit::unavailable, "epoll: {}", std::strerror(errno));
  }
  if (!multi_) fail(Exit::unavailable, "libcurl does not start");
  libcurl().curl_multi_setopt(multi(), CURLMOPT_SOCKETFUNCTION, &EventLoop::on_socket);
  libcurl().curl_multi_setopt(multi(), CURLMOPT_SOCKETDATA, this);
  libcurl().curl_multi_setopt(multi(), CURLMOPT_TIMERFUNCTION, &EventLoop::on_timer);
  libcurl().curl_multi_setopt(multi(), CURLMOPT_TIMERDATA, this);
}

EventLoop::~EventLoop() {
  // SMTP connections say QUIT when closed, and libcurl would wait for each server's farewell.
  for (std::size_t fd = 0; fd < watches_.size(); ++fd) {
    if (watches_[fd].ours) ::shutdown(static_cast<int>(fd), SHUT_RD);
  }
  multi_.reset();
  ::close(wake_);
  ::close(epoll_);
}

void EventLoop::adopt(CURL* easy) {
  libcurl().curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &EventLoop::on_close);
  libcurl().curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

curl_socket_t EventLoop::open_socket(const curl_sockaddr& address) {
  const int fd = ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  at(fd) = Watch{0, 0, true};
  return fd;
}

EventLoop::Watch& EventLoop::at(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index >= watches_.size()) watches_.resize(index + 64);
  return watches_[index];
}

bool EventLoop::apply(int fd, Watch& watch, std::uint32_t events) const {
  if (watch.registered == events) return true;
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  const int operation = events == 0             ? EPOLL_CTL_DEL
                        : watch.registered == 0 ? EPOLL_CTL_ADD
                                                : EPOLL_CTL_MOD;
  if (::epoll_ctl(epoll_, operation, fd, &event) != 0 && operation != EPOLL_CTL_DEL) return false;
  watch.registered = events;
  return true;
}

bool EventLoop::watch(int fd, std::uint32_t events) {
  Watch& watch = at(fd);
  watch.wanted = events;
  // Others' descriptors, such as the resolver's, vanish without a word: nothing lazy about them.
  return (events == 0 && watch.ours) || apply(fd, watch, events);
}

int EventLoop::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  std::uint32_t events = 0;
  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= EPOLLIN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= EPOLLOUT;
  return static_cast<EventLoop*>(self)->watch(fd, events) ? 0 : -1;
}

int EventLoop::on_timer(CURLM*, long ms, void* self) {
  static_cast<EventLoop*>(self)->curl_due_ =
      ms < 0 ? SteadyTime::max() : std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  return 0;
}

int EventLoop::on_close(void* self, curl_socket_t fd) {
  static_cast<EventLoop*>(self)->at(fd) = Watch{};  // close() takes it out of epoll
  return ::close(fd);
}

void EventLoop::act(curl_socket_t fd, int bits) {
  int running = 0;
  const CURLMcode code = libcurl().curl_multi_socket_action(multi(), fd, bits, &running);
  if (code != CURLM_OK) fail(Exit::unavailable, "libcurl: {}", libcurl().curl_multi_strerror(code));
}

void EventLoop::wake() {
  const std::uint64_t one = 1;
  (void)!::write(wake_, &one, sizeof one);  // it can only be full, and then it wakes all the same
}

void EventLoop::step(SteadyTime latest) {
  std::array<epoll_event, 256> events;
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                 wait_ms(std::min(latest, curl_due_)));
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const int fd = event.data.fd;
    if (fd == wake_) {
      std::uint64_t wakes = 0;
      (void)!::read(wake_, &wakes, sizeof wakes);
      continue;
    }
    Watch& watch = at(fd);
    if (watch.wanted == 0) {
      apply(fd, watch, 0);  // an idle connection was closed; libcurl sees it before the next use
      continue;
    }
    const int bits = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                     ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                     ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
    act(fd, bits);
  }
  if (curl_due_ <= std::chrono::steady_clock::now()) {
    curl_due_ = SteadyTime::max();
    act(CURL_SOCKET_TIMEOUT, 0);
  }
}

}  // namespace tocsin::net
