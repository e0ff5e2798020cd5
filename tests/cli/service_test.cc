#include "cli/service.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "support/fixtures.h"

namespace tocsin::cli {
namespace {

TEST(Service, RepeatsUntilItIsTold) {
  int cycles = 0;
  repeat(Duration{1}, [&] {
    if (++cycles == 3) ::raise(SIGTERM);  // arrives while a cycle works: it is finished first
  });
  EXPECT_EQ(cycles, 3);
}

TEST(Service, SpeaksToTheServiceManager) {
  const test::ScratchFolder folder;
  const std::string path = (folder / "notify").string();
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  tell_service_manager("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
  char heard[32] = {};
  EXPECT_EQ(::recv(fd, heard, sizeof heard, MSG_DONTWAIT), 7);
  EXPECT_STREQ(heard, "READY=1");
  ::close(fd);
}

}  // namespace
}  // namespace tocsin::cli
