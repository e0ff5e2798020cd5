#include "store/url.h"

#include <algorithm>

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

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    out +=
        escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return out;
}

}  // namespace

OpenUrl without_password(const std::string& uri) {
  OpenUrl out{uri, ""};
  const auto begin = uri.find("://") + 3;
  const auto end = std::min(uri.find_first_of("/?", begin), uri.size());
  const auto at = uri.find('@', begin);
  if (at < end) {
    const auto colon = uri.find(':', begin);
    if (colon < at) {
      out.password = percent_decode(std::string_view(uri).substr(colon + 1, at - colon - 1));
      out.url.erase(colon, at - colon);
    }
  }
  // The parameter wins over the one before the host, as libpq has it.
  constexpr std::string_view kName = "password=";
  for (auto from = out.url.find('?'); from != std::string::npos; from = out.url.find('&', from)) {
    ++from;
    if (out.url.compare(from, kName.size(), kName) != 0) continue;
    const auto to = std::min(out.url.find('&', from), out.url.size());
    const auto value = from + kName.size();
    out.password = percent_decode(std::string_view(out.url).substr(value, to - value));
    out.url.erase(from, std::min(to + 1, out.url.size()) - from);
    if (out.url.back() == '?' || out.url.back() == '&') out.url.pop_back();
    break;
  }
  return out;
}

}  // namespace tocsin::store
