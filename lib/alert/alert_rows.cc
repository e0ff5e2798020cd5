#include "alert/alert_rows.h"

#include "store/read_rows.h"

namespace tocsin::alert {
namespace {

using store::Rows;

std::vector<ScoreFactor> breakdown_from(std::string_view text) {
  std::vector<ScoreFactor> out;
  if (text == "[]") return out;
  for (const Json& f : Json::parse(text)) {
    out.push_back({f.at("name"), f.at("value"), f.at("weight"), f.at("reason")});
  }
  return out;
}

Alert read(const Rows& row) {
  Alert a;
  a.id = row.integer(0);
  a.public_id = row.string(1);
  a.facts.kind = row.string(2);
  a.facts.priority = static_cast<Priority>(row.integer(3));
  a.status = row.as<AlertStatus>(4);
  a.facts.title = row.string(5);
  a.facts.body = row.string(6);
  a.facts.subject = {row.string(7), row.string(8)};
  a.facts.labels = Json::parse(row.text(9));
  a.facts.metadata = Json::parse(row.text(10));
  a.facts.breakdown = breakdown_from(row.text(11));
  a.facts.recipients = Json::parse(row.text(12)).get<std::vector<std::string>>();
  a.facts.dedup_key = row.string(13);
  a.raised_by = row.string(14);
  a.assignee_id = row.maybe_integer(15);
  a.first_seen_at = row.instant(16);
  a.last_seen_at = row.instant(17);
  a.times_seen = row.integer(18);
  a.acknowledged_at = row.maybe_instant(19);
  a.snoozed_until = row.maybe_instant(20);
  a.ended_at = row.maybe_instant(21);
  a.plan_at = row.maybe_instant(22);
  a.told_state = row.maybe_string(23);
  if (const auto p = row.maybe_integer(24)) a.told_priority = static_cast<Priority>(*p);
  a.muted_by = row.string(25);
  a.escalate_at = row.maybe_instant(26);
  if (!row.is_null(27)) a.snooze_ends_when = row.as<SnoozeEvent>(27);
  return a;
}

}  // namespace

std::vector<Alert> all_alerts(Rows rows) {
  return store::read_all(std::move(rows), read);
}

std::optional<Alert> first_alert(Rows rows) {
  return store::read_first(std::move(rows), read);
}

}  // namespace tocsin::alert
