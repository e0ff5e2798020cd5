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

// A PostgreSQL URI without its password, and the password as libpq would decode it: what goes onto
// a command line, and what must not (other users read it there).
struct OpenUrl {
  std::string url, password;
};
OpenUrl without_password(const std::string& uri);

}  // namespace tocsin::store
