#include "report/records.h"

namespace tocsin::report {
namespace {

template <typename Show>
std::vector<Records> records(const Result& result, bool name_sections, Show show) {
  std::vector<Records> out;
  for (const Outcome& section : result.sections) {
    Records& r = out.emplace_back();
    r.title = section.title;
    if (name_sections) r.headings.push_back({"section", "Section"});
    for (std::size_t i = 0; i < section.columns.size(); ++i) {
      const Column& c = section.columns[i];
      if (c.kind == ColumnKind::hidden) continue;
      r.headings.push_back({c.key, c.title, holds_numbers(section.columns, section.rows, i)});
    }
    for (const Row& row : section.rows) {
      OrderedJson& object = r.rows.emplace_back(OrderedJson::object());
      if (name_sections) object["section"] = section.title;
      for (std::size_t i = 0; i < section.columns.size(); ++i) {
        const Column& c = section.columns[i];
        if (c.kind != ColumnKind::hidden) object[c.key] = show(section.columns, row, i);
      }
    }
  }
  return out;
}

}  // namespace

std::vector<Records> records_for_machines(const Result& result) {
  return records(result, result.sections.size() > 1, json_value);
}

std::vector<Records> records_for_people(const Result& result, const Zone& zone) {
  return records(result, false, [&](const auto& columns, const Row& row, std::size_t i) {
    return OrderedJson(said(columns, row, i, zone));
  });
}

}  // namespace tocsin::report
