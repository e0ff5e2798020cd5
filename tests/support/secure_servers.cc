#include "support/secure_servers.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "base/file.h"
#include "base/text.h"

namespace tocsin::test {
namespace {

std::string read_line(int fd) {
  std::string line;
  char c = 0;
  while (::read(fd, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

SecureServers::SecureServers() {
  std::array<int, 2> to{}, from{};
  if (::pipe2(to.data(), O_CLOEXEC) != 0 || ::pipe2(from.data(), O_CLOEXEC) != 0) {
    trouble_ = "no pipes";
    return;
  }
  input_ = to[1];
  const std::string script = TOCSIN_SOURCE_DIR "/tests/support/secure_servers.py";
  const std::string folder = folder_.path().string();
  // Debian's own interpreter: another python3 may come first in PATH and lack its modules.
  const char* arguments[] = {"/usr/bin/python3", script.c_str(), folder.c_str(), nullptr};
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, to[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, from[1], STDOUT_FILENO);
  const int error = ::posix_spawn(&pid_, arguments[0], &files, nullptr,
                                  const_cast<char* const*>(arguments), environ);
  ::posix_spawn_file_actions_destroy(&files);
  ::close(to[0]);
  ::close(from[1]);
  if (error != 0) {
    pid_ = 0;
    trouble_ = "no /usr/bin/python3";
  } else {
    const std::string line = read_line(from[0]);
    std::string why;
    const auto ports = parse_json(line, why);
    if (ports)
      ports_ = *ports;
    else
      trouble_ = "secure_servers.py does not start (python3-aiosmtpd, openssl?)";
  }
  ::close(from[0]);
}

SecureServers::~SecureServers() {
  ::close(input_);
  if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
}

int SecureServers::port(const std::string& name) const {
  const Json& port = ports_.at(name);
  return port.is_number_integer() ? port.get<int>() : 0;
}

std::vector<Json> SecureServers::mails() const {
  std::vector<Json> out;
  for (const std::string& line : split(read_file(folder_ / "mails.ndjson", 16U << 20), '\n')) {
    out.push_back(Json::parse(line));
  }
  return out;
}

}  // namespace tocsin::test
