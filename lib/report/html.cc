#include "report/html.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/digest.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/escape.h"
#include "base/time.h"
#include "report/chart_data.h"
#include "report/story.h"

namespace tocsin::report {
namespace {

constexpr std::size_t kLongText = 40;   // gets room of its own in a table
constexpr std::size_t kSomeText = 20;   // is not broken at every word
constexpr std::size_t kLongTable = 20;  // may break across pages when printed

std::string_view asset(std::span<const EmbeddedFile> files, std::string_view name) {
  for (const EmbeddedFile& f : files) {
    if (f.name == name) return f.content;
  }
  fail(Exit::software, "the file {} is not in this program", name);
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// How a word of the states we know looks; the word itself always stands there, too.
std::string_view tone_of(std::string_view word) {
  static constexpr std::string_view kGood[] = {"ok",       "sent",     "delivered", "read",
                                               "resolved", "in_stock", "scheduled"};
  static constexpr std::string_view kBad[] = {"failed",  "overdue",  "blocked",
                                              "failing", "sold_out", "cancelled"};
  static constexpr std::string_view kWarn[] = {"active",  "uncertain", "unfinished", "held",
                                               "limited", "pending",   "postponed",  "late"};
  if (is_one_of(word, kGood)) return "good";
  if (is_one_of(word, kBad)) return "bad";
  return is_one_of(word, kWarn) ? "warn" : "";
}

std::string badge(std::string_view text, std::string_view tone) {
  return fmt::format("<span class=\"badge {}\">{}</span>", tone, escape_markup(text));
}

std::string cell_html(const Outcome& section, const Row& row, std::size_t i, const Zone& zone) {
  const Column& column = section.columns[i];
  const std::string text = said(section.columns, row, i, zone);
  if (text.empty()) return "";
  switch (column.kind) {
    case ColumnKind::priority: {
      const double p = number_of(section.columns, row, i);
      return badge(text, p >= 5 ? "bad" : p >= 4 ? "warn" : "");
    }
    case ColumnKind::status: {
      std::string words = text;
      std::replace(words.begin(), words.end(), '_', ' ');
      return badge(words, tone_of(text));
    }
    case ColumnKind::flag:
      return badge(text, "");
    case ColumnKind::time:
      return fmt::format("<time datetime=\"{}\">{}</time>",
                         json_value(section.columns, row, i).get<std::string>(),
                         escape_markup(text));
    default:
      break;
  }
  if (column.name == "url" && (text.starts_with("https://") || text.starts_with("http://"))) {
    return fmt::format("<a href=\"{0}\" rel=\"noreferrer\">{0}</a>", escape_markup(text));
  }
  return escape_markup(text);
}

std::string_view cell_class(const Outcome& section, const Row& row, std::size_t i) {
  const Column& column = section.columns[i];
  if (holds_times(column) || column.kind == ColumnKind::word) return "t";
  if (holds_numbers(section.columns, section.rows, i)) return "n";
  if (column.name == "id" || column.name == "alert") return "id";
  const auto* text = std::get_if<std::string>(&row[i]);
  if (text == nullptr || text->size() <= kSomeText) return "";
  return text->size() > kLongText ? "w" : "m";
}

// A sort key where the text would sort wrongly.
std::string sort_key(const Outcome& section, const Row& row, std::size_t i) {
  const double value = number_of(section.columns, row, i);
  return std::isfinite(value) ? fmt::format(" data-v=\"{}\"", value) : "";
}

// In a row of its own, under the one whose story it is; empty if there is none.
std::string story_html(const Outcome& section, const Row& row, std::size_t columns,
                       const Zone& zone) {
  std::string out;
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    if (section.columns[i].kind != ColumnKind::story) continue;
    const auto* text = std::get_if<std::string>(&row[i]);
    const auto story = text == nullptr ? std::nullopt : story_from(*text);
    if (!story) continue;
    out += fmt::format("<tr class=\"story\"><td colspan=\"{}\"><ol aria-label=\"{}\">", columns,
                       escape_markup(section.columns[i].title));
    for (std::size_t n = 0; n < story->size(); ++n) {
      const Happening& h = (*story)[n];
      out += fmt::format("<li><time datetime=\"{}\">{}</time> {}</li>", format_instant(h.at),
                         escape_markup(say_story_time(*story, n, zone)), escape_markup(h.what));
    }
    out += "</ol></td></tr>\n";
  }
  return out;
}

std::string table_html(const Result& result, const Outcome& section, const Zone& zone) {
  if (section.rows.empty()) {
    return fmt::format(
        "<p class=\"none\">{}</p>\n",
        escape_markup(result.report.empty.empty() ? "Nothing." : result.report.empty));
  }
  std::string out = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">"
      "<table class=\"data\"><caption>{0}</caption>\n<thead><tr>",
      escape_markup(section.title));
  std::size_t columns = 0;
  const auto shown = [&](std::size_t i) {
    const ColumnKind kind = section.columns[i].kind;
    return kind != ColumnKind::hidden && kind != ColumnKind::story;
  };
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    if (!shown(i)) continue;
    ++columns;
    const bool right = cell_class(section, section.rows.front(), i) == "n";
    out += fmt::format("<th scope=\"col\"{}>{}</th>", right ? " class=\"n\"" : "",
                       escape_markup(section.columns[i].title));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const Row& row : section.rows) {
    const std::string story = story_html(section, row, columns, zone);
    out += story.empty() ? "<tr>" : "<tr class=\"told\">";
    for (std::size_t i = 0; i < section.columns.size(); ++i) {
      if (!shown(i)) continue;
      out += fmt::format("<td class=\"{}\"{}>{}</td>", cell_class(section, row, i),
                         sort_key(section, row, i), cell_html(section, row, i, zone));
    }
    out += "</tr>\n" + story;
  }
  return out + "</tbody></table></div>\n";
}

