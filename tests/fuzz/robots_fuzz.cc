// robots.txt of any bytes: reading and matching end, and say the same twice.
//
// links: tocsin_net
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/robots.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tocsin::net::RobotsFile;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const RobotsFile file = RobotsFile::parse(text);
  // The end of the input serves as a path too, so that patterns meet paths like themselves.
  const std::string_view path = text.substr(text.rfind('/') == text.npos ? 0 : text.rfind('/'));
  for (const std::string_view agent : {"TocsinBot/1.0", "*", ""}) {
    if (file.allows(agent, path) != file.allows(agent, path)) std::abort();
    if (!file.allows(agent, "/robots.txt")) std::abort();
    const auto delay = file.crawl_delay(agent);
    if (delay && (delay->count() < 0 || *delay > std::chrono::hours(24))) std::abort();
  }
  return 0;
}
