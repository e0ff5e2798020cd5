#include "net/webdriver.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tocsin::net {
namespace {

constexpr std::size_t kLongestText = 300;
// Section 11: the property that holds an element's reference.
constexpr std::string_view kElement = "element-6066-11e4-a52e-4f735466cecf";

struct FaultOf {
  std::string_view error;
  DriverFault fault;
};
constexpr auto kFaults = std::to_array<FaultOf>({
    {"invalid session id", DriverFault::session_gone},
    {"no such window", DriverFault::session_gone},
    {"session not created", DriverFault::not_created},
    {"no such element", DriverFault::no_element},
    {"stale element reference", DriverFault::no_element},
    {"element not interactable", DriverFault::not_clickable},
    {"element click intercepted", DriverFault::not_clickable},
    {"timeout", DriverFault::timed_out},
    {"script timeout", DriverFault::timed_out},
    {"javascript error", DriverFault::script_failed},
    {"invalid selector", DriverFault::script_failed},
    {"invalid element state", DriverFault::script_failed},  // chromedriver's, of a selector
    {"insecure certificate", DriverFault::navigation},
});

// "unknown error" is where drivers put what the standard has no word for.
constexpr std::array<std::string_view, 6> kGone{"disconnected",    "crashed",
                                                "not reachable",   "session deleted",
                                                "closed the conn", "web view not found"};
constexpr std::array<std::string_view, 2> kUnreached{"net::ERR_", "about:neterror"};

bool has_any(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != text.npos; });
}

std::string one_line(std::string_view text) {
  std::string line = to_utf8(text.substr(0, text.find('\n')));
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = ' ';
  }
  return std::string(trim(utf8_prefix(line, kLongestText)));
}

DriverAnswer fault(DriverFault kind, std::string_view text) {
  return {kind, one_line(text), Json()};
}

DriverFault fault_of(std::string_view error, std::string_view message) {
  if (has_any(message, kUnreached)) return DriverFault::navigation;
  for (const FaultOf& f : kFaults) {
    if (f.error == error) return f.fault;
  }
  return has_any(message, kGone) ? DriverFault::session_gone : DriverFault::other;
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

DriverAnswer read_driver_answer(const HttpResult& result, std::size_t limit) {
  switch (result.outcome) {
    case TransferOutcome::answered:
      break;
    case TransferOutcome::too_large:
      return fault(DriverFault::too_large, "the driver's answer is too large");
    case TransferOutcome::timed_out_before:
    case TransferOutcome::timed_out_after:
      return fault(DriverFault::timed_out, "the driver did not answer in time");
    default:
      return fault(DriverFault::unreachable, "the driver: " + result.text);
  }
  if (result.response.body.size() > limit) {
    return fault(DriverFault::too_large, "the driver's answer is too large");
  }
  std::string why;
  auto json = parse_json(result.response.body, why, {.bytes = limit, .depth = 64});
  if (!json || !json->is_object() || !json->contains("value")) {
    return fault(DriverFault::unreachable,
                 fmt::format("no WebDriver answers there (status {})", result.response.status));
  }
  Json& value = (*json)["value"];
  if (result.response.status == 200) return {DriverFault::none, "", std::move(value)};
  if (!value.is_object() || !value.contains("error")) {
    return fault(DriverFault::unreachable,
                 fmt::format("no WebDriver answers there (status {})", result.response.status));
  }
  const std::string error = text_of(value, "error"), message = text_of(value, "message");
  const std::string said = one_line(message.empty() ? error : message);
  return {fault_of(error, message), said.empty() ? "the driver does not say what" : said, Json()};
}

WebDriver::WebDriver(Engine& engine, Url base, std::size_t max_answer)
    : engine_(engine),
      base_(std::move(base)),
      max_answer_(max_answer),
      anywhere_(std::make_shared<AddressPolicy>(
          AddressPolicy{.allow_private = true, .only = {}, .within = {}})) {}

void WebDriver::send(Method method, std::string_view session, std::string_view command,
                     const Json& body, Duration limit, Done done) {
  // The base may have a path of its own, such as a grid's /wd/hub.
  std::string_view path = base_.path();
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::string text =
      fmt::format("{}{}/session{}{}{}", base_.origin(), path, session.empty() ? "" : "/",
                  percent_encode(session), command);
  HttpRequest request(Url::parse(text).value());
  request.method = method;
  request.addresses = anywhere_;
  request.limits.total = std::max(limit, Duration{1});
  request.limits.connect = std::min(request.limits.connect, request.limits.total);
  request.limits.body = max_answer_;
  request.limits.redirects = 0;
  request.limits.low_speed = 0;  // the browser works, and nothing is sent meanwhile
  if (method == Method::post) {
    request.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    request.body = body.dump();
  }
  engine_.start(std::move(request), [limit = max_answer_, done = std::move(done)](HttpResult&& r) {
    done(read_driver_answer(r, limit));
  });
}

void WebDriver::new_session(const Json& capabilities, Duration limit, Done done) {
  send(Method::post, "", "", {{"capabilities", capabilities}}, limit,
       [done = std::move(done)](DriverAnswer&& answer) {
         if (answer.ok() &&
             (!answer.value.is_object() || text_of(answer.value, "sessionId").empty())) {
           answer = fault(DriverFault::unreachable, "the driver names no session");
         }
         done(std::move(answer));
       });
}

void WebDriver::end_session(std::string_view session, Duration limit, Done done) {
  send(Method::remove, session, "", Json(), limit, std::move(done));
}

void WebDriver::navigate(std::string_view session, const std::string& url, Duration limit,
                         Done done) {
  send(Method::post, session, "/url", {{"url", url}}, limit, std::move(done));
}

void WebDriver::find_element(std::string_view session, const std::string& css_selector,
                             Duration limit, Done done) {
  send(Method::post, session, "/element", {{"using", "css selector"}, {"value", css_selector}},
       limit, [done = std::move(done)](DriverAnswer&& answer) {
         if (answer.ok()) {
           std::string id =
               answer.value.is_object() ? text_of(answer.value, std::string(kElement).c_str()) : "";
           if (id.empty()) {
             answer = fault(DriverFault::unreachable, "the driver names no element");
           } else {
             answer.value = std::move(id);
           }
         }
         done(std::move(answer));
       });
}

void WebDriver::click(std::string_view session, const std::string& element, Duration limit,
                      Done done) {
  send(Method::post, session, fmt::format("/element/{}/click", percent_encode(element)),
       Json::object(), limit, std::move(done));
}

void WebDriver::execute(std::string_view session, std::string_view script, Json arguments,
                        Duration limit, Done done) {
  send(Method::post, session, "/execute/sync", {{"script", script}, {"args", std::move(arguments)}},
       limit, std::move(done));
}

void WebDriver::screenshot(std::string_view session, Duration limit, Done done) {
  send(Method::get, session, "/screenshot", Json(), limit, std::move(done));
}

}  // namespace tocsin::net
