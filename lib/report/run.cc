#include "report/run.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "report/named_parameters.h"

namespace tocsin::report {
namespace {

std::optional<Instant> time_from(std::string_view text, Instant now) {
  if (const auto t = parse_instant(text)) return t;
  if (const auto ago = parse_duration(text)) return now - *ago;
  return std::nullopt;
}

Cell value_of(const Parameter& p, std::string_view text, Instant now) {
  if (!p.one_of.empty() && std::find(p.one_of.begin(), p.one_of.end(), text) == p.one_of.end()) {
    fail(Exit::usage, "--{}: '{}' is not one of {}", p.name, text, fmt::join(p.one_of, ", "));
  }
  switch (p.type) {
    case ParameterType::time: {
      const auto t = time_from(text, now);
      if (!t) {
        fail(Exit::usage,
             "--{}: '{}' is neither a time (2026-01-31T09:00:00Z, 2026-01-31) nor how "
             "long ago (24h, 30d)",
             p.name, text);
      }
      return to_ms(*t);
    }
    case ParameterType::integer: {
      std::int64_t n = 0;
      const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), n);
      if (fault != std::errc{} || end != text.data() + text.size()) {
        fail(Exit::usage, "--{}: '{}' is not a whole number", p.name, text);
      }
      if (p.min && n < *p.min) fail(Exit::usage, "--{}: must be at least {}", p.name, *p.min);
      return n;
    }
    case ParameterType::text:
      return std::string(text);
  }
  return nullptr;
}

void refuse_unknown(const Report& report, const Arguments& arguments) {
  for (const auto& [name, value] : arguments) {
    if (report.parameter(name) != nullptr) continue;
    std::vector<std::string> has;
    for (const Parameter& p : report.parameters) has.push_back("--" + p.name);
    fail(Exit::usage, "report '{}' does not take --{}; it takes {}", report.name, name,
         has.empty() ? "no parameters" : fmt::format("{}", fmt::join(has, ", ")));
  }
}

std::string_view sql_type(const Report& report, std::string_view name) {
  if (name == "now") return "BIGINT";
  return report.parameter(name)->type == ParameterType::text ? "TEXT" : "BIGINT";
}

Cell cell_from(const store::Value& value) {
  return std::visit(
      [](const auto& held) -> Cell {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::string_view>)
          return std::string(held);
        else
          return held;
      },
      value.held());
}

store::Value bound(const Cell& cell) {
  return std::visit([](const auto& held) { return store::Value(held); }, cell);
}

std::vector<Column> columns_of(const Report& report, const store::Rows& rows) {
  std::vector<std::string> names;
  for (int i = 0; i < rows.columns(); ++i) names.emplace_back(rows.column_name(i));
  std::vector<Column> columns = columns_named(names);
  for (Column& c : columns) {
    const auto style = report.columns.find(c.name);
    if (style == report.columns.end()) continue;
    if (style->second.title) c.title = *style->second.title;
    if (style->second.kind) c.kind = *style->second.kind;
  }
  return columns;
}

Outcome outcome_of(store::Database& db, const Report& report, const Section& section,
                   const std::map<std::string, Cell, std::less<>>& values) {
  const Numbered numbered =
      number_parameters(section.sql, [&](std::string_view name) { return sql_type(report, name); });
  std::vector<store::Value> parameters;
  for (const std::string& name : numbered.names) parameters.push_back(bound(values.at(name)));
  Outcome out{.title = section.title, .columns = {}, .rows = {}};
  auto rows = db.query_text(numbered.sql, parameters);
  out.columns = columns_of(report, rows);
  while (rows.next()) {
    Row& row = out.rows.emplace_back();
    for (int i = 0; i < rows.columns(); ++i) row.push_back(cell_from(rows.value(i)));
  }
  return out;
}

}  // namespace

std::map<std::string, Cell, std::less<>> values_of(const Report& report, const Arguments& arguments,
                                                   Duration since, Instant now) {
  refuse_unknown(report, arguments);
  std::map<std::string, Cell, std::less<>> out;
  out["now"] = to_ms(now);
  for (const Parameter& p : report.parameters) {
    const auto given = arguments.find(p.name);
    if (given != arguments.end()) {
      out[p.name] = value_of(p, given->second, now);
    } else if (p.fallback) {
      out[p.name] = value_of(p, *p.fallback, now);
    } else if (p.required) {
      fail(Exit::usage, "report '{}' needs --{} ({})", report.name, p.name, p.help);
    } else if (p.type == ParameterType::time && p.name == "since") {
      out[p.name] = to_ms(now - since);
    } else if (p.type == ParameterType::time && p.name == "until") {
      out[p.name] = to_ms(now);
    } else {
      out[p.name] = nullptr;
    }
  }
  return out;
}

const Outcome& Result::section(std::string_view title) const {
  return *std::find_if(sections.begin(), sections.end(),
                       [&](const Outcome& s) { return s.title == title; });
}

Result run(store::Database& db, const Report& report, const Arguments& arguments, Duration since,
           Instant now, Duration time_limit) {
  Result result{report, values_of(report, arguments, since, now), now, {}};
  db.restrict_to_reading(time_limit);
  for (const Section& section : report.sections) {
    const std::string where = fmt::format(
        "{}: section '{}'", report.origin == "shipped" ? "report " + report.name : report.origin,
        section.title);
    try {
      result.sections.push_back(outcome_of(db, report, section, result.values));
    } catch (Error& e) {
      e.add_context(where);
      if (e.status() == Exit::software && report.origin != "shipped") {
        throw Error(Exit::config, e.what());
      }
      throw;
    }
  }
  return result;
}

std::size_t column_of(const Report& report, const Outcome& section, std::string_view name) {
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    if (section.columns[i].name == name) return i;
  }
  fail(Exit::config, "{}: section '{}' has no column '{}'", report.origin, section.title, name);
}

}  // namespace tocsin::report
