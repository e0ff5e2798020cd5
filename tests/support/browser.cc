#include "support/browser.h"

#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tocsin::test {
namespace {

// Nothing more of a process that ends meanwhile: operator<< takes that for the end of the file.
std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

bool have_chromedriver() {
  const char* variable = std::getenv("PATH");
  std::string path = variable == nullptr ? "" : variable;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    if (::access((path.substr(at, end - at) + "/chromedriver").c_str(), X_OK) == 0) return true;
    at = end + 1;
  }
  return false;
}

std::vector<pid_t> processes_with(std::string_view text) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc()) continue;
    if (pid == ::getpid()) continue;
    if (content(entry.path() / "cmdline").find(text) != std::string::npos ||
        content(entry.path() / "environ").find(text) != std::string::npos) {
      found.push_back(pid);
    }
  }
  return found;
}

std::vector<pid_t> processes_named(std::string_view program, std::string_view text) {
  std::vector<pid_t> found;
  for (const pid_t pid : processes_with(text)) {
    const std::string line = content(std::filesystem::path("/proc") / std::to_string(pid) / "comm");
    if (line == std::string(program) + "\n") found.push_back(pid);
  }
  return found;
}

}  // namespace tocsin::test
