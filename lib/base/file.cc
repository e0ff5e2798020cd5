#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace tocsin {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

void write_all(int fd, std::string_view content, const std::string& name) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(Exit::io, "{}: {}", name, std::strerror(errno));
    content.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

std::string read_file(const std::filesystem::path& path, std::size_t limit) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path.string();
  const Descriptor fd(standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) {
    fail(errno == EACCES ? Exit::not_allowed : Exit::no_input, "{}: {}", name,
         std::strerror(errno));
  }
  std::string out;
  std::string buffer(64U << 10, '\0');
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(Exit::io, "{}: {}", name, std::strerror(errno));
    if (n == 0) return out;
    out.append(buffer, 0, static_cast<std::size_t>(n));
    if (out.size() > limit) fail(Exit::bad_input, "{}: longer than {} bytes", name, limit);
  }
}

void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  const std::string temporary = path.string() + ".tmp";
  {
    const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (fd.get() < 0) fail(Exit::cannot_create, "{}: {}", temporary, std::strerror(errno));
    write_all(fd.get(), content, temporary);
    if (::fsync(fd.get()) != 0) fail(Exit::io, "{}: {}", temporary, std::strerror(errno));
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    fail(Exit::cannot_create, "{}: {}", path.string(), std::strerror(errno));
  }
}

}  // namespace tocsin
