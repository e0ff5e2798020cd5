// Lines of a file or of standard input, with their numbers; memory is bounded by the longest line
// that is allowed. A byte order mark, CR before LF and blank lines are passed over.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace tocsin::records {

inline constexpr std::size_t kMaxLine = 8U << 20;

class LineReader {
 public:
  // "-" is standard input. Exit::no_input if the file cannot be opened.
  explicit LineReader(const std::string& path);

  // The next line that is not blank; text() lives until the next call. Exit::io if reading fails.
  bool next();
  // The next line, blank or not.
  bool next_line();
  std::string_view text() const { return line_; }  // cut to kMaxLine where too_long()
  bool too_long() const { return too_long_; }
  std::int64_t number() const { return number_; }
  std::int64_t bytes() const { return bytes_; }  // read so far
  // Back to the first line. Standard input and pipes must have been kept (see keep()).
  void rewind();
  // Copies what cannot be read twice to an unnamed file, so that rewind() works.
  void keep();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  bool fill();

  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string buffer_, line_;
  std::size_t at_ = 0;
  bool too_long_ = false;
  std::int64_t number_ = 0, bytes_ = 0;
};

}  // namespace tocsin::records
