#include "base/fault.h"

#ifdef TOCSIN_FAULTS

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <string>

namespace tocsin {
namespace {

void list_place(const char* file, std::string_view place) {
  const int fd = ::open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd < 0) return;
  const std::string line = std::string(place) + "\n";
  if (::write(fd, line.data(), line.size()) < 0) std::abort();
  ::close(fd);
}

}  // namespace

void fault_point(std::string_view place) {
  static std::mutex mutex;
  static std::map<std::string, int, std::less<>> passed;
  const std::scoped_lock lock(mutex);
  auto found = passed.find(place);
  if (found == passed.end()) {
    found = passed.emplace(std::string(place), 0).first;
    if (const char* file = std::getenv("TOCSIN_FAULT_LIST")) list_place(file, place);
  }
  const int count = ++found->second;
  const char* wanted = std::getenv("TOCSIN_FAULT");
  if (wanted == nullptr) return;
  std::string_view name = wanted;
  int nth = 1;
  if (const auto colon = name.find(':'); colon != std::string_view::npos) {
    nth = std::atoi(std::string(name.substr(colon + 1)).c_str());
    name = name.substr(0, colon);
  }
  if (name == place && count == nth) ::kill(::getpid(), SIGKILL);
}

}  // namespace tocsin

#endif
