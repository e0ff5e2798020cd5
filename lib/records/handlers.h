// How each type of record is stored; session.cc has the table. Not for use outside this library.
#pragma once

#include "records/session.h"

namespace tocsin::records {

Stored store_organization(Session& session, const RecordView& record);
Stored store_user(Session& session, const RecordView& record);
Stored store_team(Session& session, const RecordView& record);
Stored store_destination(Session& session, const RecordView& record);
Stored store_emergency_contact(Session& session, const RecordView& record);
Stored store_preference(Session& session, const RecordView& record);
Stored store_activity(Session& session, const RecordView& record);
Stored store_watch(Session& session, const RecordView& record);
Stored store_offer(Session& session, const RecordView& record);
Stored store_alert(Session& session, const RecordView& record);
Stored store_silence(Session& session, const RecordView& record);
Stored store_ticket(Session& session, const RecordView& record);
Stored store_ticket_activity(Session& session, const RecordView& record);

std::string source_of(const RecordView& record);

// What a field refers to, by the external ID: of the record's own source, else of the one source
// that has it. Absent with a problem if there is none or more than one; absent without a problem
// if the field is not given.
std::optional<std::int64_t> user_named(Session& session, const RecordView& record,
                                       std::string_view field, std::vector<Problem>& problems);
std::optional<std::int64_t> organization_named(Session& session, const RecordView& record,
                                               std::string_view field,
                                               std::vector<Problem>& problems);
std::optional<std::int64_t> watch_named(Session& session, const RecordView& record,
                                        std::string_view field, std::vector<Problem>& problems);
std::optional<std::int64_t> team_named(Session& session, const RecordView& record,
                                       std::string_view field, std::vector<Problem>& problems);
std::optional<std::int64_t> ticket_named(Session& session, const RecordView& record,
                                         std::string_view field, std::vector<Problem>& problems);
std::vector<std::int64_t> users_named(Session& session, const RecordView& record,
                                      std::string_view field, std::vector<Problem>& problems);
std::vector<std::int64_t> teams_named(Session& session, const RecordView& record,
                                      std::string_view field, std::vector<Problem>& problems);

}  // namespace tocsin::records
