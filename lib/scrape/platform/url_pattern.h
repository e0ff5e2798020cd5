// Which pages a rule is for: "https://www.site.example/events/*", where * is any run of characters.
//
// Compared with the normalised URL without a fragment; "http" and "https" count as the same. A
// pattern without * matches that address alone, with any query or none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::scrape {

class UrlPattern {
 public:
  // Nothing where it is no http or https URL with a host, or the host itself is open ("https://*").
  static std::optional<UrlPattern> parse(std::string_view text);

  // `url` normalised (net::Url::text()). Linear.
  bool matches(std::string_view url) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::vector<std::string> parts_;  // between the stars
};

bool matches_any(const std::vector<UrlPattern>& patterns, std::string_view url);

}  // namespace tocsin::scrape
