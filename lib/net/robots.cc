#include "net/robots.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "net/http.h"
#include "net/url.h"

namespace tocsin::net {
namespace {

constexpr std::size_t kMaxFile = 500U << 10;  // RFC 9309, section 2.5
// The reference parser's longest line: eight times the longest URL of old browsers.
constexpr std::size_t kMaxLine = 2083 * 8 - 1;
constexpr Duration kMaxDelay = std::chrono::hours(24);

enum class Key { user_agent, allow, disallow, sitemap, crawl_delay, other };

struct Spelling {
  std::string_view prefix;
  Key key;
};

// The reference parser takes any key that begins so.
constexpr std::array<Spelling, 13> kSpellings{{
    {"user-agent", Key::user_agent},
    {"useragent", Key::user_agent},
    {"user agent", Key::user_agent},
    {"allow", Key::allow},
    {"disallow", Key::disallow},
    {"dissallow", Key::disallow},
    {"dissalow", Key::disallow},
    {"disalow", Key::disallow},
    {"diasllow", Key::disallow},
    {"disallaw", Key::disallow},
    {"sitemap", Key::sitemap},
    {"site-map", Key::sitemap},
    {"crawl-delay", Key::crawl_delay},
}};

Key key_of(std::string_view text) {
  for (const Spelling& s : kSpellings) {
    if (equal_ignoring_case(text.substr(0, s.prefix.size()), s.prefix)) return s.key;
  }
  return Key::other;
}

struct Line {
  std::string_view key;  // "" where the line says nothing
  std::string_view value;
};

// "key: value", or exactly two words where the colon was forgotten.
Line read_line(std::string_view text) {
  text = text.substr(0, kMaxLine);
  text = text.substr(0, text.find('\0'));
  text = trim(text.substr(0, text.find('#')));
  std::size_t separator = text.find(':');
  if (separator == text.npos) {
    separator = text.find_first_of(" \t");
    if (separator == text.npos) return {};
    const auto value = trim(text.substr(separator));
    if (value.find_first_of(" \t") != value.npos) return {};
  }
  return {trim(text.substr(0, separator)), trim(text.substr(separator + 1))};
}

// RFC 9309, section 2.2.1: letters, "_" and "-".
std::string_view product_token(std::string_view agent) {
  const auto end = std::find_if_not(agent.begin(), agent.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
  return {agent.begin(), end};
}

// "*" is any run of characters, a final "$" the end of the path; otherwise a prefix.
bool matches(std::string_view path, std::string_view pattern) {
  const bool anchored = pattern.ends_with('$');
  if (anchored) pattern.remove_suffix(1);
  std::size_t at = pattern.find('*');
  if (!path.starts_with(pattern.substr(0, at))) return false;
  if (at == pattern.npos) return !anchored || path.size() == pattern.size();
  path.remove_prefix(at);
  while (true) {
    pattern.remove_prefix(at + 1);
    at = pattern.find('*');
    const std::string_view piece = pattern.substr(0, at);
    if (at == pattern.npos && anchored) return path.ends_with(piece);
    const std::size_t found = path.find(piece);
    if (found == path.npos) return false;
    if (at == pattern.npos) return true;
    path.remove_prefix(found + piece.size());
  }
}

std::optional<Duration> parse_delay(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || !(seconds >= 0)) return {};
  const double longest = std::chrono::duration<double>(kMaxDelay).count();
  return Duration(static_cast<std::int64_t>(std::min(seconds, longest) * 1000));
}

}  // namespace

// Builds a RobotsFile line by line.
class RobotsReader {
 public:
  explicit RobotsReader(RobotsFile& file) : file_(file) {}

  void take(const Line& line) {
    if (line.key.empty()) return;
    switch (key_of(line.key)) {
      case Key::user_agent:
        return take_agent(line.value);
      case Key::allow:
        return take_allow(line.value);
      case Key::disallow:
        return take_rule(line.value, false);
      case Key::sitemap:
        if (!line.value.empty()) file_.sitemaps_.emplace_back(line.value);
        return;
      case Key::crawl_delay:
        return take_delay(line.value);
      case Key::other:
        return;
    }
  }

