#include "cli/service.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "base/error.h"

namespace tocsin::cli {

void tell_service_manager(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr || std::strlen(path) >= sizeof(sockaddr_un::sun_path)) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, path);  // NOLINT: its length was checked above
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // abstract socket
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  // Nobody listening is no fault of the job.
  (void)::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&address), length);
  ::close(fd);
}

void repeat(Duration interval, const std::function<void()>& cycle) {
  using Steady = std::chrono::steady_clock;
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  // Blocked while a cycle works, so that it is never cut in the middle; taken between cycles.
  if (::sigprocmask(SIG_BLOCK, &stop, nullptr) != 0) fail(Exit::software, "cannot block signals");
  tell_service_manager("READY=1");
  for (;;) {
    const auto next = Steady::now() + interval;
    cycle();
    tell_service_manager("WATCHDOG=1");
    int signal = 0;
    do {
      const auto rest = std::max(next - Steady::now(), Steady::duration::zero());
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(rest);
      const timespec wait{seconds.count(), std::chrono::nanoseconds(rest - seconds).count()};
      signal = ::sigtimedwait(&stop, nullptr, &wait);
    } while (signal < 0 && errno == EINTR);
    if (signal > 0) break;
  }
  tell_service_manager("STOPPING=1");
}

}  // namespace tocsin::cli
