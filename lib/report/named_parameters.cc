#include "report/named_parameters.h"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::report {
namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool continues_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9');
}

std::size_t after(std::string_view sql, std::string_view mark, std::size_t from) {
  const std::size_t found = sql.find(mark, from);
  return found == std::string_view::npos ? sql.size() : found + mark.size();
}

std::size_t place_of(std::vector<std::string>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  names.emplace_back(name);
  return names.size() - 1;
}

}  // namespace

std::size_t end_of_opaque(std::string_view sql, std::size_t i) {
  const std::string_view rest = sql.substr(i);
  if (rest.starts_with("--")) return after(sql, "\n", i);
  if (rest.starts_with("/*")) return after(sql, "*/", i + 2);
  // A doubled quote ends one quoted piece and begins the next.
  if (rest.starts_with('\'')) return after(sql, "'", i + 1);
  if (rest.starts_with('"')) return after(sql, "\"", i + 1);
  return i;
}

Numbered number_parameters(std::string_view sql,
                           const std::function<std::string_view(std::string_view name)>& type_of) {
  Numbered out;
  std::size_t i = 0;
  while (i < sql.size()) {
    if (const std::size_t end = end_of_opaque(sql, i); end != i) {
      out.sql += sql.substr(i, end - i);
      i = end;
    } else if (sql.substr(i).starts_with("::")) {
      out.sql += "::";
      i += 2;
    } else if (sql[i] == ':' && i + 1 < sql.size() && begins_name(sql[i + 1])) {
      std::size_t after_name = i + 1;
      while (after_name < sql.size() && continues_name(sql[after_name])) ++after_name;
      const std::string_view name = sql.substr(i + 1, after_name - i - 1);
      const std::string_view type = type_of(name);
      out.sql += fmt::format("CAST(${} AS {})", place_of(out.names, name) + 1, type);
      i = after_name;
    } else {
      out.sql += sql[i++];
    }
  }
  return out;
}

}  // namespace tocsin::report
