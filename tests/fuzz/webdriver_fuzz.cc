// What a WebDriver answers and says: any bytes are an answer, or a fault with a line for people.
// An input is the status, a line, and the body.
// links: tocsin_net
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "net/driver_process.h"
#include "net/webdriver.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = text.find('\n');
  if (line == text.npos) return 0;
  net::HttpResult result;
  result.outcome = net::TransferOutcome::answered;
  for (const char c : text.substr(0, std::min<std::size_t>(line, 3))) {
    result.response.status = result.response.status * 10 + (c - '0');
  }
  result.response.body = text.substr(line + 1);
  const net::DriverAnswer answer = net::read_driver_answer(result, 1U << 16);
  if (answer.ok() != answer.text.empty() || (!answer.ok() && !answer.value.is_null())) std::abort();
  if (!is_utf8(answer.text) || answer.text.find('\n') != std::string::npos) std::abort();
  const auto port = net::driver_port(text);
  if (port && (*port < 1 || *port > 65535)) std::abort();
  return 0;
}
