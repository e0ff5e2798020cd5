#include "scrape/proxies.h"

#include <algorithm>

#include "base/log.h"

namespace tocsin::scrape {
namespace {

constexpr auto kRest = std::chrono::seconds{30};
constexpr auto kLongestRest = std::chrono::minutes{10};

}  // namespace

Proxies::Proxies(const std::vector<std::string>& urls) {
  for (const std::string& url : urls) proxies_.push_back({url});
}

std::optional<std::string> Proxies::choose(const std::string& origin, Time now) {
  const auto known = of_origin_.find(origin);
  if (known != of_origin_.end() && proxies_[known->second].rests_until <= now) {
    return proxies_[known->second].url;
  }
  for (std::size_t tried = 0; tried < proxies_.size(); ++tried) {
    const std::size_t i = next_++ % proxies_.size();
    if (proxies_[i].rests_until > now) continue;
    of_origin_[origin] = i;
    return proxies_[i].url;
  }
  return std::nullopt;
}

Proxies::Proxy* Proxies::find(const std::string& url) {
  const auto found = std::find_if(proxies_.begin(), proxies_.end(),
                                  [&](const Proxy& proxy) { return proxy.url == url; });
  return found == proxies_.end() ? nullptr : &*found;
}

void Proxies::worked(const std::string& url) {
  if (Proxy* proxy = find(url)) proxy->failures = 0;
}

void Proxies::failed(const std::string& url, Time now) {
  Proxy* proxy = find(url);
  // Several requests under way fail together: that is one failure.
  if (proxy == nullptr || proxy->rests_until > now) return;
  auto rest = std::chrono::duration_cast<std::chrono::seconds>(kRest);
  for (int i = 0; i < proxy->failures && rest < kLongestRest; ++i) rest *= 2;
  rest = std::min<std::chrono::seconds>(rest, kLongestRest);
  ++proxy->failures;
  proxy->rests_until = now + rest;
  log::warning("", "proxy {} failed and rests for {} s", name_of_proxy(url), rest.count());
}

bool is_proxy(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://", "socks5://", "socks5h://"}) {
    if (url.starts_with(scheme) && url.size() > scheme.size()) return true;
  }
  return false;
}

std::string name_of_proxy(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::string name = scheme == std::string::npos ? "" : url.substr(0, scheme + 3);
  const std::size_t at = url.rfind('@');
  const std::string host = url.substr(at == std::string::npos ? name.size() : at + 1);
  return name + host.substr(0, host.find('/'));
}

}  // namespace tocsin::scrape
