#include "cli/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "base/text.h"

namespace tocsin::cli {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;

std::string_view escape_of(Colour colour) {
  switch (colour) {
    case Colour::red:
      return "\x1b[31m";
    case Colour::orange:
      return "\x1b[38;5;208m";
    case Colour::yellow:
      return "\x1b[33m";
    case Colour::green:
      return "\x1b[32m";
    case Colour::blue:
      return "\x1b[34m";
    case Colour::dim:
      return "\x1b[2m";
    case Colour::none:
      return "";
  }
  return "";
}

std::string harmless(std::string_view text) {
  std::string out;
  for (const char c : to_utf8(text)) {
    if (c == '\n' || c == '\t') {
      out += ' ';
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += "\xEF\xBF\xBD";
    } else {
      out += c;
    }
  }
  return out;
}

// Text of several lines, the later ones under the first.
std::string harmless_lines(std::string_view text, std::size_t indent) {
  std::string out;
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out += harmless(line);
    if (end >= text.size()) return out;
    text.remove_prefix(end + 1);
    out += '\n' + (text.empty() ? "" : std::string(indent, ' '));
  }
}

std::string shortened(const std::string& text, std::size_t width) {
  if (display_width(text) <= width) return text;
  std::string out = text;
  while (!out.empty() && display_width(out) >= width) {
    out = utf8_prefix(out, out.size() - 1);
  }
  return out + "…";
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

const OrderedJson& field(const OrderedJson& row, const std::string& key) {
  static const OrderedJson absent;
  const auto found = row.find(key);
  return found == row.end() ? absent : *found;
}

std::string dump(const OrderedJson& value) {
  return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

// Takes from the widest columns until the table fits.
void fit(std::vector<std::size_t>& widths, std::size_t available) {
  std::size_t total = kGap * (widths.size() - 1);
  for (const std::size_t w : widths) total += w;
  while (total > available) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kNarrowest) return;
    --*widest;
    --total;
  }
}

}  // namespace

std::string cell_text(const OrderedJson& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_object() && value.contains("amount") && value.contains("currency")) {
    return fmt::format("{} {}", value["amount"].get<std::string>(),
                       value["currency"].get<std::string>());
  }
  return dump(value);
}

void Output::rows(const std::vector<Column>& columns, const std::vector<OrderedJson>& rows,
                  std::string_view none) {
  switch (format_) {
    case Format::json:
      for (const OrderedJson& row : rows) json_line(row);
      return;
    case Format::csv:
      return csv(columns, rows);
    case Format::table:
      if (rows.empty()) {
        if (!none.empty()) out_ << none << '\n';
        return;
      }
      return table(columns, rows);
  }
}

void Output::table(const std::vector<Column>& columns, const std::vector<OrderedJson>& rows) {
  std::vector<std::vector<std::string>> cells;
  std::vector<std::size_t> widths;
  for (const Column& c : columns) widths.push_back(display_width(c.title));
  for (const OrderedJson& row : rows) {
    auto& line = cells.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      line.push_back(harmless(cell_text(field(row, columns[i].key))));
      widths[i] = std::max(widths[i], display_width(line.back()));
    }
  }
  if (width_ > 0) fit(widths, width_);

  const auto put = [&](std::size_t i, const std::string& text, Colour colour) {
    const std::string shown = shortened(text, widths[i]);
    const std::string pad(widths[i] - display_width(shown), ' ');
    const bool last = i + 1 == columns.size();
    const std::string_view begin = colour_ ? escape_of(colour) : "";
    if (columns[i].right) out_ << pad;
    out_ << begin << shown << (begin.empty() ? "" : "\x1b[0m");
    if (!columns[i].right && !last) out_ << pad;
    out_ << (last ? "\n" : std::string(kGap, ' '));
  };
  for (std::size_t i = 0; i < columns.size(); ++i) put(i, columns[i].title, Colour::dim);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      put(i, cells[r][i], columns[i].colour ? columns[i].colour(rows[r]) : Colour::none);
    }
  }
}

void Output::csv(const std::vector<Column>& columns, const std::vector<OrderedJson>& rows) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out_ << (i == 0 ? "" : ",") << csv_field(columns[i].key);
  }
  out_ << "\r\n";  // RFC 4180
  for (const OrderedJson& row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      out_ << (i == 0 ? "" : ",") << csv_field(cell_text(field(row, columns[i].key)));
    }
    out_ << "\r\n";
  }
}

void Output::record(const OrderedJson& record) {
  if (format_ == Format::json) return json_line(record);
  std::size_t width = 0;
  for (const auto& [key, value] : record.items()) width = std::max(width, display_width(key));
  for (const auto& [key, value] : record.items()) {
    if (value.is_null()) continue;
    if (format_ == Format::csv) {
      out_ << csv_field(key) << ',' << csv_field(cell_text(value)) << "\r\n";
    } else {
      out_ << key << std::string(width - display_width(key) + kGap, ' ')
           << harmless_lines(cell_text(value), width + kGap) << '\n';
    }
  }
}

void Output::json_line(const OrderedJson& record) {
  out_ << dump(record) << '\n';
}

void Output::line(std::string_view text) {
  if (format_ == Format::table) out_ << text << '\n';
}

void Output::raw(std::string_view text) {
  out_ << text;
}

}  // namespace tocsin::cli
