#include "report/sections.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "report/named_parameters.h"

namespace tocsin::report {
namespace {

constexpr std::string_view kMark = "-- section:";

bool only_comments(std::string_view sql) {
  for (std::size_t i = 0; i < sql.size();) {
    const std::size_t end = end_of_opaque(sql, i);
    const bool comment = sql.substr(i).starts_with("--") || sql.substr(i).starts_with("/*");
    if (end != i && comment) {
      i = end;
    } else if (sql[i] == ' ' || sql[i] == '\n' || sql[i] == '\r' || sql[i] == '\t') {
      ++i;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

std::size_t line_of(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + at, '\n'));
}

std::vector<Section> sections_of(std::string_view text, std::size_t body_at,
                                 std::string_view report_title, std::string_view origin) {
  std::vector<Section> out;
  const auto add = [&](std::string_view title, std::string_view sql, std::size_t at) {
    std::string_view trimmed = trim(sql);
    if (trimmed.ends_with(';')) trimmed = trim(trimmed.substr(0, trimmed.size() - 1));
    if (only_comments(trimmed)) {
      if (out.empty() && title.empty()) return;  // what stands before the first mark
      fail(Exit::config, "{}:{}: section '{}' has no query", origin, line_of(text, at), title);
    }
    if (title.empty()) title = report_title;
    for (const Section& s : out) {
      if (s.title == title) {
        fail(Exit::config, "{}:{}: there are two sections '{}'", origin, line_of(text, at), title);
      }
    }
    out.push_back({std::string(title), std::string(trimmed)});
  };
  std::string_view title;
  std::size_t begin = body_at;
  std::size_t marked_at = body_at;
  for (std::size_t i = body_at; i < text.size();) {
    const std::size_t end = end_of_opaque(text, i);
    const bool at_line_start = i == 0 || text[i - 1] == '\n' || i == body_at;
    if (at_line_start && text.substr(i).starts_with(kMark)) {
      if (begin != body_at || !only_comments(text.substr(begin, i - begin))) {
        add(title, text.substr(begin, i - begin), marked_at);
      }
      title = trim(text.substr(i + kMark.size(), end - i - kMark.size()));
      if (title.empty()) {
        fail(Exit::config, "{}:{}: a section needs a title", origin, line_of(text, i));
      }
      marked_at = i;
      begin = end;
    }
    i = std::max(end, i + 1);
  }
  add(title, text.substr(begin), marked_at);
  if (out.empty()) fail(Exit::config, "{}: there is no query", origin);
  return out;
}

}  // namespace tocsin::report
