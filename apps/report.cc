// tocsin-report: a report is a query with a renderer. Reads only.

#include <array>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "base/file.h"
#include "base/log.h"
#include "cli/run.h"
#include "report/catalog.h"
#include "report/html.h"
#include "report/records.h"

namespace {

using namespace tocsin;

struct Asked {
  std::string name, output, section;
  std::vector<std::string> set;  // NAME=VALUE, for parameters of people's own reports
  std::map<std::string, std::optional<std::string>> given;
};

struct Filter {
  const char *name, *help;
};
constexpr Filter kFilters[] = {
    {"since", "From then on: a time, a date, or how long ago (30d)"},
    {"until", "Until then"},
    {"event", "An event: number, external ID or part of its name"},
    {"platform", "Only this platform"},
    {"kind", "Only this kind (of jobs: this job)"},
    {"channel", "Only this channel"},
    {"status", "Only in this state"},
    {"person", "Only this person"},
    {"severity", "low, medium, high or critical"},
    {"clock", "Only this SLA clock"},
    {"organization", "Only this client"},
    {"priority", "Only tickets of this priority"},
    {"team", "Only tickets of this team"},
    {"agent", "Only tickets of this agent"},
    {"limit", "Rows a page"},
    {"page", "Which page"},
};

report::Arguments arguments(const Asked& asked) {
  report::Arguments out;
  for (const auto& [name, value] : asked.given) {
    if (value) out[name] = *value;
  }
  for (const std::string& pair : asked.set) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) fail(Exit::usage, "--set takes NAME=VALUE, not '{}'", pair);
    out[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return out;
}

void keep_section(report::Report& report, const std::string& title) {
  std::vector<std::string> titles;
  for (const report::Section& s : report.sections) titles.push_back(s.title);
  std::erase_if(report.sections, [&](const auto& s) { return s.title != title; });
  std::erase_if(report.cards, [&](const auto& c) { return c.section != title; });
  std::erase_if(report.charts, [&](const auto& c) { return c.section != title; });
  if (report.sections.empty()) {
    fail(Exit::usage, "report '{}' has no section '{}'; it has {}", report.name, title,
         fmt::join(titles, ", "));
  }
}

void print(cli::Output& out, const report::Result& result, const Zone& zone) {
  const bool people = out.format() == cli::Format::table;
  const auto all =
      people ? report::records_for_people(result, zone) : report::records_for_machines(result);
  bool first = true;
  for (const report::Records& r : all) {
    if (!first && out.format() != cli::Format::json) out.raw("\n");
    if (people && all.size() > 1) out.line(r.title);
    first = false;
    std::vector<cli::Column> columns;
    for (const auto& h : r.headings) {
      std::string title = h.title;
      for (char& c : title) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
      columns.push_back({.key = h.key, .title = title, .right = h.right});
    }
    out.rows(columns, r.rows, result.report.empty.empty() ? "Nothing." : result.report.empty);
  }
}

Exit show(cli::Run& run, const Asked& asked) {
  report::Report report = report::find_report(run.config().folder("reports"), asked.name);
  if (!asked.section.empty()) keep_section(report, asked.section);
  const std::string format =
      run.format_name().empty() && !report.format.empty() ? report.format : run.format_name();
  const bool html = format == "html";
  if (!html && !format.empty() && format != "table" && format != "json" && format != "csv") {
    fail(Exit::usage, "--format: '{}' is not one of table, json, csv, html", format);
  }
  const Zone zone = Zone::find(run.config().text("general.time_zone"));
  const report::Result result =
      report::run(run.db(), report, arguments(asked), run.config().duration("report.since"),
                  run.now(), run.config().duration("report.time_limit"));
  std::ostringstream text;
  if (html) {
    text << report::html_page(result, zone);
  } else if (asked.output.empty()) {
    print(run.out(), result, zone);
  } else {
    cli::Output file(text, run.out().format(), false, 0);
    print(file, result, zone);
  }
  if (asked.output.empty()) {
    run.out().raw(text.str());
  } else if (!run.dry_run()) {
    write_file(asked.output, text.str(), 0640);
  }
  return Exit::ok;
}

Exit list(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const report::Source& s : report::sources(run.config().folder("reports"))) {
    try {
      const report::Report r = report::parse_report(s.name, s.text, s.origin);
      std::vector<std::string> parameters;
      for (const auto& p : r.parameters) parameters.push_back("--" + p.name);
      rows.push_back({{"name", s.name},
                      {"title", r.title},
                      {"parameters", fmt::format("{}", fmt::join(parameters, " "))},
                      {"from", s.origin}});
    } catch (const Error& e) {
      log::warning("-", "{}", e.what());
    }
  }
  run.out().rows({{"name", "NAME"}, {"title", "TITLE"}, {"parameters", "TAKES"}, {"from", "FROM"}},
                 rows);
  return Exit::ok;
}

void add_options(cli::Options& o, Asked& asked) {
  for (const Filter& f : kFilters) {
    o.maybe(fmt::format("--{}", f.name), asked.given[f.name], f.help);
  }
  o.texts("--set", asked.set, "NAME=VALUE of any other parameter");
  o.text("--section", asked.section, "Only this section");
  o.text("-o,--output", asked.output, "Write to this file, whole or not at all");
}

}  // namespace

int main(int argc, char** argv) {
  Asked asked;
  cli::Tool tool{"report",
                 "Print or write a report",
                 {{.name = "",
                   .summary = "",
                   .access = cli::Access::read,
                   .options =
                       [&](cli::Options& o) {
                         o.text("name", asked.name, "Which report; `list` names them all");
                         add_options(o, asked);
                       },
                   .action =
                       [&](cli::Run& run) {
                         if (asked.name.empty()) {
                           fail(Exit::usage, "which report? `tocsin report list` names them all");
                         }
                         return show(run, asked);
                       }},
                  {.name = "list",
                   .summary = "Name the reports there are, and what they take",
                   .access = cli::Access::none,
                   .action = list},
                  {.name = "dashboard",
                   .summary = "One page with what matters this morning, as HTML",
                   .access = cli::Access::read,
                   .options = [&](cli::Options& o) { add_options(o, asked); },
                   .action =
                       [&](cli::Run& run) {
                         asked.name = "dashboard";
                         return show(run, asked);
                       }}}};
  return cli::run(tool, argc, argv);
}
