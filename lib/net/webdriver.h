// A client of W3C WebDriver (w3.org/TR/webdriver2) over the HTTP engine: chromedriver, geckodriver,
// a Selenium grid.
//
// Commands are asynchronous like any transfer: each callback gets its answer exactly once, on the
// thread that runs the engine. Errors are values. Each command has a time limit of its own, beyond
// which nothing is known of the session. What the browser loads is the caller's to judge; the
// driver itself is reached without a proxy.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "net/engine.h"

namespace tocsin::net {

enum class DriverFault {
  none,
  unreachable,    // no answer that a driver would give
  session_gone,   // the browser closed or crashed
  not_created,    // the driver has no browser for us
  no_element,     // the selector matches nothing (any more)
  not_clickable,  // hidden, covered, or moved away
  timed_out,      // by the session's own limits, or by the command's
  too_large,      // the answer
  script_failed,  // an exception in the page
  navigation,     // the page cannot be reached
  other
};

struct DriverAnswer {
  DriverFault fault = DriverFault::none;
  std::string text;  // for people, a line; empty without a fault
  Json value;        // null with a fault

  bool ok() const { return fault == DriverFault::none; }
};

// Section 6.3 and 6.6 of the standard; a pure function. Answers beyond `limit` bytes are no
// answers.
DriverAnswer read_driver_answer(const HttpResult& result, std::size_t limit);

class WebDriver {
 public:
  using Done = std::function<void(DriverAnswer&&)>;

  // `base` is where the driver listens, with a path where it has one; answers of more than
  // `max_answer` bytes are too_large.
  WebDriver(Engine& engine, Url base, std::size_t max_answer);

  // The answer's value is an object with "sessionId".
  void new_session(const Json& capabilities, Duration limit, Done done);
  void end_session(std::string_view session, Duration limit, Done done);
  // Until the page has loaded as the session's page load strategy says.
  void navigate(std::string_view session, const std::string& url, Duration limit, Done done);
  // The answer's value is the element's reference.
  void find_element(std::string_view session, const std::string& css_selector, Duration limit,
                    Done done);
  void click(std::string_view session, const std::string& element, Duration limit, Done done);
  // The body of a function, `arguments` its arguments; the answer's value is what it returns.
  void execute(std::string_view session, std::string_view script, Json arguments, Duration limit,
               Done done);
  // The answer's value is a PNG in base64.
  void screenshot(std::string_view session, Duration limit, Done done);

 private:
  void send(Method method, std::string_view session, std::string_view command, const Json& body,
            Duration limit, Done done);

  Engine& engine_;
  Url base_;
  std::size_t max_answer_;
  std::shared_ptr<const AddressPolicy> anywhere_;
};

}  // namespace tocsin::net
