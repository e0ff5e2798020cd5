// What a tool prints on stdout: rows of named values as a table, JSON lines or CSV.
//
// A row is a JSON object; JSON prints it whole, tables and CSV the columns asked for. Text from
// outside is made harmless for a terminal (control characters become U+FFFD). Not thread-safe.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace tocsin::cli {

enum class Format { table, json, csv };

enum class Colour { none, red, orange, yellow, green, blue, dim };

struct Column {
  std::string key;    // of the row's object
  std::string title;  // table heading; CSV uses the key
  bool right = false;
  // Colour by the row, for tables on a terminal.
  std::function<Colour(const OrderedJson& row)> colour = {};
};

class Output {
 public:
  // `width`: columns of the terminal, 0 if it is none (then nothing is shortened).
  Output(std::ostream& out, Format format, bool colour, std::size_t width)
      : out_(out), format_(format), colour_(colour), width_(width) {}

  Format format() const { return format_; }
  // All rows; with `none` printed in a table's place if there are none.
  void rows(const std::vector<Column>& columns, const std::vector<OrderedJson>& rows,
            std::string_view none = "");
  // One object: "key: value" lines in a table's place.
  void record(const OrderedJson& record);
  // One JSON object on a line, whatever the format: data records.
  void json_line(const OrderedJson& record);
  // A line for people: printed only where the format is table.
  void line(std::string_view text);
  // Text as it is, whatever the format.
  void raw(std::string_view text);

 private:
  void table(const std::vector<Column>& columns, const std::vector<OrderedJson>& rows);
  void csv(const std::vector<Column>& columns, const std::vector<OrderedJson>& rows);

  std::ostream& out_;
  Format format_;
  bool colour_;
  std::size_t width_;
};

// A value as a table cell or CSV field shows it: text bare, null empty, times as they are.
std::string cell_text(const OrderedJson& value);

}  // namespace tocsin::cli
