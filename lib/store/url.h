// Where a database is: "PATH", "sqlite:PATH" or "postgresql://…" (libpq's connection URI).
#pragma once

#include <string>
#include <string_view>

namespace tocsin::store {

enum class Dialect { sqlite, postgres };

struct DatabaseUrl {
  Dialect dialect = Dialect::sqlite;
  std::string target;  // a file path, or the URI as libpq takes it

  // Exit::config for a scheme we do not speak.
  static DatabaseUrl parse(std::string_view text);
  std::string masked() const;  // for people: without user and password
};

}  // namespace tocsin::store
