// Programs as channels: JSON on standard input, sysexits back. No shell.
//
// The address is "NAME argument…": NAME must be one of exec.programs, by its path or its last part.
// The program gets an environment of PATH, HOME and LANG only and no open file but the usual three,
// and is ended with its whole process group when its time is up.

#include <fmt/format.h>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "notify/channels/exec.h"
#include "notify/channels/outcomes.h"
#include "notify/channels/payload.h"
#include "notify/channels/table.h"

namespace tocsin::notify {
namespace {

using Steady = std::chrono::steady_clock;
constexpr auto kFirstLook = std::chrono::milliseconds{2};
constexpr auto kLongestWait = std::chrono::milliseconds{50};
constexpr std::size_t kMaxPayload = 1U << 20;
constexpr std::size_t kMaxDetail = 300;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// A file in memory that the child reads or writes at its own pace: no pipe that could fill up.
int memory_file(std::string_view content) {
  const int fd = ::memfd_create("tocsin", MFD_CLOEXEC);
  if (fd < 0) return -1;
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n <= 0) break;
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

std::string environment_entry(const char* name) {
  const char* value = std::getenv(name);
  return fmt::format("{}={}", name, value == nullptr ? "" : value);
}

struct Running {
  pid_t pid = 0;
  Steady::time_point begun, deadline;
  std::chrono::milliseconds wait = kFirstLook;
  std::unique_ptr<Descriptor> errors;
  Carrier::Done done;
};

std::string first_words(int fd) {
  std::string text(kMaxDetail, '\0');
  const ssize_t n = ::pread(fd, text.data(), text.size(), 0);
  text.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 32) c = ' ';
  }
  return to_utf8(trim(text));
}

class Exec final : public Carrier {
 public:
  explicit Exec(const ConfigReader& config)
      : programs_(config.list("exec.programs")), timeout_(config.duration("exec.timeout")) {}

  std::string compose(const Writing& writing) override { return payload_of(writing, kMaxPayload); }

  Preview preview(const Outgoing& out) override {
    return {"EXEC", std::string(out.address), {}, input_of(out)};
  }

  void send(net::Engine& engine, const Outgoing& out, Done done) override {
    const std::vector<std::string> words = split(out.address, ' ');
    const std::string program = find_program(programs_, out.address);
    DeliveryOutcome refused;
    if (program.empty()) {
      refused.detail = "the program is not in exec.programs";
      return done(std::move(refused));
    }
    auto run = std::make_shared<Running>();
    run->done = std::move(done);
    run->begun = Steady::now();
    run->deadline = run->begun + timeout_;
    const int error = start(program, words, input_of(out), *run);
    if (error != 0) {
      refused.outcome =
          error == EAGAIN || error == ENOMEM ? OutcomeClass::transient : OutcomeClass::permanent;
      refused.detail = fmt::format("{}: {}", program, std::strerror(error));
      return run->done(std::move(refused));
    }
    look_later(engine, run);
  }

  std::string receiver_of(std::string_view address) const override {
    return std::string(address.substr(0, address.find(' ')));
  }
  bool receivers_fail_alone() const override { return true; }
  std::vector<std::string> providers() const override { return {"exec"}; }

 private:
  // The payload with the key first, so that the program can drop what it has seen.
  static std::string input_of(const Outgoing& out) {
    return fmt::format("{{\"id\":\"{}\",{}", out.key, out.content.substr(1));
  }

  static int start(const std::string& program, const std::vector<std::string>& words,
                   const std::string& input, Running& run) {
    const Descriptor in(memory_file(input));
    run.errors = std::make_unique<Descriptor>(memory_file(""));
    if (in.get() < 0 || run.errors->get() < 0) return errno;
    std::vector<char*> arguments{const_cast<char*>(program.c_str())};
    for (std::size_t i = 1; i < words.size(); ++i) {
      arguments.push_back(const_cast<char*>(words[i].c_str()));
    }
    arguments.push_back(nullptr);
    std::string path = environment_entry("PATH"), home = environment_entry("HOME"),
                lang = environment_entry("LANG");
    char* environment[] = {path.data(), home.data(), lang.data(), nullptr};

    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&files, in.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, run.errors->get(), STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    const int error = ::posix_spawnp(&run.pid, program.c_str(), &files, &attributes,
                                     arguments.data(), environment);
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
    return error;
  }

  static void look_later(net::Engine& engine, const std::shared_ptr<Running>& run) {
    engine.call_at(Steady::now() + run->wait, [&engine, run] {
      int status = 0;
      const pid_t ended = ::waitpid(run->pid, &status, WNOHANG);
      const bool late = Steady::now() >= run->deadline;
      if (ended == 0 && !late) {
        run->wait = std::min(run->wait * 2, kLongestWait);
        return look_later(engine, run);
      }
      if (ended == 0) {
        ::kill(-run->pid, SIGKILL);
        ::waitpid(run->pid, &status, 0);
      }
      run->done(outcome_of(*run, status, ended == 0));
    });
  }

  static DeliveryOutcome outcome_of(const Running& run, int status, bool late) {
    DeliveryOutcome o;
    o.latency = std::chrono::duration_cast<Duration>(Steady::now() - run.begun);
    if (late || !WIFEXITED(status)) {
      o.outcome = OutcomeClass::uncertain;  // it may have done its work before
      o.detail = late ? "its time was up" : fmt::format("ended by signal {}", WTERMSIG(status));
      return o;
    }
    o.code = WEXITSTATUS(status);
    const Verdict v = exec_verdict(o.code);
    o.outcome = v.outcome;
    o.throttles = v.throttles;
    o.dead_address = v.dead_address;
    o.refuses_us = v.refuses_us;
    if (v.outcome != OutcomeClass::delivered) {
      const std::string said = first_words(run.errors->get());
      o.detail = said.empty() ? fmt::format("{}: {}", o.code, v.meaning)
                              : fmt::format("{}: {} ({})", o.code, v.meaning, said);
    }
    return o;
  }

  std::vector<std::string> programs_;
  Duration timeout_;
};

}  // namespace

std::string find_program(const std::vector<std::string>& programs, std::string_view address) {
  const std::string_view name = address.substr(0, address.find(' '));
  const auto found =
      std::find_if(programs.begin(), programs.end(), [&](const std::string& program) {
        return program == name || program.substr(program.rfind('/') + 1) == name;
      });
  return found == programs.end() || name.empty() ? "" : *found;
}

std::unique_ptr<Carrier> make_exec(const CarrierNeeds& needs) {
  return std::make_unique<Exec>(needs.config);
}

}  // namespace tocsin::notify
