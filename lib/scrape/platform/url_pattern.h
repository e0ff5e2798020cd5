// Which pages a rule is for: "https://www.site.example/events/*", where * is any run of characters;
// as a host "*.site.example" is every host below that one.
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
  // Nothing where it is no http or https URL with a host, or the host is anybody's ("https://*").
  static std::optional<UrlPattern> parse(std::string_view text);

  // `url` normalised (net::Url::text()). Linear.
  bool matches(std::string_view url) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::string domain_;              // ".site.example" of "*.site.example", else ""
  std::vector<std::string> parts_;  // between the stars, the host in the first unless it is open
};

bool matches_any(const std::vector<UrlPattern>& patterns, std::string_view url);

}  // namespace tocsin::scrape
