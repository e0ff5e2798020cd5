#include "scrape/platform/links.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view query_of(const net::Url& url) {
  const std::string_view all = url.path_and_query();
  const std::size_t mark = all.find('?');
  return mark == all.npos ? std::string_view() : all.substr(mark + 1);
}

std::string_view name_of(std::string_view parameter) {
  return parameter.substr(0, parameter.find('='));
}

// Calls `visit` with each `name=value` of the query.
template <typename Visit>
void each_parameter(std::string_view query, const Visit& visit) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (end > 0) visit(query.substr(0, end));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
}

template <typename Keep>
net::Url with_query(const net::Url& url, const Keep& keep, std::string_view more) {
  std::string query;
  const auto add = [&](std::string_view parameter) {
    query += query.empty() ? '?' : '&';
    query += parameter;
  };
  each_parameter(query_of(url), [&](std::string_view p) {
    if (keep(name_of(p))) add(p);
  });
  if (!more.empty()) add(more);
  const std::string base = std::string(url.origin()) + std::string(url.path());
  return net::Url::parse(base + query).value_or(url);
}

// By number: the query parameter counts on until there is nothing left.
std::optional<net::Url> next_by_number(const ListNext& next, const net::Url& page,
                                       std::size_t items, const std::string& last) {
  if (items == 0) return std::nullopt;
  const std::int64_t number = numbered(page, next.parameter).value_or(next.first) + 1;
  if (const auto parts = whole(last); parts && number >= next.first + *parts) return std::nullopt;
  if (number < 0 || number >= next.first + next.most) return std::nullopt;
  return with_query(
      page, [&](std::string_view name) { return name != next.parameter; },
      fmt::format("{}={}", next.parameter, number));
}

}  // namespace

std::string Platform::storable(const std::string& text) const {
  const auto url = net::Url::parse(text);
  if (secrets.empty() || !url) return text;
  const auto keep = [&](std::string_view name) {
    return std::none_of(secrets.begin(), secrets.end(),
                        [&](const Secret& s) { return s.parameter == name; });
  };
  return with_query(*url, keep, "").text();
}

std::optional<std::int64_t> numbered(const net::Url& url, std::string_view parameter) {
  std::optional<std::int64_t> out;
  each_parameter(query_of(url), [&](std::string_view p) {
    if (name_of(p) == parameter && p.size() > parameter.size()) {
      out = whole(p.substr(parameter.size() + 1));
    }
  });
  return out;
}

std::vector<PageLink> find_links(const Platform& platform, const PageRules& rules, Finder& finder,
                                 const Scopes& scopes, const PageContext& context,
                                 const net::Url& page, std::size_t items) {
  std::vector<PageLink> out;
  std::set<std::string> seen{page.text()};
  const auto add = [&](PageLink::Kind kind, const net::Url& url,
                       const std::vector<UrlPattern>& only) {
    const std::string text = platform.storable(url.text());
    if (!same_origin(url, page) && !matches_any(platform.urls, text)) return;
    if (!only.empty() && !matches_any(only, text)) return;
    if (seen.insert(text).second) out.push_back({kind, text});
  };
  if (rules.next) {
    const ListNext& next = *rules.next;
    if (next.link) {
      if (const auto url = net::Url::parse(context.resolve(finder.text(*next.link, scopes)))) {
        add(PageLink::Kind::next, *url, {});
      }
    } else {
      const std::string last = next.last ? finder.text(*next.last, scopes) : "";
      if (const auto url = next_by_number(next, page, items, last)) {
        add(PageLink::Kind::next, *url, {});
      }
    }
  }
  if (!rules.follow) return out;
  const std::size_t parts = out.size();
  for (const Value& value : finder.values(rules.follow->links, scopes)) {
    if (out.size() - parts >= static_cast<std::size_t>(rules.follow->most)) break;
    const auto url = net::Url::parse(context.resolve(value.text));
    if (url) add(PageLink::Kind::followed, *url, rules.follow->urls);
  }
  return out;
}

}  // namespace tocsin::scrape
