#include "scrape/platform/url_pattern.h"

#include <algorithm>

#include "net/url.h"

namespace tocsin::scrape {
namespace {

std::string_view without_scheme(std::string_view url) {
  const std::size_t at = url.find("://");
  return at == url.npos ? url : url.substr(at + 3);
}

}  // namespace

std::optional<UrlPattern> UrlPattern::parse(std::string_view text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) return std::nullopt;
  const std::string_view rest = without_scheme(text);
  const std::string_view host = rest.substr(0, rest.find('/'));
  // "*.site.example" is a site; "*" and "*.example" are anybody's.
  const std::string_view fixed = host.substr(host.find_last_of('*') + 1);
  const bool open = host.find('*') != host.npos;
  if (open && (!host.starts_with("*.") || host.find('*', 1) != host.npos ||
               std::count(fixed.begin(), fixed.end(), '.') < 2)) {
    return std::nullopt;
  }
  // The fixed part of the host is written as net::Url would.
  const auto url = net::Url::parse(std::string("https://") + (open ? "x" : "") +
                                   std::string(open ? fixed : host) + "/");
  if (!url) return std::nullopt;
  UrlPattern out;
  out.text_ = text;
  std::string pattern(without_scheme(url->origin()));
  if (open) {
    out.domain_ = pattern.substr(1);
    pattern.clear();
  }
  pattern += host.size() < rest.size() ? std::string(rest.substr(host.size())) : "/";
  for (std::size_t at = 0;;) {
    const std::size_t star = pattern.find('*', at);
    out.parts_.push_back(pattern.substr(at, star - at));
    if (star == pattern.npos) break;
    at = star + 1;
  }
  return out;
}

bool UrlPattern::matches(std::string_view url) const {
  url = without_scheme(url);
  if (!domain_.empty()) {
    const std::string_view host = url.substr(0, url.find('/'));
    if (!host.ends_with(domain_)) return false;
    url.remove_prefix(host.size());
  }
  if (parts_.size() == 1) {
    const bool with_query = parts_[0].find('?') != std::string::npos;
    return (with_query ? url : url.substr(0, url.find('?'))) == parts_[0];
  }
  if (!url.starts_with(parts_.front())) return false;
  std::size_t at = parts_.front().size();
  for (std::size_t i = 1; i + 1 < parts_.size(); ++i) {
    const std::size_t found = url.find(parts_[i], at);
    if (found == url.npos) return false;
    at = found + parts_[i].size();
  }
  return url.substr(at).ends_with(parts_.back());
}

bool matches_any(const std::vector<UrlPattern>& patterns, std::string_view url) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const UrlPattern& p) { return p.matches(url); });
}

}  // namespace tocsin::scrape
