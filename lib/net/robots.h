// robots.txt: who may fetch what (RFC 9309).
//
// Reads and matches as the reference parser of the standard's authors does, which is kinder than
// the RFC's grammar: misspelt and space-separated keys count, "Allow: /a/index.html" allows "/a/",
// bare CR ends a line. Values; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace tocsin::net {

class RobotsFile {
 public:
  // Never fails: lines that say nothing are skipped. What lies beyond 500 KiB is ignored, as
  // section 2.5 permits.
  static RobotsFile parse(std::string_view text);

  // `agent` is a product token or begins with one ("TocsinBot/1.0 (+https://…)"); `path` is
  // Url::path_and_query().
  bool allows(std::string_view agent, std::string_view path) const;
  // Not in RFC 9309, obeyed all the same: said of the agent, else of "*" if no group names the
  // agent. The longest where several are given, at most a day; nothing where absent or not a
  // number. Unlike a rule it does not end a run of User-agent lines, and is said only of the
  // agents right above it.
  std::optional<Duration> crawl_delay(std::string_view agent) const;
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  friend class RobotsReader;

  struct Agent {
    std::string token;  // lower case; "*" is everybody
    std::optional<Duration> delay;
  };
  struct Rule {
    std::string pattern;  // normalised
    bool allow = false;
  };
  struct Group {
    std::vector<Agent> agents;
    std::vector<Rule> rules;
  };
  bool names(std::string_view token) const;

  std::vector<Group> groups_;
  std::vector<std::string> sitemaps_;
};

// What a fetch of /robots.txt means for the site (RFC 9309, section 2.3.1).
enum class RobotsPolicy { use_rules, allow_all, disallow_all };
struct HttpResult;
// 2xx: the rules; 4xx (429 too) and redirects beyond the limit: allow all; 5xx and anything
// unanswered: disallow all.
RobotsPolicy robots_policy(const HttpResult& fetched);

}  // namespace tocsin::net
