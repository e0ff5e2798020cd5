#include "records/session.h"

#include <array>

#include "base/error.h"
#include "records/handlers.h"

namespace tocsin::records {
namespace {

struct Handler {
  std::string_view type;
  Stored (*store)(Session&, const RecordView&);
  bool audited;  // an entry a record; alerts and tickets write their own, bulk is one entry a batch
};

constexpr auto kHandlers = std::to_array<Handler>({
    {"offer", store_offer, false},
    {"organization", store_organization, true},
    {"user", store_user, true},
    {"team", store_team, true},
    {"destination", store_destination, true},
    {"emergency_contact", store_emergency_contact, true},
    {"preference", store_preference, true},
    {"watch", store_watch, true},
    {"alert", store_alert, false},
    {"activity", store_activity, false},
    {"silence", store_silence, true},
    {"ticket", store_ticket, false},
    {"ticket_activity", store_ticket_activity, false},
});

const Handler& handler_of(const RecordType& type) {
  for (const Handler& h : kHandlers) {
    if (h.type == type.name) return h;
  }
  fail(Exit::software, "nobody stores records of type {}", type.name);
}

// Which record, for the audit trail: no personal data.
std::string subject_of(const RecordView& record, std::int64_t row) {
  const std::string external_id = record.text("external_id");
  return external_id.empty() ? std::to_string(row) : external_id;
}

Json details_of(const RecordView& record) {
  Json fields = Json::array();
  for (const auto& [name, value] : record.json().items()) {
    if (!value.is_null() && name != "type") fields.push_back(name);
  }
  return {{"source", source_of(record)}, {"fields", fields}};
}

}  // namespace

Stored Session::store(const RecordType& type, const Json& record) {
  if (!type.importable) {
    return {store::Change::unchanged, 0, {{"type", "is only exported; it follows from offers"}}};
  }
  const Handler& handler = handler_of(type);
  const RecordView view(record);
  Stored stored = handler.store(*this, view);
  if (handler.audited && stored.ok() && stored.change != store::Change::unchanged) {
    trail_.note(fmt::format("{}.{}", type.name, word(stored.change)), type.name,
                subject_of(view, stored.id), details_of(view));
  }
  return stored;
}

Stored put_record(Session& session, const Json& record) {
  std::vector<Problem> problems;
  const RecordType* type = type_of_record(record, problems);
  if (type != nullptr) problems = check_record(*type, record);
  if (!problems.empty()) fail(Exit::bad_input, "{}", describe(problems));
  Stored stored = session.store(*type, record);
  if (!stored.ok()) fail(Exit::bad_input, "{}", describe(stored.problems));
  return stored;
}

Stored put_record(store::Database& db, alert::Trail& trail, const Json& record, bool dry_run) {
  const auto whole = [&] {
    trail.clear();
    Session session(db, trail);
    Stored stored = put_record(session, record);
    session.settle();
    trail.flush();
    return stored;
  };
  return dry_run ? db.rehearse(whole) : db.transaction(whole);
}

}  // namespace tocsin::records
