#include <algorithm>
#include <array>

#include "model/watch.h"
#include "records/handlers.h"
#include "store/watches.h"

namespace tocsin::records {
namespace {

// Fields of a watch record that are columns of their own, not criteria.
constexpr auto kColumns = std::to_array<std::string_view>(
    {"type", "source", "external_id", "user", "name", "expires_at", "paused"});

bool is_criterion(std::string_view field) {
  return std::find(kColumns.begin(), kColumns.end(), field) == kColumns.end() &&
         find_field(find_record_type("watch")->fields, field) != nullptr;
}

}  // namespace

Stored store_watch(Session& session, const RecordView& record) {
  Stored out;
  const auto person = user_named(session, record, "user", out.problems);
  if (!out.ok()) return out;
  const std::string source = source_of(record), external_id = record.text("external_id");
  store::Watch fresh;
  fresh.source = source;
  fresh.external_id = external_id;
  fresh.name = external_id;
  fresh.criteria = "{}";
  auto w = store::find_watch(session.db(), source, external_id).value_or(fresh);
  w.person_id = person.value();
  if (record.has("name")) w.name = record.text("name");
  if (record.has("expires_at")) w.expires_at = record.time("expires_at");
  w.paused = record.flag("paused").value_or(w.paused);
  w.removed_at.reset();  // who sends it again wants it again

  Json criteria = Json::parse(w.criteria);
  for (const auto& [field, value] : record.json().items()) {
    if (!value.is_null() && is_criterion(field)) criteria[field] = value;
  }
  std::string why;
  if (!read_criteria(criteria, why)) {
    const auto colon = why.find(": ");
    out.problems.push_back(colon == std::string::npos
                               ? Problem{"record", why}
                               : Problem{why.substr(0, colon), why.substr(colon + 2)});
    return out;
  }
  w.criteria = criteria.dump();
  const auto saved = store::save_watch(session.db(), w, session.now());
  out.change = saved.change;
  out.id = saved.id;
  return out;
}

}  // namespace tocsin::records