 private:
  void take_agent(std::string_view value) {
    if (!in_agents_) {
      file_.groups_.emplace_back();
      undelayed_ = 0;
    }
    in_agents_ = true;
    auto& agents = file_.groups_.back().agents;
    if (delayed_) undelayed_ = agents.size();
    delayed_ = false;
    const bool everybody =
        value.starts_with('*') && (value.size() == 1 || trim(value.substr(1, 1)).empty());
    agents.push_back({everybody ? "*" : to_lower(product_token(value)), {}});
  }

  void take_allow(std::string_view value) {
    take_rule(value, true);
    // A folder and its index page are one.
    const std::size_t slash = value.rfind('/');
    if (slash != value.npos && value.substr(slash).starts_with("/index.htm")) {
      take_rule(std::string(value.substr(0, slash + 1)) + '$', true);
    }
  }

  void take_rule(std::string_view value, bool allow) {
    if (file_.groups_.empty()) return;
    in_agents_ = false;
    if (!value.empty()) file_.groups_.back().rules.push_back({normalise_escapes(value), allow});
  }

  void take_delay(std::string_view value) {
    const auto delay = parse_delay(value);
    if (!delay || file_.groups_.empty()) return;
    auto& agents = file_.groups_.back().agents;
    for (std::size_t i = undelayed_; i < agents.size(); ++i) {
      agents[i].delay = std::max(agents[i].delay.value_or(Duration{0}), *delay);
    }
    delayed_ = true;
  }

  RobotsFile& file_;
  bool in_agents_ = false;     // the last line that counted was a User-agent
  bool delayed_ = false;       // a Crawl-delay came since the last User-agent
  std::size_t undelayed_ = 0;  // agents of the last group from which the next Crawl-delay counts
};

RobotsFile RobotsFile::parse(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  text = text.substr(0, kMaxFile);
  // Even half of a mark is skipped, as the reference parser does.
  for (const char c : kByteOrderMark) {
    if (!text.starts_with(c)) break;
    text.remove_prefix(1);
  }
  RobotsFile file;
  RobotsReader reader(file);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    reader.take(read_line(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return file;
}

bool RobotsFile::names(std::string_view token) const {
  return std::any_of(groups_.begin(), groups_.end(), [&](const Group& group) {
    return std::any_of(group.agents.begin(), group.agents.end(),
                       [&](const Agent& agent) { return agent.token == token; });
  });
}

bool RobotsFile::allows(std::string_view agent, std::string_view path) const {
  path = path.substr(0, path.find('#'));
  std::string normal = normalise_escapes(path);
  if (!normal.starts_with('/')) normal.insert(0, 1, '/');
  if (normal == "/robots.txt") return true;  // RFC 9309, section 2.2.2

  std::string token = to_lower(product_token(agent));
  if (token.empty() || !names(token)) token = "*";
  std::size_t allowed = 0;  // length of the longest pattern that matches
  std::size_t disallowed = 0;
  for (const Group& group : groups_) {
    const bool ours = std::any_of(group.agents.begin(), group.agents.end(),
                                  [&](const Agent& a) { return a.token == token; });
    if (!ours) continue;
    for (const Rule& rule : group.rules) {
      std::size_t& longest = rule.allow ? allowed : disallowed;
      if (rule.pattern.size() > longest && matches(normal, rule.pattern)) {
        longest = rule.pattern.size();
      }
    }
  }
  return disallowed <= allowed;
}

std::optional<Duration> RobotsFile::crawl_delay(std::string_view agent) const {
  std::string token = to_lower(product_token(agent));
  if (token.empty() || !names(token)) token = "*";
  std::optional<Duration> longest;
  for (const Group& group : groups_) {
    for (const Agent& a : group.agents) {
      if (a.token == token && a.delay) longest = std::max(longest.value_or(*a.delay), *a.delay);
    }
  }
  return longest;
}

RobotsPolicy robots_policy(const HttpResult& fetched) {
  if (fetched.outcome == TransferOutcome::too_many_redirects) return RobotsPolicy::allow_all;
  if (!fetched.answered()) return RobotsPolicy::disallow_all;
  const int status = fetched.response.status;
  if (status >= 200 && status < 300) return RobotsPolicy::use_rules;
  if (status >= 300 && status < 500) return RobotsPolicy::allow_all;
  return RobotsPolicy::disallow_all;
}

}  // namespace tocsin::net
