#include "net/driver_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/text.h"

namespace tocsin::net {
namespace {

constexpr std::size_t kMostOutput = 64U << 10;

// $1 is the driver, which leads its group; $2 the scratch folder. Browsers write into it until they
// are gone, hence the second try.
constexpr const char* kKeeper =
    "read -r _; kill -s KILL -- \"-$1\" 2>/dev/null; rm -rf -- \"$2\" 2>/dev/null || "
    "{ sleep 1; rm -rf -- \"$2\"; }";

std::string environment_of(const char* name) {
  const char* value = ::getenv(name);
  return fmt::format("{}={}", name, value == nullptr ? "" : value);
}

// In a process group of its own, with these as standard input and output, and nothing else open.
int spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment,
          int input, int output, pid_t& pid) {
  std::vector<char*> arguments, variables;
  for (const std::string& w : words) arguments.push_back(const_cast<char*>(w.c_str()));
  for (const std::string& v : environment) variables.push_back(const_cast<char*>(v.c_str()));
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&attributes);
  const auto open_null = [&](int fd, int mode) {
    ::posix_spawn_file_actions_addopen(&files, fd, "/dev/null", mode, 0);
  };
  input < 0 ? open_null(STDIN_FILENO, O_RDONLY)
            : static_cast<void>(::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO));
  output < 0 ? open_null(STDOUT_FILENO, O_WRONLY)
             : static_cast<void>(::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO));
  open_null(STDERR_FILENO, O_WRONLY);
  ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  // Signals that we block or ignore are nothing to them.
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error =
      ::posix_spawnp(&pid, arguments[0], &files, &attributes, arguments.data(), variables.data());
  ::posix_spawn_file_actions_destroy(&files);
  ::posix_spawnattr_destroy(&attributes);
  return error;
}

void close_fd(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

std::string scratch_folder() {
  const char* base = ::getenv("TMPDIR");
  std::string name =
      fmt::format("{}/tocsin-browser-XXXXXX", base == nullptr || *base == '\0' ? "/tmp" : base);
  return ::mkdtemp(name.data()) == nullptr ? "" : name;
}

}  // namespace

std::optional<int> driver_port(std::string_view output) {
  for (const std::string_view before : {"successfully on port ", "Listening on 127.0.0.1:"}) {
    const std::size_t at = output.find(before);
    if (at == output.npos) continue;
    const std::string_view digits = output.substr(at + before.size());
    int port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    // A digit may still be to come: the line goes on behind the number.
    if (error == std::errc() && end != digits.data() + digits.size() && port > 0 && port < 65536) {
      return port;
    }
  }
  return std::nullopt;
}

std::unique_ptr<DriverProcess> DriverProcess::start(const std::string& command, std::string& why) {
  std::vector<std::string> words = split(command, ' ');
  if (words.empty()) {
    why = "no WebDriver is configured";
    return nullptr;
  }
  words.emplace_back("--port=0");
  const std::string folder = scratch_folder();
  std::array<int, 2> pipe{-1, -1};
  std::unique_ptr<DriverProcess> made(new DriverProcess);
  made->output_ = ::memfd_create("tocsin-driver", MFD_CLOEXEC);
  const bool ready = !folder.empty() && made->output_ >= 0 && ::pipe2(pipe.data(), O_CLOEXEC) == 0;
  int error = ready ? 0 : errno;
  made->alive_ = pipe[1];
  std::string program = words[0];
  const std::string path = environment_of("PATH");
  if (error == 0) {
    error = spawn(words,
                  {path, environment_of("LANG"), "HOME=" + folder, "TMPDIR=" + folder,
                   "XDG_RUNTIME_DIR=" + folder},
                  -1, made->output_, made->pid_);
    if (error != 0) made->pid_ = -1;
  }
  if (error == 0) {
    program = "/bin/sh";
    error = spawn({program, "-c", kKeeper, "tocsin-keeper", std::to_string(made->pid_), folder},
                  {path}, pipe[0], -1, made->keeper_);
    if (error != 0) {
      made->keeper_ = -1;
      ::kill(-made->pid_, SIGKILL);
    }
  }
  close_fd(pipe[0]);
  if (error == 0) return made;
  why = fmt::format("{}: {}", program, std::strerror(error));
  made.reset();
  std::error_code ignored;
  if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
  return nullptr;
}

DriverProcess::~DriverProcess() {
  close_fd(alive_);
  if (keeper_ > 0) ::waitpid(keeper_, nullptr, 0);
  // Only now may its number, which names the group, be given to another.
  if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  close_fd(output_);
}

bool DriverProcess::is_running() {
  siginfo_t info{};
  // It stays to be waited for, so that the group keeps its number.
  if (pid_ <= 0 ||
      ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0)
    return false;
  return info.si_pid == 0;
}

std::optional<int> DriverProcess::port() {
  if (port_) return port_;
  std::string said(kMostOutput, '\0');
  const ssize_t n = ::pread(output_, said.data(), said.size(), 0);
  said.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  port_ = driver_port(said);
  return port_;
}

}  // namespace tocsin::net
