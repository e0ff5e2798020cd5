#include "report/definition.h"

#include <algorithm>
#include <span>

#include "base/error.h"
#include "base/text.h"
#include "base/toml_table.h"
#include "report/named_parameters.h"
#include "report/sections.h"

namespace tocsin::report {
namespace {

constexpr std::string_view kOpening = "/* tocsin";

constexpr TomlWord kParameterTypes[] = {{"time", static_cast<int>(ParameterType::time)},
                                        {"text", static_cast<int>(ParameterType::text)},
                                        {"integer", static_cast<int>(ParameterType::integer)}};
constexpr TomlWord kChartTypes[] = {{"line", static_cast<int>(ChartType::line)},
                                    {"bar", static_cast<int>(ChartType::bar)},
                                    {"step", static_cast<int>(ChartType::step)}};
constexpr TomlWord kColumnKinds[] = {{"text", static_cast<int>(ColumnKind::plain)},
                                     {"time", static_cast<int>(ColumnKind::time)},
                                     {"duration", static_cast<int>(ColumnKind::duration)},
                                     {"percent", static_cast<int>(ColumnKind::percent)},
                                     {"priority", static_cast<int>(ColumnKind::priority)},
                                     {"status", static_cast<int>(ColumnKind::status)},
                                     {"counts", static_cast<int>(ColumnKind::counts)},
                                     {"factors", static_cast<int>(ColumnKind::factors)},
                                     {"word", static_cast<int>(ColumnKind::word)},
                                     {"flag", static_cast<int>(ColumnKind::flag)},
                                     {"week", static_cast<int>(ColumnKind::week)},
                                     {"story", static_cast<int>(ColumnKind::story)}};

using Known = std::string_view;
constexpr Known kReportKeys[] = {"title",      "description", "format", "empty",
                                 "parameters", "columns",     "card",   "chart"};
constexpr Known kParameterKeys[] = {"type", "default", "help", "required", "one_of", "min"};
constexpr Known kColumnKeys[] = {"title", "as"};
constexpr Known kCardKeys[] = {"title", "section", "column", "bad_above", "bad_below"};
constexpr Known kChartKeys[] = {"title", "section", "type",     "x",
                                "y",     "series",  "interval", "stacked"};

Parameter parameter_from(const std::string& name, const TomlTable& t) {
  Parameter p;
  p.name = name;
  p.help = t.required_text("help");
  p.type = t.word<ParameterType>("type", kParameterTypes).value_or(ParameterType::text);
  p.fallback = t.scalar("default");
  p.required = t.flag("required");
  p.one_of = t.texts("one_of");
  p.min = t.integer("min");
  if (name == "now") t.refuse("'now' is always there: it cannot be a parameter");
  if (p.min && p.type != ParameterType::integer) t.refuse("'min' is for whole numbers");
  return p;
}

void check_section(const Report& report, const std::string& name, const TomlTable& t) {
  for (const Section& s : report.sections) {
    if (s.title == name) return;
  }
  t.refuse(fmt::format("there is no section '{}'", name));
}

Chart chart_from(const std::string& first_section, const TomlTable& t) {
  Chart c{.title = t.required_text("title"),
          .section = t.text("section").value_or(first_section),
          .x = t.required_text("x"),
          .series = t.text("series").value_or(""),
          .type = t.word<ChartType>("type", kChartTypes).value_or(ChartType::line),
          .y = t.texts("y"),
          .interval = t.texts("interval"),
          .stacked = t.flag("stacked")};
  if (c.y.empty()) t.refuse("'y' names no column");
  if (c.y.size() > 1 && !c.series.empty()) t.refuse("'series' goes with one column in 'y' only");
  if (c.interval.empty()) return c;
  if (c.interval.size() != 2) t.refuse("'interval' names two columns: where it begins and ends");
  if (c.y.size() > 1) t.refuse("'interval' goes with one column in 'y' only");
  if (c.type == ChartType::step || c.stacked) {
    t.refuse("'interval' is for lines, and for bars that are not stacked");
  }
  return c;
}

void read_header(Report& report, const TomlTable& header) {
  report.description = header.text("description").value_or("");
  report.format = header.text("format").value_or("");
  report.empty = header.text("empty").value_or("");
  for (const auto& [name, t] : header.tables("parameters", kParameterKeys)) {
    report.parameters.push_back(parameter_from(name, t));
  }
  for (const auto& [name, t] : header.tables("columns", kColumnKeys)) {
    report.columns[name] = {t.text("title"), t.word<ColumnKind>("as", kColumnKinds)};
  }
  const std::string& first = report.sections.front().title;
  for (const auto& [name, t] : header.tables("card", kCardKeys)) {
    report.cards.push_back({t.required_text("title"), t.text("section").value_or(first),
                            t.required_text("column"), t.number("bad_above"),
                            t.number("bad_below")});
    check_section(report, report.cards.back().section, t);
  }
  for (const auto& [name, t] : header.tables("chart", kChartKeys)) {
    report.charts.push_back(chart_from(first, t));
    check_section(report, report.charts.back().section, t);
  }
}

// Every name in the queries is declared; what is declared and not used would be an option that
// does nothing.
void check_parameters(const Report& report) {
  std::vector<std::string> used;
  for (const Section& s : report.sections) {
    auto numbered = number_parameters(s.sql, [&](std::string_view name) -> std::string_view {
      if (name != "now" && report.parameter(name) == nullptr) {
        fail(Exit::config, "{}: section '{}' uses :{}, which is not among the parameters",
             report.origin, s.title, name);
      }
      return "TEXT";
    });
    used.insert(used.end(), numbered.names.begin(), numbered.names.end());
  }
  for (const Parameter& p : report.parameters) {
    if (std::find(used.begin(), used.end(), p.name) == used.end()) {
      fail(Exit::config, "{}: no query uses the parameter '{}'", report.origin, p.name);
    }
  }
}

}  // namespace

const Parameter* Report::parameter(std::string_view parameter_name) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& p) { return p.name == parameter_name; });
  return found == parameters.end() ? nullptr : &*found;
}

Report parse_report(std::string_view name, std::string_view text, std::string_view origin) {
  Report report;
  report.name = name;
  report.origin = origin;
  if (const auto fault = utf8_fault(text)) {
    fail(Exit::config, "{}:{}: not UTF-8", origin, line_of(text, *fault));
  }
  const std::size_t opening = text.find_first_not_of(" \t\r\n");
  if (opening == std::string_view::npos || !text.substr(opening).starts_with(kOpening)) {
    fail(Exit::config, "{}:1: a report begins with a comment '/* tocsin'", origin);
  }
  const std::size_t header_at = opening + kOpening.size();
  const std::size_t closing = text.find("*/", header_at);
  if (closing == std::string_view::npos) {
    fail(Exit::config, "{}:{}: the comment is not closed", origin, line_of(text, opening));
  }
  const std::size_t first_line = line_of(text, header_at);
  const toml::table root =
      read_toml(text.substr(header_at, closing - header_at), std::string(origin), first_line);
  const TomlTable header(root, origin, first_line, kReportKeys);
  report.title = header.required_text("title");
  report.sections = sections_of(text, closing + 2, report.title, origin);
  read_header(report, header);
  check_parameters(report);
  return report;
}

}  // namespace tocsin::report
