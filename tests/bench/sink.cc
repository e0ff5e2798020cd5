// sink: an HTTP/1.1 receiver on loopback that answers every POST with 200 and keeps connections.
// Prints its port at once, and at SIGTERM how many POSTs it took. One thread, epoll.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr std::string_view kLength = "\r\ncontent-length:";

// The size of the first whole request in there; 0 if it is not whole yet.
std::size_t request_size(std::string_view text) {
  const std::size_t head = text.find("\r\n\r\n");
  if (head == text.npos) return 0;
  std::size_t body = 0;
  for (std::size_t at = 0; (at = text.find("\r\n", at)) < head; at += 2) {
    if (strncasecmp(text.data() + at, kLength.data(), kLength.size()) == 0) {
      body = std::strtoul(text.data() + at + kLength.size(), nullptr, 10);
    }
  }
  const std::size_t whole = head + 4 + body;
  return text.size() < whole ? 0 : whole;
}

}  // namespace

int main() {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  const int end = signalfd(-1, &ends, 0);
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* general = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, general, size) != 0 || listen(listener, 1024) != 0) return 1;
  getsockname(listener, general, &size);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);

  const int poll = epoll_create1(0);
  const auto watch = [poll](int fd) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  };
  watch(end);
  watch(listener);
  std::unordered_map<int, std::string> connections;
  std::array<char, 64 << 10> chunk;
  std::array<epoll_event, 128> events;
  for (long posts = 0;;) {
    const int ready = epoll_wait(poll, events.data(), events.size(), -1);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[i].data.fd;
      if (fd == end) {
        std::printf("%ld\n", posts);
        return 0;
      }
      if (fd == listener) {
        const int connection = accept(listener, nullptr, nullptr);
        const int on = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(connection);
        continue;
      }
      std::string& text = connections[fd];
      const ssize_t got = read(fd, chunk.data(), chunk.size());
      if (got <= 0) {
        connections.erase(fd);
        close(fd);
        continue;
      }
      text.append(chunk.data(), static_cast<std::size_t>(got));
      while (const std::size_t whole = request_size(text)) {
        text.erase(0, whole);
        ++posts;
        if (write(fd, kAnswer.data(), kAnswer.size()) < 0) break;
      }
    }
  }
}
