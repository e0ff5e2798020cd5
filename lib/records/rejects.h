// Where bad records go: {"line", "reason", "record"} a line into a file, else "line N: reason" on
// stderr.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace tocsin::records {

class Rejects {
 public:
  // Empty: stderr. The file is made at the first reject, so a clean import leaves none behind, and
  // one of an earlier import is removed. Exit::cannot_create.
  explicit Rejects(std::string path);
  void add(std::int64_t line, const std::string& reason, std::string_view original);
  std::int64_t count() const { return count_; }
  // Forgets what was written, before a repetition.
  void start_again();
  // Exit::io if not everything reached the file.
  void finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::int64_t count_ = 0;
};

}  // namespace tocsin::records
