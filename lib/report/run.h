// Running a report: arguments into values, queries into rows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "report/definition.h"
#include "store/database.h"

namespace tocsin::report {

// What somebody gave on the command line, by parameter: "since" → "30d".
using Arguments = std::map<std::string, std::string, std::less<>>;

// The value of every parameter, by name, with `now`. Times are ms since 1970. Exit::usage for a
// parameter the report does not have (naming those it has), a value that does not fit, and a
// required one that is missing. `since` is how far back one looks that says nothing.
std::map<std::string, Cell, std::less<>> values_of(const Report& report, const Arguments& arguments,
                                                   Duration since, Instant now);

struct Outcome {
  std::string title;
  std::vector<Column> columns;
  std::vector<Row> rows;
};

struct Result {
  Report report;
  std::map<std::string, Cell, std::less<>> values;
  Instant now{};
  std::vector<Outcome> sections;  // in the report's order

  const Outcome& section(std::string_view title) const;
};

// Runs every section. The connection is for reading only from here on; a report that takes longer
// than the limit ends in Exit::temporary. A query that the database does not take is the report's
// fault: Exit::config with its file and section.
Result run(store::Database& db, const Report& report, const Arguments& arguments, Duration since,
           Instant now, Duration time_limit);

// Where the column of this name is; Exit::config if the section has none.
std::size_t column_of(const Report& report, const Outcome& section, std::string_view name);

}  // namespace tocsin::report
