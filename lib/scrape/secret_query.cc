#include "scrape/secret_query.h"

#include <fmt/format.h>

namespace tocsin::scrape {

net::Url with_secrets(const net::Url& url, const std::vector<QuerySecret>& secrets) {
  std::string text = url.text();
  for (const QuerySecret& s : secrets) {
    if (s.origin != url.origin()) continue;
    text += fmt::format("{}{}={}", text.find('?') == text.npos ? '?' : '&',
                        net::percent_encode(s.parameter), net::percent_encode(s.value));
  }
  return net::Url::parse(text).value_or(url);
}

}  // namespace tocsin::scrape
