#include <fmt/format.h>

#include "alert/alerts.h"
#include "model/alert.h"
#include "records/handlers.h"
#include "store/silences.h"

namespace tocsin::records {
namespace {

Priority priority(const RecordView& record, const std::string& kind) {
  if (const auto p = record.integer("priority")) return static_cast<Priority>(*p);
  if (const auto s = record.as<Severity>("severity")) return priority_of(*s);
  return default_priority(kind);
}

AlertDraft draft(const RecordView& record, std::optional<std::int64_t> organization) {
  AlertDraft d;
  d.kind = record.text("kind");
  d.title = record.text("title");
  d.body = record.text("body");
  d.priority = priority(record, d.kind);
  if (const auto subject = record.object("subject")) {
    d.subject = {subject->text("type"), subject->text("id")};
  } else {
    d.subject = {"title", d.title};
  }
  d.dedup_key = record.text("dedup_key");
  if (d.dedup_key.empty()) {
    d.dedup_key = fmt::format("{}|{}|{}|{}", d.kind, d.subject.type, d.subject.id, d.title);
  }
  if (const Json* labels = record.find("labels")) d.labels = *labels;
  for (const char* name : {"severity", "area", "organization"}) {
    if (record.has(name)) d.labels[name] = record.text(name);
  }
  if (const Json* metadata = record.find("metadata")) d.metadata = *metadata;
  if (organization) d.recipients.push_back(fmt::format("organization:{}", *organization));
  return d;
}

std::string matcher_text(const Json& matcher) {
  if (matcher.is_string()) return matcher.get<std::string>();
  return matcher.at("name").get<std::string>() + matcher.value("op", "=") +
         matcher.at("value").get<std::string>();
}

}  // namespace

Stored store_alert(Session& session, const RecordView& record) {
  Stored out;
  const auto organization = organization_named(session, record, "organization", out.problems);
  const auto assignee = user_named(session, record, "assigned_to", out.problems);
  if (is_direct_kind(record.text("kind"))) {
    out.problems.push_back({"kind", fmt::format("'{}' is a message to one person, not an alert",
                                                record.text("kind"))});
  }
  if (!out.ok()) return out;
  const auto status = record.as<AlertStatus>("status").value_or(AlertStatus::active);
  // What has ended is history; raising it again would tell people of it again.
  if (!is_open(status)) return out;
  const auto raised = alert::raise(session.db(), session.trail(), draft(record, organization));
  out.id = raised.id;
  out.change = raised.is_new ? store::Change::created : store::Change::updated;
  if (assignee && raised.is_new &&
      !alert::assign(session.db(), session.trail(), raised.id, *assignee)) {
    out.problems.push_back({"assigned_to", "the alert cannot be assigned"});
  }
  if (status == AlertStatus::acknowledged && raised.is_new &&
      !alert::acknowledge(session.db(), session.trail(), raised.id)) {
    out.problems.push_back({"status", "the alert cannot be acknowledged"});
  }
  return out;
}

Stored store_silence(Session& session, const RecordView& record) {
  Stored out;
  Json matchers = Json::array();
  for (const Json& matcher : *record.find("matchers")) matchers.push_back(matcher_text(matcher));
  store::Silence silence;
  silence.matchers = matchers.dump();
  silence.until = record.time("until").value();
  silence.from = record.time("from").value_or(std::min(session.now(), silence.until - Duration{1}));
  silence.reason = record.text("reason");
  silence.author = record.has("author") ? record.text("author") : session.trail().actor();
  silence.maintenance = record.flag("maintenance").value_or(false);
  silence.mute_time = record.text("mute_time");
  if (silence.until <= silence.from) {
    out.problems.push_back({"until", "must be after from"});
    return out;
  }
  const auto saved = store::add_silence(session.db(), silence, session.now());
  out.change = saved.change;
  out.id = saved.id;
  return out;
}

}  // namespace tocsin::records
