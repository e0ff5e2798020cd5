// The proxies that fetches go through: in turn over the servers, each server always by the same one
// as long as it works, so that sessions and a site's view of us hold together.
//
// A proxy that fails rests for half a minute, twice as long with each failure in a row, at most ten
// minutes; its servers go to the next one meanwhile and stay there. Not thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::scrape {

class Proxies {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Proxies(const std::vector<std::string>& urls);

  bool empty() const { return proxies_.empty(); }
  std::size_t size() const { return proxies_.size(); }
  // For a request to that server; nothing while all of them rest.
  std::optional<std::string> choose(const std::string& origin, Time now);
  void worked(const std::string& url);
  void failed(const std::string& url, Time now);

 private:
  struct Proxy {
    std::string url;
    int failures = 0;  // in a row
    Time rests_until{};
  };
  Proxy* find(const std::string& url);

  std::vector<Proxy> proxies_;
  std::size_t next_ = 0;
  std::map<std::string, std::size_t> of_origin_;
};

// The schemes that are taken: http, https, socks5, and socks5h (the proxy resolves names).
bool is_proxy(std::string_view url);
// "http://user:password@proxy:3128" as it may stand in logs: without user and password.
std::string name_of_proxy(const std::string& url);

}  // namespace tocsin::scrape
