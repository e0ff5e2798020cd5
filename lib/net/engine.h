// Many transfers at once on one thread (libcurl's multi interface over epoll).
//
// Connections, names and TLS sessions are kept and reused, HTTP/2 where the server offers it,
// compressed answers unpacked within the request's limit. Transfers beyond the concurrency limits
// wait in line, per host and in order of start. An Engine is used by one thread, but for post();
// callbacks run on it, inside run(), each exactly once, and may start further transfers. A callback
// that throws ends run() with that exception. Destroying the engine drops what is still under way
// without calling back. libcurl is initialised by the first Engine (some milliseconds), not before.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "net/http.h"
#include "net/smtp.h"

namespace tocsin::net {

struct EngineOptions {
  int concurrency = 64;      // transfers under way
  int host_concurrency = 8;  // of these, to one origin or mail server
  std::string user_agent = "tocsin";
  std::string ca_file;  // PEM; "" is the system's
};

class Engine {
 public:
  using HttpCallback = std::function<void(HttpResult&&)>;
  using MailCallback = std::function<void(MailResult&&)>;
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit Engine(EngineOptions options = {});  // Exit::unavailable if libcurl does not start
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void start(HttpRequest request, HttpCallback done);
  void start(MailTransfer mail, MailCallback done);
  // Calls once at or after that time, from run(); for delays between requests.
  void call_at(SteadyTime when, std::function<void()> call);

  // Until nothing is under way, waiting or timed.
  void run_until_idle();
  // The same, or until `stop` says so; asked between events, after signals and at least four
  // times a second. What is under way stays so and goes on with the next run.
  void run(const std::function<bool()>& stop);

  // Until stop() was called on the engine's thread, by a callback or by what was posted; waits for
  // posts while nothing is under way.
  void serve();
  void stop();

  // From any thread: calls on the engine's thread, inside run() or serve(), in order of posting.
  void post(std::function<void()> call);

  std::size_t pending() const;  // transfers started and not yet called back

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tocsin::net
