// From named parameters (:since) to the numbered ones both databases know ($1).
//
// Quoted text, quoted identifiers, comments and casts (::bigint) are left alone. Every parameter
// becomes CAST($n AS type): PostgreSQL cannot guess the type of `:kind IS NULL`, and the same text
// is right for SQLite. Comments do not nest and quotes are doubled to escape them: what the two
// databases agree on. Thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::report {

struct Numbered {
  std::string sql;
  std::vector<std::string> names;  // names[0] is $1; each name once
};

// `type_of` gives the SQL type of a parameter, or throws for a name that it does not know.
Numbered number_parameters(std::string_view sql,
                           const std::function<std::string_view(std::string_view name)>& type_of);

// Where the piece at `i` ends that hides what it holds (quoted text, comment); `i` if there is
// none.
std::size_t end_of_opaque(std::string_view sql, std::size_t i);

}  // namespace tocsin::report
