#include "store/tickets.h"

#include "base/error.h"
#include "base/id.h"
#include "base/json.h"
#include "store/read_rows.h"
#include "store/ticket_rows.h"

namespace tocsin::store {
namespace {

#define BY_ID "SELECT " TICKET_COLUMNS " FROM ticket WHERE id = $1"
const Query kById("tickets.by_id", BY_ID);
const Query kLock("tickets.lock", BY_ID, BY_ID " FOR UPDATE");
const Query kByPublicId("tickets.by_public_id",
                        "SELECT " TICKET_COLUMNS " FROM ticket WHERE public_id = $1");
const Query kByKey("tickets.by_key",
                   "SELECT " TICKET_COLUMNS " FROM ticket WHERE source = $1 AND external_id = $2");
const Query kByNumber("tickets.by_number",
                      "SELECT " TICKET_COLUMNS " FROM ticket WHERE number = $1 LIMIT 2");
const Query kByExternalId("tickets.by_external_id",
                          "SELECT " TICKET_COLUMNS " FROM ticket WHERE external_id = $1 LIMIT 2");
const Query kMergedInto("tickets.merged_into",
                        "SELECT " TICKET_COLUMNS
                        " FROM ticket WHERE merged_into = $1 AND merged_into IS NOT NULL "
                        "ORDER BY id");
const Query kAfter("tickets.after",
                   "SELECT " TICKET_COLUMNS " FROM ticket WHERE id > $1 ORDER BY id LIMIT $2");
const Query kToArchive("tickets.to_archive",
                       "SELECT " TICKET_COLUMNS
                       " FROM ticket WHERE archived = 0 AND urgent_at IS NULL AND updated_at < $1 "
                       "ORDER BY updated_at LIMIT $2");
const Query kAdd(
    "tickets.add",
    TOCSIN_INSERT(
        "INSERT INTO ticket (public_id, source, external_id, number, subject, description, type, "
        "organization_id, requester_id, assignee_id, team_id, priority, status, tags, said, "
        "said_at, created_at, first_response_at, resolved_at, closed_at, updated_at, urgent_at, "
        "sla_next_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
        "$19, $20, $21, $22, $23) ON CONFLICT (source, external_id) DO NOTHING"));
const Query kSave(
    "tickets.save",
    "UPDATE ticket SET number = $2, subject = $3, description = $4, type = $5, "
    "organization_id = $6, requester_id = $7, assignee_id = $8, team_id = $9, priority = $10, "
    "status = $11, tags = $12, said = $13, said_at = $14, created_at = $15, "
    "first_response_at = $16, resolved_at = $17, closed_at = $18, updated_at = $19, "
    "urgent_at = $20, merged_into = $21, archived = $22, archived_at = $23, sla_next_at = $24 "
    "WHERE id = $1");
const Query kDropTags("tickets.drop_tags", "DELETE FROM ticket_tag WHERE ticket_id = $1");
const Query kAddTag("tickets.add_tag", "INSERT INTO ticket_tag (tag, ticket_id) VALUES ($1, $2)");
const Query kNextNumber("tickets.next_number",
                        "UPDATE ticket_number SET last = last + 1 WHERE one = 1 RETURNING last");
const Query kAddFollower("tickets.add_follower",
                         "INSERT INTO ticket_follower (ticket_id, person_id) VALUES ($1, $2) "
                         "ON CONFLICT (ticket_id, person_id) DO NOTHING");
const Query kFollowers("tickets.followers",
                       "SELECT person_id FROM ticket_follower WHERE ticket_id = $1 "
                       "ORDER BY person_id");

std::vector<std::string> read_list(std::string_view json) {
  if (json == "[]") return {};
  return Json::parse(json).get<std::vector<std::string>>();
}

std::string list_text(const std::vector<std::string>& list) {
  return list.empty() ? "[]" : Json(list).dump();
}

void write_tags(Database& db, const Ticket& t) {
  for (const std::string& tag : t.tags) db.execute(kAddTag, tag, t.id);
}

}  // namespace

Ticket read_ticket(const Rows& row) {
  Ticket t;
  t.id = row.integer(0);
  t.public_id = row.string(1);
  t.source = row.string(2);
  t.external_id = row.string(3);
  t.number = row.string(4);
  t.subject = row.string(5);
  t.description = row.string(6);
  t.type = row.string(7);
  t.organization_id = row.maybe_integer(8);
  t.requester_id = row.maybe_integer(9);
  t.assignee_id = row.maybe_integer(10);
  t.team_id = row.maybe_integer(11);
  t.priority = row.as<TicketPriority>(12);
  t.status = row.as<TicketStatus>(13);
  t.tags = read_list(row.text(14));
  t.said = read_list(row.text(15));
  t.said_at = row.instant(16);
  t.created_at = row.instant(17);
  t.first_response_at = row.maybe_instant(18);
  t.resolved_at = row.maybe_instant(19);
  t.closed_at = row.maybe_instant(20);
  t.updated_at = row.instant(21);
  t.urgent_at = row.maybe_instant(22);
  t.merged_into = row.maybe_integer(23);
  t.archived_at = row.maybe_instant(24);
  if (!row.is_null(25)) t.sla_status = row.as<SlaStatus>(25);
  t.sla_next_at = row.maybe_instant(26);
  return t;
}

std::optional<std::int64_t> add_ticket(Database& db, Ticket& t) {
  t.public_id = new_id(IdKind::ticket, t.created_at);
  const auto made = db.insert(
      kAdd, t.public_id, t.source, t.external_id, t.number, t.subject, text_or_null(t.description),
      text_or_null(t.type), t.organization_id, t.requester_id, t.assignee_id, t.team_id, t.priority,
      t.status, list_text(t.tags), list_text(t.said), t.said_at, t.created_at, t.first_response_at,
      t.resolved_at, t.closed_at, t.updated_at, t.urgent_at, t.sla_next_at);
  if (!made) return std::nullopt;
  t.id = *made;
  write_tags(db, t);
  return made;
}

void save_ticket(Database& db, const Ticket& t) {
  const auto stored = find_ticket(db, t.id);
  db.execute(kSave, t.id, t.number, t.subject, text_or_null(t.description), text_or_null(t.type),
             t.organization_id, t.requester_id, t.assignee_id, t.team_id, t.priority, t.status,
             list_text(t.tags), list_text(t.said), t.said_at, t.created_at, t.first_response_at,
             t.resolved_at, t.closed_at, t.updated_at, t.urgent_at, t.merged_into,
             t.archived_at.has_value(), t.archived_at, t.sla_next_at);
  if (stored && stored->tags == t.tags) return;
  db.execute(kDropTags, t.id);
  write_tags(db, t);
}

std::string next_ticket_number(Database& db) {
  Rows row = db.query(kNextNumber);
  if (!row.next()) fail(Exit::software, "the numbers of tickets have no row");
  return fmt::format("T-{}", row.integer(0));
}

std::optional<Ticket> find_ticket(Database& db, std::int64_t id) {
  return read_first(db.query(kById, id), read_ticket);
}

std::optional<Ticket> lock_ticket(Database& db, std::int64_t id) {
  return read_first(db.query(kLock, id), read_ticket);
}

std::optional<Ticket> find_ticket(Database& db, std::string_view source,
                                  std::string_view external_id) {
  return read_first(db.query(kByKey, source, external_id), read_ticket);
}

std::vector<Ticket> tickets_named(Database& db, std::string_view typed) {
  std::vector<Ticket> found;
  if (const auto id = canonical_id(typed))
    found = read_all(db.query(kByPublicId, *id), read_ticket);
  if (found.empty()) found = read_all(db.query(kByNumber, typed), read_ticket);
  if (found.empty()) found = tickets_by_external_id(db, typed);
  return found;
}

std::vector<Ticket> tickets_by_external_id(Database& db, std::string_view external_id) {
  return read_all(db.query(kByExternalId, external_id), read_ticket);
}

std::vector<Ticket> tickets_merged_into(Database& db, std::int64_t id) {
  return read_all(db.query(kMergedInto, id), read_ticket);
}

std::vector<Ticket> tickets_after(Database& db, std::int64_t id, std::int64_t limit) {
  return read_all(db.query(kAfter, id, limit), read_ticket);
}

std::vector<Ticket> tickets_to_archive(Database& db, Instant before, std::int64_t limit) {
  return read_all(db.query(kToArchive, before, limit), read_ticket);
}

void add_follower(Database& db, std::int64_t ticket_id, std::int64_t person_id) {
  db.execute(kAddFollower, ticket_id, person_id);
}

std::vector<std::int64_t> followers(Database& db, std::int64_t ticket_id) {
  return read_all(db.query(kFollowers, ticket_id), read_id);
}

}  // namespace tocsin::store
