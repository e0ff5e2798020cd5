#include "scrape/secret_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::scrape {

void each_parameter(const net::Url& url,
                    const std::function<void(std::string_view parameter)>& visit) {
  std::string_view query = url.path_and_query();
  query.remove_prefix(std::min(query.find('?'), query.size()));
  while (!query.empty()) {
    query.remove_prefix(1);  // the '?' or '&'
    const std::size_t end = std::min(query.find('&'), query.size());
    if (end > 0) visit(query.substr(0, end));
    query.remove_prefix(end);
  }
}

std::string edit_query(const net::Url& url, const std::function<bool(std::string_view name)>& drop,
                       std::string_view more) {
  std::string out = std::string(url.origin()) + std::string(url.path());
  char mark = '?';
  const auto add = [&](std::string_view parameter) {
    out += std::exchange(mark, '&');
    out += parameter;
  };
  each_parameter(url, [&](std::string_view p) {
    if (!drop(p.substr(0, p.find('=')))) add(p);
  });
  if (!more.empty()) add(more);
  return out;
}

net::Url with_secrets(const net::Url& url, const std::vector<QuerySecret>& secrets) {
  if (secrets.empty()) return url;
  std::string text = url.text();
  for (const QuerySecret& s : secrets) {
    if (s.origin != url.origin()) continue;
    text += fmt::format("{}{}={}", text.find('?') == text.npos ? '?' : '&',
                        net::percent_encode(s.parameter), net::percent_encode(s.value));
  }
  return net::Url::parse(text).value_or(url);
}

std::string without_secrets(const std::string& url, const std::vector<QuerySecret>& secrets) {
  if (secrets.empty()) return url;
  const auto parsed = net::Url::parse(url);
  if (!parsed) return url;
  return edit_query(*parsed, [&](std::string_view name) {
    return std::any_of(secrets.begin(), secrets.end(),
                       [&](const QuerySecret& s) { return s.parameter == name; });
  });
}

}  // namespace tocsin::scrape
