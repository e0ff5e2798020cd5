#include "store/url.h"

#include "base/error.h"

namespace tocsin::store {

DatabaseUrl DatabaseUrl::parse(std::string_view text) {
  if (text.starts_with("postgresql://") || text.starts_with("postgres://")) {
    return {Dialect::postgres, std::string(text)};
  }
  if (text.starts_with("sqlite:")) text.remove_prefix(std::string_view("sqlite:").size());
  if (text.empty()) fail(Exit::config, "no database: give a path or a postgresql:// URL");
  if (text.find("://") != std::string_view::npos) {
    fail(Exit::config, "database '{}': a path, sqlite:PATH or postgresql://… is needed",
         text.substr(0, text.find("://")));
  }
  return {Dialect::sqlite, std::string(text)};
}

std::string DatabaseUrl::masked() const {
  if (dialect == Dialect::sqlite) return target;
  const auto at = target.find('@');
  const auto scheme = target.find("://");
  if (at == std::string::npos) return target.substr(0, target.find('?'));
  return target.substr(0, scheme + 3) + "…" + target.substr(at, target.find('?') - at);
}

}  // namespace tocsin::store
