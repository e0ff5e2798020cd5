// Objects of a JSON file, read as a stream: one a line, or spread over lines (the first of which
// does not end its object), or the elements of one array. Memory is bounded by the longest object
// that is allowed.
#pragma once

#include <string>

#include "base/json.h"
#include "records/line_reader.h"

namespace tocsin::records {

class JsonRows {
 public:
  explicit JsonRows(LineReader& lines) : lines_(lines) {}

  // The next object; what it holds lives until the next call.
  bool next();
  const Json& object() const { return object_; }
  const std::string& text() const { return text_; }    // as it was written
  const std::string& fault() const { return fault_; }  // empty if nothing is wrong
  std::int64_t line() const { return line_; }          // where it begins

 private:
  bool begin();
  bool next_line();
  bool take_line();
  bool next_element();
  bool refill();
  void parse();

  LineReader& lines_;
  bool begun_ = false, array_ = false, spread_ = false, over_ = false;
  std::string rest_;  // of the present line, where an array goes on
  std::size_t at_ = 0;
  std::string text_, fault_;
  Json object_;
  std::int64_t line_ = 0;
};

}  // namespace tocsin::records
