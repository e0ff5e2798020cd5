#include "alert/alert_record.h"

#include "base/time.h"

namespace tocsin::alert {
namespace {

void put(OrderedJson& to, const char* key, std::optional<Instant> t) {
  if (t) to[key] = format_instant(*t);
}

}  // namespace

OrderedJson alert_record(const Alert& alert) {
  const AlertDraft& f = alert.facts;
  OrderedJson out;
  out["type"] = "alert";
  out["id"] = alert.public_id;
  out["kind"] = f.kind;
  out["title"] = f.title;
  out["priority"] = f.priority;
  out["status"] = word(alert.status);
  if (!f.body.empty()) out["body"] = f.body;
  out["dedup_key"] = f.dedup_key;
  if (!f.subject.type.empty()) out["subject"] = {{"type", f.subject.type}, {"id", f.subject.id}};
  out["labels"] = f.labels;
  out["metadata"] = f.metadata;
  out["raised_by"] = alert.raised_by;
  out["first_seen_at"] = format_instant(alert.first_seen_at);
  out["last_seen_at"] = format_instant(alert.last_seen_at);
  out["times_seen"] = alert.times_seen;
  put(out, "acknowledged_at", alert.acknowledged_at);
  put(out, "snoozed_until", alert.snoozed_until);
  if (alert.snooze_ends_when) out["snooze_ends_when"] = word(*alert.snooze_ends_when);
  put(out, "ended_at", alert.ended_at);
  return out;
}

}  // namespace tocsin::alert