std::string card_html(const Result& result, const Card& card, const Zone& zone) {
  const Outcome& section = result.section(card.section);
  const std::size_t i = column_of(result.report, section, card.column);
  std::string text;
  bool bad = false;
  if (!section.rows.empty()) {
    const Row& row = section.rows.front();
    text = said(section.columns, row, i, zone);
    const double value = number_of(section.columns, row, i);
    bad =
        (card.bad_above && value > *card.bad_above) || (card.bad_below && value < *card.bad_below);
  }
  return fmt::format("<div class=\"card{}\"><dt>{}</dt><dd>{}</dd></div>\n", bad ? " bad" : "",
                     escape_markup(card.title), text.empty() ? "–" : escape_markup(text));
}

bool only_feeds_cards(const Report& report, const Outcome& section) {
  const auto of_it = [&](const auto& x) { return x.section == section.title; };
  return std::any_of(report.cards.begin(), report.cards.end(), of_it) &&
         std::none_of(report.charts.begin(), report.charts.end(), of_it) &&
         section.rows.size() <= 1;
}

std::string figure_html(const Chart& chart, std::size_t index, bool with_title) {
  const std::string title = escape_markup(chart.title);
  return fmt::format(
      "<figure>{}<div class=\"chart\" data-chart=\"{}\" role=\"img\" "
      "aria-label=\"{}; the figures are in the table\"></div></figure>\n",
      with_title ? "<h3>" + title + "</h3>" : "", index, title);
}

// Collects the charts' data while the sections are written; a chart stands over its table, and a
// single one gives the section its title.
std::string section_html(const Result& result, const Outcome& section, const Zone& zone,
                         OrderedJson& charts) {
  std::vector<const Chart*> own;
  for (const Chart& chart : result.report.charts) {
    if (chart.section == section.title && !section.rows.empty()) own.push_back(&chart);
  }
  std::string figures;
  bool over_time = false;
  for (const Chart* chart : own) {
    const std::size_t x = column_of(result.report, section, chart->x);
    over_time = over_time || holds_times(section.columns[x]);
    figures += figure_html(*chart, charts.size(), own.size() > 1 || !over_time);
    charts.push_back(chart_data(result, *chart));
  }
  std::string out = fmt::format(
      "<section{}><h2>{}</h2>\n", section.rows.size() > kLongTable ? " class=\"long\"" : "",
      escape_markup(own.size() == 1 && over_time ? own[0]->title : section.title));
  const std::string table = table_html(result, section, zone);
  if (!over_time) return out + figures + table + "</section>\n";
  return out + figures +
         fmt::format("<details><summary>The figures ({} rows)</summary>\n{}</details></section>\n",
                     section.rows.size(), table);
}

