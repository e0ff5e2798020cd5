#include "scrape/robots_rules.h"

#include "base/text.h"

namespace tocsin::scrape {
namespace {

constexpr Duration kKeep = std::chrono::hours{24};  // RFC 9309, section 2.4
// A server that did not answer is asked again soon: until then nothing of it is fetched.
constexpr Duration kKeepUnreachable = std::chrono::minutes{10};

}  // namespace

RobotsRules::RobotsRules(const store::HostState& host)
    : rule_(host.robots_rule == "rules"       ? Rule::rules
            : host.robots_rule == "allow_all" ? Rule::allow_all
                                              : Rule::disallow_all),
      file_(net::RobotsFile::parse(host.robots)) {}

RobotsRules RobotsRules::allow_all() {
  store::HostState open;
  open.robots_rule = "allow_all";
  return RobotsRules(open);
}

bool RobotsRules::allows(std::string_view agent, const net::Url& url) const {
  switch (rule_) {
    case Rule::allow_all:
      return true;
    case Rule::disallow_all:
      return false;
    case Rule::rules:
      return file_.allows(agent, url.path_and_query());
  }
  return false;
}

Duration RobotsRules::crawl_delay(std::string_view agent) const {
  if (rule_ != Rule::rules) return Duration::zero();
  return file_.crawl_delay(agent).value_or(Duration::zero());
}

bool is_fresh(const store::HostState& host, Instant now) {
  return host.robots_until && *host.robots_until > now;
}

void take_robots(store::HostState& host, const net::HttpResult& fetched, Instant now) {
  host.robots.clear();
  host.robots_until = now + kKeep;
  switch (net::robots_policy(fetched)) {
    case net::RobotsPolicy::use_rules:
      host.robots_rule = "rules";
      host.robots = to_utf8(fetched.response.body);
      std::erase(host.robots, '\0');  // PostgreSQL's text cannot hold it, and no rule needs it
      break;
    case net::RobotsPolicy::allow_all:
      host.robots_rule = "allow_all";
      break;
    case net::RobotsPolicy::disallow_all:
      host.robots_rule = "disallow_all";
      host.robots_until = now + kKeepUnreachable;
      break;
  }
}

}  // namespace tocsin::scrape
