// Alerts: conditions with a lifetime, and the fixed rules about their kinds (WAIST: the table of
// kinds, priorities and dedup keys).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "model/words.h"

namespace tocsin {

enum class AlertStatus { active, acknowledged, snoozed, resolved, ignored };
TOCSIN_WORDS(AlertStatus, "active", "acknowledged", "snoozed", "resolved", "ignored");

// Open alerts are those whose dedup key is taken.
constexpr bool is_open(AlertStatus s) {
  return s != AlertStatus::resolved && s != AlertStatus::ignored;
}

enum class Severity { low, medium, high, critical };
TOCSIN_WORDS(Severity, "low", "medium", "high", "critical");

// 5 critical, 4 high, 3 medium, 2 normal, 1 low.
using Priority = int;
inline constexpr Priority kLowest = 1;
inline constexpr Priority kCritical = 5;
std::string_view priority_name(Priority p);
std::optional<Priority> priority_from(std::string_view name);  // by name or digit
constexpr Priority priority_of(Severity s) {
  return static_cast<int>(s) + 2;
}

// What a person reads in a list when a kind is raised without a priority of its own.
Priority default_priority(std::string_view kind);
// Kinds that are messages to one person and never alerts with a lifetime.
bool is_direct_kind(std::string_view kind);

struct Subject {
  std::string type;  // event, offer, watch, ticket, platform, page, job, …
  std::string id;
};

// One factor of a score, stored with the alert so that `analyze explain` can show it.
struct ScoreFactor {
  std::string name;
  double value = 0;   // 0 … 1
  double weight = 0;  // share of the whole
  std::string reason;
};

// What a producer says when it raises an alert.
struct AlertDraft {
  std::string kind, title, body, dedup_key;
  Priority priority = 2;
  Subject subject;
  Json labels = Json::object();         // text by name
  Json metadata = Json::object();       // values for templates
  std::vector<ScoreFactor> breakdown;   // empty: the priority comes from the table
  std::vector<std::string> recipients;  // "person:ID", "role:NAME", "team:ID", "organization:ID"
};

}  // namespace tocsin