// What was asked for, in words: "since 2026-01-01 00:00Z, kind price_drop".
std::string given_html(const Result& result, const Zone& zone) {
  std::vector<std::string> parts;
  for (const Parameter& p : result.report.parameters) {
    const Cell& value = result.values.at(p.name);
    if (std::holds_alternative<std::nullptr_t>(value) || p.name == "page") continue;
    std::string text;
    if (const auto* n = std::get_if<std::int64_t>(&value)) {
      text = p.type == ParameterType::time ? say_time(from_ms(*n), zone) : fmt::format("{}", *n);
    } else if (const auto* s = std::get_if<std::string>(&value)) {
      text = *s;
    }
    parts.push_back(
        fmt::format("{} <strong>{}</strong>", escape_markup(p.name), escape_markup(text)));
  }
  return fmt::format("{}", fmt::join(parts, " · "));
}

std::string script_digest(std::string_view script) {
  return "'sha256-" + to_base64(sha256(script)) + "'";
}

}  // namespace

std::string script_json(const OrderedJson& value) {
  // With everything beyond ASCII escaped, the separators U+2028 and U+2029 are, too.
  std::string out;
  for (const char c : value.dump(-1, ' ', true, OrderedJson::error_handler_t::replace)) {
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string html_page(const Result& result, const Zone& zone) {
  OrderedJson charts = OrderedJson::array();
  std::string cards;
  for (const Card& card : result.report.cards) cards += card_html(result, card, zone);
  std::string body;
  for (const Outcome& section : result.sections) {
    if (!only_feeds_cards(result.report, section)) {
      body += section_html(result, section, zone, charts);
    }
  }
  const std::string library = fmt::format("/*!\n{}*/\n{}", asset(web::uplot(), "LICENSE"),
                                          asset(web::uplot(), "dist/uPlot.iife.min.js"));
  const std::string_view script = asset(web::page(), "report.js");
  const OrderedJson data{{"zone", zone.name()}, {"charts", std::move(charts)}};
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; script-src {digests}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{title} · Tocsin</title>\n<style>\n{library_css}\n{css}</style>\n</head>\n<body>\n"
      "<header><h1>{title}</h1>\n<p>{description}</p>\n<p class=\"given\">{given}</p>\n{cards}"
      "</header>\n<main>\n{body}</main>\n"
      "<footer>Made {now} by <code>tocsin report {name}</code>. Times are of the zone {zone}."
      "</footer>\n"
      "<script type=\"application/json\" id=\"charts\">{data}</script>\n"
      "<script>{library}</script>\n<script>{script}</script>\n</body>\n</html>\n",
      fmt::arg("digests", script_digest(library) + " " + script_digest(script)),
      fmt::arg("title", escape_markup(result.report.title)),
      fmt::arg("library_css", asset(web::uplot(), "dist/uPlot.min.css")),
      fmt::arg("css", asset(web::page(), "report.css")),
      fmt::arg("description", escape_markup(result.report.description)),
      fmt::arg("given", given_html(result, zone)),
      fmt::arg("cards", cards.empty() ? "" : "<dl class=\"cards\">\n" + cards + "</dl>\n"),
      fmt::arg("body", body), fmt::arg("now", escape_markup(say_time(result.now, zone))),
      fmt::arg("name", escape_markup(result.report.name)),
      fmt::arg("zone", escape_markup(zone.name())), fmt::arg("data", script_json(data)),
      fmt::arg("library", library), fmt::arg("script", script));
}

}  // namespace tocsin::report
