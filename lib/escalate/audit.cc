#include "escalate/audit.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "escalate/lacks.h"
#include "escalate/schedule_file.h"
#include "store/escalations.h"
#include "store/health.h"

namespace tocsin::escalate {
namespace {

constexpr std::string_view kKind = "stuck_work", kKey = "stuck_work/audit";
constexpr Duration kFirstPause = std::chrono::hours{1}, kLongestPause = std::chrono::days{1};
constexpr std::int64_t kMostCounted = 1000;
const char* const kTimes = "told_times";

// Told so often, when to tell again.
Duration pause_after(std::int64_t times) {
  Duration pause = kFirstPause;
  for (std::int64_t i = 1; i < times && pause < kLongestPause; ++i) pause *= 2;
  return std::min(pause, kLongestPause);
}

void count(std::vector<std::string>& out, std::int64_t n, std::string_view what) {
  if (n > 0) out.push_back(fmt::format("{}{} {}", n >= kMostCounted ? "at least " : "", n, what));
}

}  // namespace

std::vector<std::string> stuck(store::Database& db, const Surroundings& surroundings, Instant now,
                               std::size_t overdue) {
  std::vector<std::string> out;
  const Instant late = now - kStuckAfter;
  count(out, static_cast<std::int64_t>(overdue), "escalations were late by more than 15 minutes");
  count(out, std::ssize(store::steps_to_plan(db, late, kMostCounted)),
        "steps of escalations wait for tocsin notify");
  const store::StuckWork work = store::stuck_work(db, now, late);
  count(out, work.late_messages, "messages are due for more than 15 minutes");
  count(out, work.lapsed_message_claims, "messages are claimed by a run that died");
  for (const JobPace& job : surroundings.jobs) {
    const auto last = store::last_run(db, job.name);
    if (!last.finished_well_at || now - *last.finished_well_at <= job.every) continue;
    out.push_back(fmt::format("tocsin {} finished {} ago for the last time", job.name,
                              say_duration(now - *last.finished_well_at)));
  }
  return out;
}

void tell_stuck(store::Database& db, alert::Trail& trail,
                const std::vector<std::string>& findings) {
  const auto open = alert::find_open(db, kKey);
  if (findings.empty()) {
    if (open) alert::resolve_by_key(db, trail, kKey, "all of it moves again");
    return;
  }
  std::int64_t times = 1;
  if (open) {
    times = open->facts.metadata.value(kTimes, std::int64_t{1});
    const bool is_taken_on = open->status != AlertStatus::active;
    if (is_taken_on || trail.now() - open->first_seen_at < pause_after(times)) return;
    // Being told again needs an alert of its own: the open one is known.
    alert::replace_by_key(db, trail, kKey, "it is still so");
    ++times;
  }
  AlertDraft draft;
  draft.kind = kKind;
  draft.priority = default_priority(kKind);
  draft.subject = {"job", "escalate"};
  draft.dedup_key = kKey;
  draft.title = times == 1 ? "Work is stuck" : "Work is still stuck";
  draft.body = join(findings, "\n");
  draft.labels = {{"kind", kKind}};
  draft.metadata = {{kTimes, times}};
  draft.recipients = {"role:ops_manager", "role:super_admin"};
  alert::raise(db, trail, draft);
}

void tell_empty_schedules(store::Database& db, alert::Trail& trail,
                          const Surroundings& surroundings, Lookup& lookup) {
  for (const std::string& name : schedule_names(surroundings.schedules)) {
    if (!lookup.on_call(name).empty()) continue;
    tell_lack(db, trail, {EscalationReason::nobody_on_call, "schedule:" + name, name});
  }
}

}  // namespace tocsin::escalate
