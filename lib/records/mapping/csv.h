// Rows of comma-separated values (RFC 4180), read as a stream: memory is bounded by the longest row
// that is allowed.
//
// Fields may be quoted, with "" for a quote; quoted ones may hold the delimiter and run over lines.
// Blank lines are passed over. More lenient than the RFC: any line end, any delimiter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "records/line_reader.h"

namespace tocsin::records {

inline constexpr std::size_t kMaxColumns = 10'000;

class CsvReader {
 public:
  CsvReader(LineReader& lines, char delimiter) : lines_(lines), delimiter_(delimiter) {}

  // The next row; what it holds lives until the next call.
  bool next();
  const std::vector<std::string>& fields() const { return fields_; }
  const std::string& text() const { return text_; }  // as it was written
  // What is wrong with the row; empty if nothing. The next row is read all the same.
  const std::string& fault() const { return fault_; }
  std::int64_t line() const { return line_; }  // where it begins

 private:
  enum class State { begin, plain, quoted, quote_seen };
  void take(std::string_view line);
  void take(char c);
  void end_field();

  LineReader& lines_;
  char delimiter_;
  State state_ = State::begin;
  std::string field_, text_, fault_;
  std::vector<std::string> fields_;
  std::int64_t line_ = 0;
};

}  // namespace tocsin::records
