#include "records/line_reader.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace tocsin::records {
namespace {

constexpr std::size_t kChunk = 256U << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::FILE* open(const std::string& path) {
  if (path != "-") return std::fopen(path.c_str(), "rbe");
  const int copy = ::dup(STDIN_FILENO);
  return copy < 0 ? nullptr : ::fdopen(copy, "rb");
}

}  // namespace

LineReader::LineReader(const std::string& path)
    : name_(path == "-" ? "standard input" : path), file_(open(path)) {
  if (!file_) fail(Exit::no_input, "{}: {}", name_, std::strerror(errno));
}

bool LineReader::fill() {
  buffer_.resize(kChunk);
  // Not fread(3), which waits for a whole chunk: whoever writes a line to a pipe may want its
  // answer before the next.
  ssize_t got = 0;
  do {
    got = ::read(::fileno(file_.get()), buffer_.data(), kChunk);
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    fail(errno == EISDIR ? Exit::no_input : Exit::io, "{}: {}", name_, std::strerror(errno));
  }
  buffer_.resize(static_cast<std::size_t>(got));
  at_ = 0;
  bytes_ += got;
  return got > 0;
}

bool LineReader::next_line() {
  line_.clear();
  too_long_ = false;
  bool any = false;
  while (at_ < buffer_.size() || fill()) {
    any = true;
    const std::size_t end = std::min(buffer_.find('\n', at_), buffer_.size());
    const std::size_t room = kMaxLine - line_.size();
    too_long_ = too_long_ || end - at_ > room;
    line_.append(buffer_, at_, std::min(end - at_, room));
    at_ = end;
    if (end < buffer_.size()) {
      ++at_;
      break;
    }
  }
  if (!any) return false;
  ++number_;
  if (number_ == 1 && line_.starts_with(kByteOrderMark)) line_.erase(0, kByteOrderMark.size());
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  return true;
}

bool LineReader::next() {
  while (next_line()) {
    if (too_long_ || !trim(line_).empty()) return true;
  }
  return false;
}

void LineReader::keep() {
  if (::lseek(::fileno(file_.get()), 0, SEEK_CUR) >= 0) return;
  std::unique_ptr<std::FILE, Close> copy(std::tmpfile());
  if (!copy) fail(Exit::cannot_create, "a temporary file: {}", std::strerror(errno));
  while (fill()) {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), copy.get()) != buffer_.size()) {
      fail(Exit::io, "a temporary file: {}", std::strerror(errno));
    }
  }
  file_ = std::move(copy);
  rewind();
}

void LineReader::rewind() {
  if (std::fseek(file_.get(), 0, SEEK_SET) != 0) {
    fail(Exit::io, "{}: {}", name_, std::strerror(errno));
  }
  buffer_.clear();
  at_ = 0;
  number_ = 0;
  bytes_ = 0;
}

}  // namespace tocsin::records
