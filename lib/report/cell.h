// The values of a report: cells, what their columns mean, and how machines and people read them.
//
// The name of a column says what it holds: `_at` milliseconds since 1970, `_ms` a duration,
// `X_minor` money in the currency of column `X_currency` or `currency`, `_percent`, `priority`
// (1–5, or its word), `counts` a JSON object of numbers, `status` and `availability` words worth a
// mark.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/zone.h"

namespace tocsin::report {

using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;

enum class ColumnKind {
  plain,
  time,
  duration,
  money,
  percent,
  priority,
  status,
  counts,
  factors,  // a JSON list of {name, value, weight, reason}: why a score is what it is
  word,     // of several parts: "first_response" is read as "first response"
  flag,     // 1 or 0
  week,     // milliseconds since 1970, of the ISO 8601 week (UTC) in which they lie
  story,    // report/story.h
  hidden    // belongs to another column (a currency)
};

struct Column {
  std::string name;   // as the query has it
  std::string key;    // as JSON and CSV have it: without `_minor`
  std::string title;  // as people read it
  ColumnKind kind = ColumnKind::plain;
  int currency = -1;  // of money: the place of its currency, -1 if the query has none
};

using Row = std::vector<Cell>;

// Do these cells hold numbers, to be set flush right?
bool holds_numbers(const std::vector<Column>& columns, const std::vector<Row>& rows, std::size_t i);
// The columns of a query by their names.
std::vector<Column> columns_named(const std::vector<std::string>& names);
// The meaning by name alone.
ColumnKind kind_of(std::string_view name);
std::string title_of(std::string_view name);

// Does a column hold points in time, for a chart to run along?
bool holds_times(const Column& column);

// For machines: times RFC 3339, weeks "2026-W11", flags true or false, money {"amount","currency"},
// durations and the rest as they are.
OrderedJson json_value(const std::vector<Column>& columns, const Row& row, std::size_t i);
// For people: times in their zone, durations and priorities in words, a flag "yes" or nothing.
std::string said(const std::vector<Column>& columns, const Row& row, std::size_t i,
                 const Zone& zone);
// As a number for charts and for sorting; money in major units, times and weeks in seconds,
// priority 1–5. NaN if none.
double number_of(const std::vector<Column>& columns, const Row& row, std::size_t i);

// "2026-01-31 09:00", by the clocks of the zone; beyond what the zone knows, and for UTC, "…Z".
std::string say_time(Instant t, const Zone& zone);

}  // namespace tocsin::report
