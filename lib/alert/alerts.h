// The waist: the one way in which anything that happens becomes an alert.
//
// raise() deduplicates by the draft's key: an open alert with that key is updated (seen again,
// values, priority re-scored), otherwise a new one is made. Whatever people should perhaps hear of
// gets a plan_at, from which notify plans; a fall of priority or a repetition never does.
//
// Every function runs inside the caller's transaction and notes into the caller's Trail. What
// planning asks and notes is in planning.h, what escalation does in escalating.h. Nothing else
// writes alert and alert_history.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "alert/audit.h"
#include "model/alert.h"
#include "model/alert_act.h"
#include "store/database.h"

namespace tocsin::alert {

struct Alert {
  std::int64_t id = 0;
  std::string public_id;
  AlertStatus status = AlertStatus::active;
  AlertDraft facts;  // kind, priority, title, … as they stand now
  std::string raised_by;
  std::optional<std::int64_t> assignee_id;
  Instant first_seen_at{}, last_seen_at{};
  std::int64_t times_seen = 1;
  std::optional<Instant> acknowledged_at, snoozed_until, ended_at, plan_at, escalate_at;
  std::optional<SnoozeEvent> snooze_ends_when;
  // What people were told last: "active", "resolved" or nothing yet, and at which priority.
  std::optional<std::string> told_state;
  std::optional<Priority> told_priority;
  std::string muted_by;  // the public ID of a silence or of another alert; empty: nothing does
};

struct Raised {
  std::int64_t id = 0;
  std::string public_id;
  bool is_new = false;
  bool rose = false;  // the priority is higher than before
};

Raised raise(store::Database& db, Trail& trail, const AlertDraft& draft);

// Ends the open alert with this key, if there is one.
bool resolve_by_key(store::Database& db, Trail& trail, std::string_view dedup_key,
                    std::string_view why);
// The same without telling anybody: an alert just raised takes its place.
bool replace_by_key(store::Database& db, Trail& trail, std::string_view dedup_key,
                    std::string_view why);
// And of all open alerts of these kinds about a subject.
void replace_of_subject(store::Database& db, Trail& trail, const Subject& subject,
                        std::span<const std::string_view> kinds, std::string_view why);

// The changes of an alert that is open. False: its status does not allow it (it has ended, or is so
// already). What people do goes by act_on() in acting.h.
[[nodiscard]] bool acknowledge(store::Database& db, Trail& trail, std::int64_t id,
                               std::string_view why = {});
struct Snooze {
  Instant until{};
  std::optional<SnoozeEvent> ends_when{};
};
// Nobody is told of it, and its escalation is held, until then.
[[nodiscard]] bool snooze(store::Database& db, Trail& trail, std::int64_t id, const Snooze& how,
                          std::string_view why);
// Whether it is snoozed and its time is over; escalation and planning then end that.
bool has_slept(const Alert& alert, Instant now);
void wake(store::Database& db, Trail& trail, const Alert& alert);
// What was acknowledged or put off is nobody's again; whoever was told of it is not told anew.
[[nodiscard]] bool reactivate(store::Database& db, Trail& trail, std::int64_t id,
                              std::string_view why);
[[nodiscard]] bool resolve(store::Database& db, Trail& trail, std::int64_t id,
                           std::string_view why);
[[nodiscard]] bool ignore(store::Database& db, Trail& trail, std::int64_t id, std::string_view why);
// The person is told of it.
[[nodiscard]] bool assign(store::Database& db, Trail& trail, std::int64_t id,
                          std::int64_t person_id, std::string_view why = {});
void comment(store::Database& db, Trail& trail, std::int64_t id, std::string_view text);

std::optional<Alert> find(store::Database& db, std::int64_t id);
// The open alert with this key.
std::optional<Alert> find_open(store::Database& db, std::string_view dedup_key);
// By public ID, in any form a person types it.
std::optional<Alert> find_public(store::Database& db, std::string_view typed);

struct Filter {
  std::vector<AlertStatus> status;  // empty: any
  std::string kind;                 // empty: any
  std::optional<Priority> at_least;
  std::string subject_type, subject_id;
  std::int64_t before_id = 0;  // paging: only older than this; 0: from the newest
  std::int64_t limit = 50;
};
std::vector<Alert> list(store::Database& db, const Filter& filter);

struct HistoryEntry {
  Instant at{};
  std::string actor, action, detail;
};
std::vector<HistoryEntry> history(store::Database& db, std::int64_t id);

}  // namespace tocsin::alert
