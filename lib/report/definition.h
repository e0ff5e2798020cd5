// What a report file says: its header and its queries.
//
//   /* tocsin
//   title = "Failed messages"
//   description = "Messages that were given up, newest first."
//   format = "html"                      # what it is printed as when nobody says (default: table)
//   empty = "Nothing failed."            # said in place of an empty table
//   [parameters]
//   since = { type = "time", help = "Not older than this" }
//   limit = { type = "integer", default = 50, min = 1, help = "At most so many" }
//   [columns]
//   error_message = { title = "Error" }
//   reasons = { as = "factors" }
//   [[card]]                             # a key figure: one cell of a section's first row
//   title = "Failed"
//   section = "Summary"
//   column = "failed"
//   bad_above = 0
//   [[chart]]
//   title = "Price"
//   section = "Prices"
//   type = "step"                        # line, bar, step
//   x = "at"                             # a time, or words: then one bar each
//   y = ["each_minor"]
//   series = "offer"                     # one line, or bar beside bar, for each value of this
//   column interval = ["low", "high"]           # columns: how sure y is, a band around the line or
//   a mark
//                                        # on the bar
//   */
//   -- common:
//   WITH …                               # begins every section: named queries that all may use
//   -- section: Summary
//   SELECT …
//   -- section: Prices
//   SELECT …
//
// A file without `-- section:` lines is one section under the report's title. A parameter is of
// type time (a time, a date, or a duration before now), text or integer; :now is always there; one
// called `since` without a default takes the configured one. One SELECT a section, and the same
// text for both databases.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/cell.h"

namespace tocsin::report {

enum class ParameterType { time, text, integer };

struct Parameter {
  std::string name, help;
  ParameterType type = ParameterType::text;
  std::optional<std::string> fallback;
  bool required = false;
  std::vector<std::string> one_of;  // empty: anything
  std::optional<std::int64_t> min;
};

// How a report shows a column where its name does not already say it.
struct ColumnStyle {
  std::optional<std::string> title;
  std::optional<ColumnKind> kind;
};

struct Card {
  std::string title, section, column;
  std::optional<double> bad_above, bad_below;  // beyond: marked as something to look at
};

enum class ChartType { line, bar, step };

struct Chart {
  std::string title, section, x, series;  // series may be empty
  ChartType type = ChartType::line;
  std::vector<std::string> y;
  std::vector<std::string> interval;  // none, or the columns of its two ends
  bool stacked = false;
};

struct Section {
  std::string title, sql;
};

struct Report {
  std::string name, origin;  // origin: the file, or "shipped"
  std::string title, description, format, empty;
  std::vector<Parameter> parameters;
  std::map<std::string, ColumnStyle, std::less<>> columns;
  std::vector<Card> cards;
  std::vector<Chart> charts;
  std::vector<Section> sections;

  const Parameter* parameter(std::string_view parameter_name) const;
};

// Reads a report file. Exit::config with "ORIGIN:LINE: reason" for a bad one.
Report parse_report(std::string_view name, std::string_view text, std::string_view origin);

}  // namespace tocsin::report
