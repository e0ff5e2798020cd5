#include "sla/policy_file.h"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "base/toml_table.h"

namespace tocsin::sla {
namespace {

constexpr std::size_t kLargest = 1U << 20;
constexpr std::string_view kName = "sla.toml", kShipped = "policies/sla.toml";

using Known = std::string_view;
constexpr Known kFileKeys[] = {"sla"};
constexpr Known kPolicyKeys[] = {
    "name", "calendar", "match",        "targets", "priority_client_factor",
    "warn", "pause_on", "resolution_on"};
constexpr Known kMatchKeys[] = {"organization", "type", "tag", "priority"};

// A target or a lead time: whole seconds, at least one.
seconds read_duration(const TomlTable& t, std::string_view key, const std::string& text) {
  const auto value = parse_duration(text);
  if (!value || *value < seconds{1} || *value % seconds{1} != Duration::zero()) {
    t.refuse(key, fmt::format("'{}' is no duration such as 30m, 4h or 2d", text));
  }
  return std::chrono::duration_cast<seconds>(*value);
}

template <typename E>
E read_word(const TomlTable& t, std::string_view key, std::string_view text) {
  if (const auto found = from_word<E>(text)) return *found;
  t.refuse(key, fmt::format("'{}' is not one of {}", text, fmt::join(Words<E>::list, ", ")));
}

Match read_match(const TomlTable& t) {
  Match out{.organization = t.text("organization"),
            .type = t.text("type"),
            .tag = t.text("tag"),
            .priority = {}};
  if (const auto priority = t.text("priority")) {
    out.priority = read_word<TicketPriority>(t, "priority", *priority);
  }
  return out;
}

Targets read_targets(const TomlTable& t) {
  Targets out;
  bool any = false;
  for (std::size_t clock = 0; clock < out.size(); ++clock) {
    const std::string_view key = Words<ClockKind>::list[clock];
    if (const auto text = t.text(key)) out[clock] = read_duration(t, key, *text);
    any = any || out[clock];
  }
  if (!any) t.refuse("there is no target");
  return out;
}

LeadTime read_lead_time(const TomlTable& t, const std::string& text) {
  if (!text.ends_with('%')) return {.percent = 0, .left = read_duration(t, "warn", text)};
  LeadTime out;
  const char* const percent = text.data() + text.size() - 1;
  const auto [end, error] = std::from_chars(text.data(), percent, out.percent);
  if (error != std::errc{} || end != percent || out.percent < 1 || out.percent > 99) {
    t.refuse("warn", fmt::format("'{}' is not from 1% to 99%", text));
  }
  return out;
}

Policy read_policy(const TomlTable& t, const Calendars& calendars) {
  Policy p;
  p.name = t.required_text("name");
  p.calendar = t.text("calendar").value_or(std::string(kAlwaysOpen));
  if (!calendars.has(p.calendar)) {
    t.refuse("calendar",
             fmt::format("there is no calendar '{}': calendars/{}.toml", p.calendar, p.calendar));
  }
  if (const auto match = t.table("match", kMatchKeys)) p.match = read_match(*match);
  const auto targets = t.table("targets", Words<TicketPriority>::list);
  if (!targets) t.refuse("'targets' is missing");
  for (std::size_t i = 0; i < p.targets.size(); ++i) {
    const auto of_priority = targets->table(Words<TicketPriority>::list[i], Words<ClockKind>::list);
    if (of_priority) p.targets[i] = read_targets(*of_priority);
  }
  if (p.match.priority ? !p.targets[static_cast<std::size_t>(*p.match.priority)]
                       : p.targets == decltype(p.targets){}) {
    t.refuse("targets", "there are none for any ticket that it matches");
  }
  p.priority_client_factor = t.number("priority_client_factor").value_or(1);
  if (!(p.priority_client_factor > 0 && p.priority_client_factor <= 1)) {
    t.refuse("priority_client_factor", "'priority_client_factor' must be more than 0, at most 1");
  }
  for (const std::string& text : t.texts("warn")) p.warn.push_back(read_lead_time(t, text));
  for (const std::string& text : t.texts("pause_on")) {
    p.pause_on.push_back(read_word<TicketStatus>(t, "pause_on", text));
    if (!is_unresolved(p.pause_on.back())) {
      t.refuse("pause_on", fmt::format("clocks of tickets that are {} have stopped", text));
    }
  }
  if (const auto text = t.text("resolution_on")) {
    p.resolution_on = read_word<TicketStatus>(t, "resolution_on", *text);
    if (p.resolution_on != TicketStatus::resolved && p.resolution_on != TicketStatus::closed) {
      t.refuse("resolution_on", fmt::format("'{}' is neither resolved nor closed", *text));
    }
  }
  return p;
}

}  // namespace

std::vector<Policy> read_policies(std::string_view text, const std::string& where,
                                  const Calendars& calendars) {
  if (text.size() > kLargest) fail(Exit::config, "{}: larger than 1 MiB", where);
  const toml::table root = read_toml(text, where);
  const TomlTable file(root, where, 1, kFileKeys);
  std::vector<Policy> out;
  std::set<std::string> names;
  for (const auto& [unnamed, t] : file.tables("sla", kPolicyKeys)) {
    out.push_back(read_policy(t, calendars));
    if (!names.insert(out.back().name).second) {
      t.refuse("name", fmt::format("there is an sla '{}' already", out.back().name));
    }
  }
  return out;
}

PolicyText find_policies(const std::filesystem::path& policies) {
  std::error_code ignored;
  const auto own = policies / kName;
  if (!policies.empty() && std::filesystem::exists(own, ignored)) {
    return {read_file(own, kLargest), own.string()};
  }
  for (const EmbeddedFile& f : shipped::files()) {
    if (f.name == kShipped) return {std::string(f.content), std::string(f.name)};
  }
  fail(Exit::software, "{} does not ship", kShipped);
}

}  // namespace tocsin::sla
