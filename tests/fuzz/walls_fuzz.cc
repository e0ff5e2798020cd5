// Answers of any bytes: what stands before a page is said, twice the same, in words that can be
// stored. An input is the status, header lines, an empty line, and the body.
// links: tocsin_scrape
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "scrape/walls.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto take_line = [&] {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
  };
  int status = 0;
  for (const char c : take_line().substr(0, 3)) status = status * 10 + (c - '0');
  const std::string_view final_url = take_line();
  net::ResponseHeaders headers;
  while (!rest.empty()) {
    const std::string_view line = take_line();
    if (line.empty()) break;
    headers.append_line(line);
  }
  const scrape::WallInput answer{"https://tickets.example/1", status, headers, rest, final_url};
  const auto wall = scrape::find_wall(answer);
  if (wall != scrape::find_wall(answer)) std::abort();
  if (wall && (wall->evidence.empty() || !is_utf8(wall->evidence) ||
               wall->evidence.find('\n') != std::string::npos)) {
    std::abort();
  }
  return 0;
}
