#include "records/rejects.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace tocsin::records {

Rejects::Rejects(std::string path) : path_(std::move(path)) {
  start_again();
}

void Rejects::start_again() {
  count_ = 0;
  file_.reset();
  if (path_.empty()) return;
  std::error_code failed;
  if (std::filesystem::is_regular_file(path_, failed)) std::filesystem::remove(path_, failed);
}

void Rejects::add(std::int64_t line, const std::string& reason, std::string_view original) {
  ++count_;
  if (path_.empty()) {
    const std::string text = fmt::format("line {}: {}\n", line, to_utf8(reason));
    std::fwrite(text.data(), 1, text.size(), stderr);
    return;
  }
  if (!file_) {
    file_.reset(std::fopen(path_.c_str(), "wbe"));
    if (!file_) fail(Exit::cannot_create, "{}: {}", path_, std::strerror(errno));
  }
  OrderedJson reject;
  reject["line"] = line;
  reject["reason"] = to_utf8(reason);
  reject["record"] = to_utf8(original);
  const std::string text = reject.dump() + "\n";
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) {
    fail(Exit::io, "{}: {}", path_, std::strerror(errno));
  }
}

void Rejects::finish() {
  if (file_ && (std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0)) {
    fail(Exit::io, "{}: {}", path_, std::strerror(errno));
  }
}

}  // namespace tocsin::records
