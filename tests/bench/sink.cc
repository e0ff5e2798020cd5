// sink: an HTTP/1.1 receiver on loopback that keeps connections. One thread, epoll.
//
//   sink [--delay MS] [--throttle] [--look]
//
// Answers every POST with 200, or with --throttle 429 and "Retry-After: 3600", after MS
// milliseconds. Prints its port at once, and at SIGTERM how many POSTs it took and in how many
// seconds from the first to the last; with --look also how many different webhook-ids they had, and
// the time (seconds since 1970) of the first of priority 5.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kTaken = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr std::string_view kThrottled =
    "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n";
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

struct Options {
  std::chrono::milliseconds delay{0};
  std::string_view answer = kTaken;
  bool look = false;
};

Options read_options(int argc, char** argv) {
  Options out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--throttle") out.answer = kThrottled;
    if (option == "--look") out.look = true;
    if (option == "--delay" && i + 1 < argc)
      out.delay = std::chrono::milliseconds(std::atoi(argv[++i]));
  }
  return out;
}

// What is asked about afterwards.
struct Seen {
  std::unordered_set<std::string> ids;
  double first_critical = 0;

  void look_at(std::string_view request) {
    constexpr std::string_view kId = "webhook-id: ";
    if (const auto at = request.find(kId); at != request.npos) {
      const auto from = at + kId.size();
      ids.emplace(request.substr(from, request.find('\r', from) - from));
    }
    if (first_critical == 0 && request.find("\"priority\":5") != request.npos) {
      first_critical =
          std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
              .count();
    }
  }
};

struct Answer {
  Clock::time_point due;
  int fd;
};

}  // namespace

int main(int argc, char** argv) {
  const Options options = read_options(argc, argv);
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
  std::deque<Answer> answers;  // in order of time, since all take as long
  Seen seen;
  Clock::time_point first{}, last{};
  for (long posts = 0;;) {
    int wait = -1;
    while (!answers.empty()) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(answers.front().due - Clock::now());
      wait = static_cast<int>(left.count());
      if (wait > 0) break;
      // Its connection may have gone, and another have its number: not in a benchmark.
      if (write(answers.front().fd, options.answer.data(), options.answer.size()) < 0) {
        connections.erase(answers.front().fd);
      }
      answers.pop_front();
      wait = -1;
    }
    const int ready = epoll_wait(poll, events.data(), events.size(), wait);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[i].data.fd;
      if (fd == end) {
        std::printf("%ld %.4f %zu %.3f\n", posts,
                    std::chrono::duration<double>(last - first).count(), seen.ids.size(),
                    seen.first_critical);
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
        if (options.look) seen.look_at(std::string_view(text).substr(0, whole));
        text.erase(0, whole);
        last = Clock::now();
        if (posts++ == 0) first = last;
        if (options.delay.count() > 0) {
          answers.push_back({Clock::now() + options.delay, fd});
        } else if (write(fd, options.answer.data(), options.answer.size()) < 0) {
          break;
        }
      }
    }
  }
}
