#include "records/mapping/csv.h"

#include <fmt/format.h>

namespace tocsin::records {

bool CsvReader::next() {
  if (!lines_.next()) return false;
  fields_.clear();
  field_.clear();
  text_.clear();
  fault_.clear();
  state_ = State::begin;
  line_ = lines_.number();
  for (;;) {
    take(lines_.text());
    if (lines_.too_long() || text_.size() > kMaxLine) {
      fault_ = fmt::format("is longer than {} bytes", kMaxLine);
      return true;
    }
    if (state_ != State::quoted) break;
    if (!lines_.next_line()) {
      fault_ = "ends within a quoted field";
      break;
    }
    text_ += '\n';
    field_ += '\n';
  }
  end_field();
  return true;
}

void CsvReader::take(std::string_view line) {
  text_ += line;
  for (const char c : line) take(c);
}

void CsvReader::take(char c) {
  if (state_ == State::quoted) {
    if (c == '"') {
      state_ = State::quote_seen;
    } else {
      field_ += c;
    }
  } else if (c == delimiter_) {
    end_field();
  } else if (c == '"' && state_ == State::begin) {
    state_ = State::quoted;
  } else if (c == '"' && state_ == State::quote_seen) {
    field_ += c;
    state_ = State::quoted;
  } else {
    if (state_ == State::quote_seen && fault_.empty()) {
      fault_ = fmt::format("has text behind the closing quote of field {}", fields_.size() + 1);
    }
    if (state_ == State::begin) state_ = State::plain;
    field_ += c;
  }
}

void CsvReader::end_field() {
  if (fields_.size() < kMaxColumns) {
    fields_.push_back(std::move(field_));
  } else if (fault_.empty()) {
    fault_ = fmt::format("has more than {} fields", kMaxColumns);
  }
  field_.clear();
  state_ = State::begin;
}

}  // namespace tocsin::records
