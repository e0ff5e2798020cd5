// robots.txt of one server as stored and as asked (RFC 9309: cached 24 h, unreachable = no).
#pragma once

#include "net/http.h"
#include "net/robots.h"
#include "store/pages.h"

namespace tocsin::scrape {

class RobotsRules {
 public:
  // From what is stored; all closed where nothing is.
  explicit RobotsRules(const store::HostState& host);
  static RobotsRules allow_all();
  bool allows(std::string_view agent, const net::Url& url) const;
  Duration crawl_delay(std::string_view agent) const;  // zero where none is asked for

 private:
  enum class Rule { rules, allow_all, disallow_all } rule_;
  net::RobotsFile file_;
};

bool is_fresh(const store::HostState& host, Instant now);
// What a fetch of /robots.txt makes of the host's state.
void take_robots(store::HostState& host, const net::HttpResult& fetched, Instant now);

}  // namespace tocsin::scrape
