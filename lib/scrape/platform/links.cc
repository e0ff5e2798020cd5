#include "scrape/platform/links.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "scrape/secret_query.h"

namespace tocsin::scrape {
namespace {

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// By number: the query parameter counts on until there is nothing left.
std::optional<net::Url> next_by_number(const ListNext& next, const net::Url& page,
                                       std::size_t items, const std::string& last) {
  if (items == 0) return std::nullopt;
  const std::int64_t number = numbered(page, next.parameter).value_or(next.first) + 1;
  if (const auto parts = whole(last); parts && number >= next.first + *parts) return std::nullopt;
  if (number < 0 || number >= next.first + next.most) return std::nullopt;
  return net::Url::parse(edit_query(
      page, [&](std::string_view name) { return name == next.parameter; },
      fmt::format("{}={}", next.parameter, number)));
}

}  // namespace

std::string Platform::storable(const std::string& text) const {
  const auto url = net::Url::parse(text);
  if (secrets.empty() || !url) return text;
  return edit_query(*url, [&](std::string_view name) {
    return std::any_of(secrets.begin(), secrets.end(),
                       [&](const Secret& s) { return s.parameter == name; });
  });
}

std::optional<std::int64_t> numbered(const net::Url& url, std::string_view parameter) {
  std::optional<std::int64_t> out;
  each_parameter(url, [&](std::string_view p) {
    const std::size_t equals = std::min(p.find('='), p.size() - 1);
    if (p.substr(0, equals) == parameter) out = whole(p.substr(equals + 1));
  });
  return out;
}

std::vector<PageLink> find_links(const Platform& platform, const PageRules& rules, Finder& finder,
                                 const Scopes& scopes, const PageContext& context,
                                 const net::Url& page, std::size_t items) {
  std::vector<PageLink> out;
  std::set<std::string> seen{page.text()};
  const auto add = [&](PageLink link, const net::Url& url, const std::vector<UrlPattern>& only) {
    link.url = platform.storable(url.text());
    if (!same_origin(url, page) && !matches_any(platform.urls, link.url)) return;
    if (!only.empty() && !matches_any(only, link.url)) return;
    if (seen.insert(link.url).second) out.push_back(std::move(link));
  };
  if (rules.next) {
    const ListNext& next = *rules.next;
    const PageLink link{PageLink::Kind::next, "", next.most};
    if (next.link) {
      if (const auto url = net::Url::parse(context.resolve(finder.text(*next.link, scopes)))) {
        add(link, *url, {});
      }
    } else {
      const std::string last = next.last ? finder.text(*next.last, scopes) : "";
      if (const auto url = next_by_number(next, page, items, last)) {
        add(link, *url, {});
      }
    }
  }
  if (!rules.follow) return out;
  const PageLink link{PageLink::Kind::followed, "", rules.follow->depth, rules.follow->interval};
  const std::size_t parts = out.size();
  for (const Value& value : finder.values(rules.follow->links, scopes)) {
    if (out.size() - parts >= static_cast<std::size_t>(rules.follow->most)) break;
    const auto url = net::Url::parse(context.resolve(value.text));
    if (url) add(link, *url, rules.follow->urls);
  }
  return out;
}

}  // namespace tocsin::scrape
