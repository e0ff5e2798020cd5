#include "escalate/policy_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "base/toml_table.h"

namespace tocsin::escalate {
namespace {

constexpr std::size_t kLargest = 1U << 20, kMostPolicies = 200, kMostSteps = 20, kLongestText = 200;
constexpr std::int64_t kMostRounds = 50, kMostJitter = 50;
constexpr Duration kLongest = std::chrono::days{366};
constexpr std::string_view kName = "escalation.toml", kShipped = "policies/escalation.toml";

using Known = std::string_view;
constexpr Known kFileKeys[] = {"escalation"};
constexpr Known kPolicyKeys[] = {"name",        "match",        "calendar",        "initial_delay",
                                 "max_delay",   "max_attempts", "jitter",          "repeat_from",
                                 "quiet_hours", "max_deferral", "forgotten_after", "step"};
constexpr Known kStepKeys[] = {"delay", "to", "channels", "only"};
constexpr Known kMatchKeys[] = {"priority", "kind", "organization", "hours"};
constexpr TomlWord kQuiet[] = {{"pass", 1}, {"respect", 0}};
constexpr TomlWord kHours[] = {{"working", static_cast<int>(Hours::working)},
                               {"off", static_cast<int>(Hours::off)}};

std::optional<Duration> read_duration(const TomlTable& t, std::string_view key) {
  const auto text = t.text(key);
  if (!text) return std::nullopt;
  const auto value = parse_duration(*text);
  if (!value || *value < Duration::zero()) {
    t.refuse(key, fmt::format("'{}' is no duration such as 90s, 15m or 2h", *text));
  }
  if (*value > kLongest) t.refuse(key, fmt::format("'{}' is longer than 366d", *text));
  return value;
}

std::int64_t read_number(const TomlTable& t, std::string_view key, std::int64_t least,
                         std::int64_t most, std::int64_t otherwise) {
  const std::int64_t value = t.integer(key).value_or(otherwise);
  if (value < least || value > most) {
    t.refuse(key, fmt::format("'{}' must be from {} to {}", key, least, most));
  }
  return value;
}

// One value or a list of them, as texts.
std::vector<std::string> read_some(const TomlTable& t, std::string_view key) {
  const toml::node* node = t.node(key);
  if (node == nullptr) return {};
  if (!node->is_array()) return {t.scalar(key).value_or("")};
  std::vector<std::string> out;
  for (const toml::node& item : *node->as_array()) {
    if (const auto text = item.value_exact<std::string>()) {
      out.push_back(*text);
    } else if (const auto number = item.value_exact<std::int64_t>()) {
      out.push_back(std::to_string(*number));
    } else {
      t.refuse(item, fmt::format("'{}' must be a text, or a list of them", key));
    }
  }
  if (out.empty()) t.refuse(key, fmt::format("'{}' is empty", key));
  return out;
}

std::vector<std::string> read_names(const TomlTable& t, std::string_view key) {
  std::vector<std::string> out = read_some(t, key);
  for (const std::string& name : out) {
    if (trim(name).empty() || name.size() > kLongestText) {
      t.refuse(key, fmt::format("'{}' has a name that is empty or too long", key));
    }
  }
  return out;
}

Match read_match(const TomlTable& t) {
  Match out;
  for (const std::string& text : read_some(t, "priority")) {
    const auto priority = priority_from(text);
    if (!priority) {
      t.refuse("priority", fmt::format("'{}' is no priority from 1 to 5, low to critical", text));
    }
    out.priorities.push_back(*priority);
  }
  out.kinds = read_names(t, "kind");
  out.organizations = read_names(t, "organization");
  out.hours = t.word<Hours>("hours", kHours).value_or(Hours::any);
  return out;
}

Step read_step(const TomlTable& t, bool is_first) {
  Step s{.to = {}};
  s.delay = read_duration(t, "delay").value_or(Duration::zero());
  if (is_first && t.has("delay")) {
    t.refuse("delay", "the first step waits for 'initial_delay' and has no delay of its own");
  }
  for (const std::string& text : read_names(t, "to")) {
    const auto target = parse_target(text);
    if (!target) {
      t.refuse("to", fmt::format("'{}' is no target such as person, person:ann, team:desk, "
                                 "role:agent, organization:acme, schedule:primary, "
                                 "channel:slack, emergency, exec:page-duty",
                                 text));
    }
    if (std::find(s.to.begin(), s.to.end(), *target) == s.to.end()) s.to.push_back(*target);
  }
  if (s.to.empty()) t.refuse("'to' is missing");
  for (const std::string& text : read_some(t, "channels")) {
    const auto channel = from_word<Channel>(text);
    if (!channel) {
      t.refuse("channels",
               fmt::format("'{}' is not one of {}", text, fmt::join(Words<Channel>::list, ", ")));
    }
    if (std::find(s.channels.begin(), s.channels.end(), *channel) == s.channels.end()) {
      s.channels.push_back(*channel);
    }
  }
  if (const auto only = t.table("only", kMatchKeys)) s.only = read_match(*only);
  return s;
}

bool leaves_out_critical(const Match& m) {
  return !m.priorities.empty() &&
         std::find(m.priorities.begin(), m.priorities.end(), kCritical) == m.priorities.end();
}

void read_times(const TomlTable& t, Policy& p) {
  p.max_attempts = static_cast<int>(read_number(t, "max_attempts", 0, kMostRounds, 1));
  p.initial_delay = read_duration(t, "initial_delay").value_or(Duration::zero());
  p.max_delay = read_duration(t, "max_delay")
                    .value_or(std::max<Duration>(p.initial_delay, std::chrono::hours{1}));
  if (p.max_delay < p.initial_delay) {
    t.refuse("max_delay", "'max_delay' is shorter than 'initial_delay'");
  }
  if (p.max_attempts > 1 && p.initial_delay == Duration::zero()) {
    t.refuse("rounds that repeat need an 'initial_delay'");
  }
  p.jitter = static_cast<int>(read_number(t, "jitter", 0, kMostJitter, 0));
  p.max_deferral = read_duration(t, "max_deferral");
  p.forgotten_after = read_duration(t, "forgotten_after");
  if (p.forgotten_after && *p.forgotten_after < std::chrono::minutes{1}) {
    t.refuse("forgotten_after", "'forgotten_after' is shorter than 1m");
  }
}

Policy read_policy(const TomlTable& t) {
  Policy p{.name = t.required_text("name")};
  if (trim(p.name).empty() || p.name.size() > kLongestText) {
    t.refuse("name", "'name' is empty or too long");
  }
  p.calendar = t.text("calendar").value_or("");
  if (const auto match = t.table("match", kMatchKeys)) p.match = read_match(*match);
  read_times(t, p);
  p.wakes = t.word<bool>("quiet_hours", kQuiet).value_or(true);
  bool asks_for_hours = p.match.hours != Hours::any;
  for (const auto& [unnamed, step] : t.tables("step", kStepKeys)) {
    if (!unnamed.empty()) step.refuse("steps are written as [[escalation.step]]");
    if (p.steps.size() == kMostSteps) step.refuse(fmt::format("more than {} steps", kMostSteps));
    p.steps.push_back(read_step(step, p.steps.empty()));
    const Step& read = p.steps.back();
    asks_for_hours = asks_for_hours || read.only.hours != Hours::any;
    const bool is_emergency = std::any_of(read.to.begin(), read.to.end(), [](const Target& to) {
      return to.kind == TargetKind::emergency;
    });
    if (is_emergency && (leaves_out_critical(p.match) || leaves_out_critical(read.only))) {
      step.refuse("to",
                  "emergency contacts are told of what is critical, and priority 5 never "
                  "comes here");
    }
  }
  if (asks_for_hours && p.calendar.empty()) t.refuse("'hours' needs a 'calendar'");
  if (p.max_attempts > 0 && p.steps.empty()) {
    t.refuse("there is no [[escalation.step]]; max_attempts = 0 says that nothing is told");
  }
  const auto last = static_cast<std::int64_t>(std::max<std::size_t>(p.steps.size(), 1));
  p.repeat_from = static_cast<std::size_t>(read_number(t, "repeat_from", 1, last, 1) - 1);
  return p;
}

}  // namespace

std::vector<Policy> read_policies(std::string_view text, const std::string& where) {
  if (text.size() > kLargest) fail(Exit::config, "{}: larger than 1 MiB", where);
  const toml::table root = read_toml(text, where);
  const TomlTable file(root, where, 1, kFileKeys);
  std::vector<Policy> out;
  std::set<std::string> names;
  for (const auto& [unnamed, t] : file.tables("escalation", kPolicyKeys)) {
    if (!unnamed.empty()) t.refuse("policies are written as [[escalation]]");
    if (out.size() == kMostPolicies) t.refuse(fmt::format("more than {} policies", kMostPolicies));
    out.push_back(read_policy(t));
    if (!names.insert(out.back().name).second) {
      t.refuse("name", fmt::format("there is an escalation '{}' already", out.back().name));
    }
  }
  return out;
}

PolicyText find_policies(const std::filesystem::path& policies) {
  std::error_code ignored;
  const auto own = policies / kName;
  if (!policies.empty() && std::filesystem::exists(own, ignored)) {
    return {read_file(own, kLargest + 1), own.string()};
  }
  for (const EmbeddedFile& f : shipped::files()) {
    if (f.name == kShipped) return {std::string(f.content), std::string(f.name)};
  }
  fail(Exit::software, "{} does not ship", kShipped);
}

}  // namespace tocsin::escalate
