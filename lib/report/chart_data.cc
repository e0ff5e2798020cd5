#include "report/chart_data.h"

#include <algorithm>
#include <cmath>

namespace tocsin::report {
namespace {

struct Series {
  std::string label;
  OrderedJson x = OrderedJson::array(), y = OrderedJson::array();
  OrderedJson low = OrderedJson::array(), high = OrderedJson::array();
};

OrderedJson number_or_null(double value) {
  return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}

// Where a price line ends: the report's `until`, or now.
OrderedJson end_of(const Result& result) {
  const auto until = result.values.find("until");
  const auto* ms =
      until == result.values.end() ? nullptr : std::get_if<std::int64_t>(&until->second);
  return static_cast<double>(ms == nullptr ? to_ms(result.now) : *ms) / 1000;
}

Series& series_of(std::vector<Series>& all, const std::string& label) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Series& s) { return s.label == label; });
  return found == all.end() ? all.emplace_back(Series{.label = label}) : *found;
}

// Where series share their words, a word has one place; else each row has its own.
OrderedJson place_of(OrderedJson& labels, const std::string& word, bool shared) {
  const auto found = shared ? std::find(labels.begin(), labels.end(), word) : labels.end();
  const auto place = found - labels.begin();
  if (found == labels.end()) labels.push_back(word);
  return place;
}

}  // namespace

OrderedJson chart_data(const Result& result, const Chart& chart) {
  const Outcome& section = result.section(chart.section);
  const std::vector<Column>& columns = section.columns;
  const std::size_t x = column_of(result.report, section, chart.x);
  const bool over_time = holds_times(columns[x]);
  std::vector<std::size_t> ys;
  for (const std::string& y : chart.y) ys.push_back(column_of(result.report, section, y));
  std::vector<std::size_t> ends;
  for (const std::string& end : chart.interval) {
    ends.push_back(column_of(result.report, section, end));
  }
  std::optional<std::size_t> by;
  if (!chart.series.empty()) by = column_of(result.report, section, chart.series);

  const Zone utc = Zone::utc();
  OrderedJson labels = OrderedJson::array();
  std::vector<Series> all;
  for (const Row& row : section.rows) {
    OrderedJson at = number_of(columns, row, x);
    if (!over_time) at = place_of(labels, said(columns, row, x, utc), by.has_value());
    for (const std::size_t y : ys) {
      std::string label = by ? said(columns, row, *by, utc) : columns[y].title;
      if (columns[y].kind == ColumnKind::money) {
        const std::string* currency = std::get_if<std::string>(&row[columns[y].currency]);
        if (currency == nullptr) {
          // Nothing to be had in any currency: a gap in every line of this column.
          for (Series& s : all) {
            if (by ? s.label.starts_with(label) : s.label.starts_with(columns[y].title)) {
              s.x.push_back(at);
              s.y.push_back(nullptr);
            }
          }
          continue;
        }
        label += fmt::format(" ({})", *currency);
      }
      Series& s = series_of(all, label);
      s.x.push_back(at);
      s.y.push_back(number_or_null(number_of(columns, row, y)));
      if (ends.empty()) continue;
      s.low.push_back(number_or_null(number_of(columns, row, ends[0])));
      s.high.push_back(number_or_null(number_of(columns, row, ends[1])));
    }
  }

  static constexpr std::string_view kTypes[] = {"line", "bar", "step"};
  OrderedJson out{{"title", chart.title},
                  {"type", kTypes[static_cast<std::size_t>(chart.type)]},
                  {"stacked", chart.stacked},
                  {"percent", std::all_of(ys.begin(), ys.end(), [&](std::size_t y) {
                     return columns[y].kind == ColumnKind::percent;
                   })}};
  out["labels"] = over_time ? OrderedJson(nullptr) : labels;
  out["end"] = end_of(result);
  out["series"] = OrderedJson::array();
  for (Series& s : all) {
    OrderedJson& series = out["series"].emplace_back(
        OrderedJson{{"label", s.label}, {"x", std::move(s.x)}, {"y", std::move(s.y)}});
    if (ends.empty()) continue;
    series["low"] = std::move(s.low);
    series["high"] = std::move(s.high);
  }
  return out;
}

}  // namespace tocsin::report
