#include <fmt/format.h>

#include "records/handlers.h"
#include "store/people.h"
#include "store/tickets.h"
#include "store/watches.h"

namespace tocsin::records {
namespace {

template <typename Row>
using FindOwn = std::optional<Row> (*)(store::Database&, std::string_view, std::string_view);
template <typename Row>
using FindAll = std::vector<Row> (*)(store::Database&, std::string_view);

// How one kind of thing is found by its external ID.
template <typename Row>
struct Kind {
  std::string_view noun;
  FindOwn<Row> own;
  FindAll<Row> all;
};

const Kind<store::Person> kUsers{"user", store::find_person, store::people_by_external_id};
const Kind<store::Organization> kOrganizations{"organization", store::find_organization,
                                               store::organizations_by_external_id};
const Kind<store::Team> kTeams{"team", store::find_team, store::teams_by_external_id};

const Kind<store::Watch> kWatches{"watch", store::find_watch, store::watches_by_external_id};
const Kind<store::Ticket> kTickets{"ticket", store::find_ticket, store::tickets_by_external_id};

template <typename Row>
std::optional<std::int64_t> resolve(Session& session, const Kind<Row>& kind,
                                    const std::string& source, std::string_view field,
                                    const std::string& name, std::vector<Problem>& problems) {
  if (const auto row = kind.own(session.db(), source, name)) return row->id;
  const auto rows = kind.all(session.db(), name);
  if (rows.size() == 1) return rows.front().id;
  problems.push_back({std::string(field),
                      rows.empty()
                          ? fmt::format("there is no {} '{}'", kind.noun, name)
                          : fmt::format("{} sources have a {} '{}', and '{}' is not one of them",
                                        rows.size(), kind.noun, name, source)});
  return std::nullopt;
}

template <typename Row>
std::optional<std::int64_t> one(Session& session, const Kind<Row>& kind, const RecordView& record,
                                std::string_view field, std::vector<Problem>& problems) {
  if (!record.has(field)) return std::nullopt;
  return resolve(session, kind, source_of(record), field, record.text(field), problems);
}

template <typename Row>
std::vector<std::int64_t> each(Session& session, const Kind<Row>& kind, const RecordView& record,
                               std::string_view field, std::vector<Problem>& problems) {
  std::vector<std::int64_t> out;
  for (const std::string& name : record.texts(field)) {
    const auto id = resolve(session, kind, source_of(record), field, name, problems);
    if (id) out.push_back(*id);
  }
  return out;
}

}  // namespace

std::string source_of(const RecordView& record) {
  const std::string given = record.text("source");
  return given.empty() ? std::string(kDefaultSource) : given;
}

std::optional<std::int64_t> user_named(Session& session, const RecordView& record,
                                       std::string_view field, std::vector<Problem>& problems) {
  return one(session, kUsers, record, field, problems);
}

std::optional<std::int64_t> organization_named(Session& session, const RecordView& record,
                                               std::string_view field,
                                               std::vector<Problem>& problems) {
  return one(session, kOrganizations, record, field, problems);
}

std::optional<std::int64_t> watch_named(Session& session, const RecordView& record,
                                        std::string_view field, std::vector<Problem>& problems) {
  return one(session, kWatches, record, field, problems);
}

std::optional<std::int64_t> team_named(Session& session, const RecordView& record,
                                       std::string_view field, std::vector<Problem>& problems) {
  return one(session, kTeams, record, field, problems);
}

std::optional<std::int64_t> ticket_named(Session& session, const RecordView& record,
                                         std::string_view field, std::vector<Problem>& problems) {
  return one(session, kTickets, record, field, problems);
}

std::vector<std::int64_t> users_named(Session& session, const RecordView& record,
                                      std::string_view field, std::vector<Problem>& problems) {
  return each(session, kUsers, record, field, problems);
}

std::vector<std::int64_t> teams_named(Session& session, const RecordView& record,
                                      std::string_view field, std::vector<Problem>& problems) {
  return each(session, kTeams, record, field, problems);
}

}  // namespace tocsin::records
