// Faults and the exit status they end in.
//
// A fault is an exception with a trail of context, outermost first, and the sysexits(3) status the
// tool ends with if nobody handles it. It is caught in two places only: cli::run, and the guard
// around each item of a batch, so that a bad page or address never stops the run. Ordinary
// failures (a page that answers 404, a refused message) are values, not faults.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace tocsin {

// Exit statuses by sysexits.h; scripts rely on the numbers. Never renumber.
enum class Exit : int {
  ok = 0,
  no = 1,              // the answer is no
  usage = 64,          // wrong options or arguments
  bad_input = 65,      // a record, a field, a reason
  no_input = 66,       // no such file or record
  unavailable = 69,    // something needed is missing
  software = 70,       // our bug
  cannot_create = 73,  // a file or database cannot be made
  io = 74,             // reading or writing failed
  temporary = 75,      // nothing at all could be done; try again
  not_allowed = 77,    // permission
  config = 78,         // configuration
};

class Error : public std::runtime_error {
 public:
  Error(Exit status, const std::string& message)
      : std::runtime_error(message), status_(status), message_(message) {}

  Exit status() const noexcept { return status_; }
  const char* what() const noexcept override { return message_.c_str(); }

  // Puts "context: " in front of the message; call while the exception passes by.
  void add_context(const std::string& context) { message_ = context + ": " + message_; }

 private:
  Exit status_;
  std::string message_;
};

template <typename... Args>
[[noreturn]] void fail(Exit status, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(status, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace tocsin
