#include "report/sections.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "report/named_parameters.h"

namespace tocsin::report {
namespace {

constexpr std::string_view kSection = "-- section:";
constexpr std::string_view kCommon = "-- common:";

// What a mark begins, up to the next one.
struct Piece {
  enum class Kind { unmarked, common, section };
  Kind kind = Kind::unmarked;
  std::size_t at = 0;  // of its mark
  std::string_view title{}, sql{};
};

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

std::vector<Piece> pieces_of(std::string_view text, std::size_t body_at) {
  std::vector<Piece> out{{.at = body_at}};
  std::size_t begin = body_at;
  for (std::size_t i = body_at; i < text.size();) {
    const std::size_t end = end_of_opaque(text, i);
    const std::string_view line = text.substr(i, end - i);
    const bool at_line_start = i == 0 || text[i - 1] == '\n' || i == body_at;
    const bool section = line.starts_with(kSection);
    if (at_line_start && (section || line.starts_with(kCommon))) {
      out.back().sql = text.substr(begin, i - begin);
      out.push_back({.kind = section ? Piece::Kind::section : Piece::Kind::common,
                     .at = i,
                     .title = section ? trim(line.substr(kSection.size())) : ""});
      begin = end;
    }
    i = std::max(end, i + 1);
  }
  out.back().sql = text.substr(begin);
  return out;
}

std::string_view without_end(std::string_view sql) {
  sql = trim(sql);
  return sql.ends_with(';') ? trim(sql.substr(0, sql.size() - 1)) : sql;
}

// What follows the word, where the query begins with it.
std::string_view behind_word(std::string_view sql, std::string_view word) {
  while (true) {
    sql = trim(sql);
    const bool comment = sql.starts_with("--") || sql.starts_with("/*");
    if (!comment) break;
    sql.remove_prefix(end_of_opaque(sql, 0));
  }
  const bool begins = sql.size() > word.size() && to_lower(sql.substr(0, word.size())) == word &&
                      std::string_view(" \t\r\n").find(sql[word.size()]) != std::string_view::npos;
  return begins ? trim(sql.substr(word.size())) : std::string_view();
}

// The named queries of a WITH; nothing if it is none.
std::string_view behind_with(std::string_view sql) {
  const std::string_view named = behind_word(sql, "with");
  const std::string_view recursive = behind_word(named, "recursive");
  return recursive.empty() ? named : recursive;
}

std::string query_of(std::string_view common, std::string_view sql) {
  if (common.empty()) return std::string(sql);
  const std::string_view own = behind_with(sql);
  return fmt::format("WITH RECURSIVE {}\n{}{}", common, own.empty() ? "" : ", ",
                     own.empty() ? sql : own);
}

}  // namespace

std::size_t line_of(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + at, '\n'));
}

std::vector<Section> sections_of(std::string_view text, std::size_t body_at,
                                 std::string_view report_title, std::string_view origin) {
  std::vector<Section> out;
  std::string_view common;
  for (const Piece& piece : pieces_of(text, body_at)) {
    const auto refuse = [&](std::string_view why) {
      fail(Exit::config, "{}:{}: {}", origin, line_of(text, piece.at), why);
    };
    const std::string_view sql = without_end(piece.sql);
    if (piece.kind == Piece::Kind::unmarked && only_comments(sql)) continue;
    if (piece.kind == Piece::Kind::common) {
      if (!out.empty() || !common.empty())
        refuse("what is common stands once, before all sections");
      common = behind_with(sql);
      if (common.empty()) refuse("what is common begins with WITH");
      continue;
    }
    if (piece.kind == Piece::Kind::section && piece.title.empty())
      refuse("a section needs a title");
    const std::string_view title = piece.title.empty() ? report_title : piece.title;
    if (only_comments(sql)) refuse(fmt::format("section '{}' has no query", title));
    for (const Section& s : out) {
      if (s.title == title) refuse(fmt::format("there are two sections '{}'", title));
    }
    out.push_back({std::string(title), query_of(common, sql)});
  }
  if (out.empty()) fail(Exit::config, "{}: there is no query", origin);
  return out;
}

}  // namespace tocsin::report
