// Fetches claimed pages politely: robots.txt first, at most so many at once per server, a pause
// between requests, and no further request to a server that asked for one.
//
// The callback gets each page exactly once, on the thread that runs the engine.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "net/engine.h"
#include "scrape/decide_fetch.h"
#include "scrape/robots_rules.h"
#include "scrape/settings.h"
#include "store/pages.h"

namespace tocsin::scrape {

struct Fetched {
  store::PageClaim page;
  FetchClass fetch_class = FetchClass::transient;
  net::HttpResult result;
  std::optional<Duration> retry_after;
  bool asked = true;  // false: never sent (disallowed, or the server had asked for a pause)
  std::string screenshot = {};  // path of the picture, where a browser met a wall
};

class Fetcher {
 public:
  using Done = std::function<void(Fetched&&)>;
  using FindHost = std::function<std::optional<store::HostState>(const std::string& origin)>;

  Fetcher(net::Engine& engine, const Settings& settings, Instant now, FindHost find_host,
          Done done);
  ~Fetcher();

  void add(store::PageClaim page);
  // The servers as they are known now, to be stored.
  std::vector<store::HostState> hosts() const;

 private:
  struct Host;
  Host& host_of(const net::Url& url);
  void fetch_robots(Host& host, const net::Url& any);
  void advance(Host& host);
  void start(Host& host, store::PageClaim page);
  void finish(Host& host, Fetched&& fetched);
  void defer_all(Host& host, Duration pause);
  net::HttpRequest request(const net::Url& url) const;

  net::Engine& engine_;
  const Settings& settings_;
  Instant now_;
  FindHost find_host_;
  Done done_;
  std::map<std::string, std::unique_ptr<Host>> hosts_;
};

}  // namespace tocsin::scrape
