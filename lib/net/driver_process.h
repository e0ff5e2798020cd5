// A WebDriver of our own: started on loopback at a port of its choice, and ended with all the
// browsers it has started, whatever becomes of us.
//
// The driver leads a process group, which its browsers join. A shell beside it waits for the end of
// a pipe that only we hold, kills the group and removes its scratch folder (profiles, caches):
// that happens when the object goes, and when our process dies of anything. The driver gets an
// environment of PATH, LANG and folders within that scratch folder, and no open file of ours.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

namespace tocsin::net {

class DriverProcess {
 public:
  // A program and its arguments, separated by blanks; "--port=0" is added. Null, with the reason in
  // `why`, where it cannot be started.
  static std::unique_ptr<DriverProcess> start(const std::string& command, std::string& why);
  ~DriverProcess();
  DriverProcess(const DriverProcess&) = delete;
  DriverProcess& operator=(const DriverProcess&) = delete;

  // Where it listens; nothing as long as it has not said so.
  std::optional<int> port();
  bool is_running();
  pid_t pid() const { return pid_; }

 private:
  DriverProcess() = default;

  pid_t pid_ = -1;
  pid_t keeper_ = -1;
  int alive_ = -1;   // our end of the keeper's pipe
  int output_ = -1;  // what the driver says, a file in memory
  std::optional<int> port_;
};

// The port in what a driver says when it is ready; a pure function. chromedriver: "… was started
// successfully on port 9515."; geckodriver: "… Listening on 127.0.0.1:4444".
std::optional<int> driver_port(std::string_view output);

}  // namespace tocsin::net
