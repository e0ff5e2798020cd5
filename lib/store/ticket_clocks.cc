#include "store/ticket_clocks.h"

#include <limits>

#include "store/read_rows.h"
#include "store/ticket_rows.h"

namespace tocsin::store {
namespace {

using std::chrono::seconds;

const Query kOf("ticket_clocks.of",
                "SELECT id, ticket_id, kind, started_at, policy, calendar, target_s, state, "
                "due_at, stopped_at, worked_s, decided_at, told_left_s FROM ticket_clock "
                "WHERE ticket_id = $1 ORDER BY kind, started_at");
const Query kAdd("ticket_clocks.add",
                 "INSERT INTO ticket_clock (ticket_id, kind, started_at, policy, calendar, "
                 "target_s, state, due_at, stopped_at, worked_s, decided_at, told_left_s) "
                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
const Query kSave("ticket_clocks.save",
                  "UPDATE ticket_clock SET policy = $2, calendar = $3, target_s = $4, state = $5, "
                  "due_at = $6, stopped_at = $7, worked_s = $8, decided_at = $9, told_left_s = $10 "
                  "WHERE id = $1");
const Query kRemove("ticket_clocks.remove", "DELETE FROM ticket_clock WHERE id = $1");

// Where urgent_at is as it was, its indexes are left alone.
const Query kSaveSla("ticket_clocks.save_sla",
                     "UPDATE ticket SET sla_status = $2, sla_next_at = $3 WHERE id = $1");
const Query kSaveUrgent("ticket_clocks.save_urgent",
                        "UPDATE ticket SET urgent_at = $2 WHERE id = $1 AND urgent_at <> $2");

#define DUE                                                           \
  "SELECT " TICKET_COLUMNS                                            \
  " FROM ticket WHERE sla_next_at <= $1 "                             \
  "AND (sla_next_at, id) > (CAST($2 AS BIGINT), CAST($3 AS BIGINT)) " \
  "ORDER BY sla_next_at, id LIMIT $4"
const Query kDue("ticket_clocks.due", DUE, DUE " FOR UPDATE");
const Query kMakeOneDue("ticket_clocks.make_one_due",
                        "UPDATE ticket SET sla_next_at = $2 WHERE id = $1");
const Query kMakeDue("ticket_clocks.make_due",
                     "UPDATE ticket SET sla_next_at = $1 WHERE urgent_at IS NOT NULL",
                     Reach::whole);
const Query kMakeDueOf("ticket_clocks.make_due_of",
                       "UPDATE ticket SET sla_next_at = $2 WHERE organization_id = $1 "
                       "AND urgent_at IS NOT NULL");
const Query kAnyUnresolved("ticket_clocks.any_unresolved",
                           "SELECT 1 FROM ticket WHERE urgent_at IS NOT NULL AND status = $1 "
                           "LIMIT 1");
const Query kCount("ticket_clocks.count",
                   "SELECT count(*) FROM ticket WHERE sla_status = $1 AND sla_status IS NOT NULL");
const Query kTerms("ticket_clocks.terms", "SELECT digest FROM sla_terms WHERE one = 1");
const Query kSetTerms("ticket_clocks.set_terms",
                      "INSERT INTO sla_terms (one, digest, since) VALUES (1, $1, $2) "
                      "ON CONFLICT (one) DO UPDATE SET digest = excluded.digest, "
                      "since = excluded.since");

std::optional<seconds> maybe_seconds(const Rows& row, int i) {
  const auto value = row.maybe_integer(i);
  return value ? std::optional(seconds{*value}) : std::nullopt;
}

Value value_of(const std::optional<seconds>& s) {
  return s ? Value(s->count()) : Value(nullptr);
}

TicketClock read_clock(const Rows& row) {
  TicketClock c;
  c.id = row.integer(0);
  c.ticket_id = row.integer(1);
  c.kind = row.as<ClockKind>(2);
  c.started_at = row.instant(3);
  c.policy = row.string(4);
  c.calendar = row.string(5);
  c.target = seconds{row.integer(6)};
  c.state = row.as<ClockState>(7);
  c.due_at = row.maybe_instant(8);
  c.stopped_at = row.maybe_instant(9);
  c.worked = maybe_seconds(row, 10);
  c.decided_at = row.maybe_instant(11);
  c.told_left = maybe_seconds(row, 12);
  return c;
}

}  // namespace

std::vector<TicketClock> clocks_of(Database& db, std::int64_t ticket_id) {
  return read_all(db.query(kOf, ticket_id), read_clock);
}

void save_clock(Database& db, const TicketClock& c) {
  if (c.id == 0) {
    db.execute(kAdd, c.ticket_id, c.kind, c.started_at, c.policy, c.calendar, c.target.count(),
               c.state, c.due_at, c.stopped_at, value_of(c.worked), c.decided_at,
               value_of(c.told_left));
    return;
  }
  db.execute(kSave, c.id, c.policy, c.calendar, c.target.count(), c.state, c.due_at, c.stopped_at,
             value_of(c.worked), c.decided_at, value_of(c.told_left));
}

void remove_clock(Database& db, std::int64_t id) {
  db.execute(kRemove, id);
}

void save_sla(Database& db, const Ticket& ticket) {
  db.execute(kSaveSla, ticket.id, ticket.sla_status, ticket.sla_next_at);
  if (ticket.urgent_at) db.execute(kSaveUrgent, ticket.id, ticket.urgent_at);
}

std::vector<Ticket> tickets_due(Database& db, Instant now, const std::optional<Ticket>& after,
                                std::int64_t limit) {
  constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
  const std::int64_t at = after ? to_ms(after->sla_next_at.value()) : kFirst;
  return read_all(db.query(kDue, now, at, after ? after->id : kFirst, limit), read_ticket);
}

void make_ticket_due(Database& db, std::int64_t id, Instant now) {
  db.execute(kMakeOneDue, id, now);
}

void make_tickets_due(Database& db, Instant now) {
  db.execute(kMakeDue, now);
}

void make_tickets_due(Database& db, std::int64_t organization_id, Instant now) {
  db.execute(kMakeDueOf, organization_id, now);
}

bool has_unresolved_tickets(Database& db) {
  using enum TicketStatus;
  for (const TicketStatus status : {open, in_progress, waiting}) {
    if (db.query(kAnyUnresolved, status).next()) return true;
  }
  return false;
}

std::int64_t count_tickets(Database& db, SlaStatus status) {
  Rows row = db.query(kCount, status);
  return row.next() ? row.integer(0) : 0;
}

std::string sla_terms(Database& db) {
  Rows row = db.query(kTerms);
  return row.next() ? row.string(0) : "";
}

void set_sla_terms(Database& db, std::string_view digest, Instant now) {
  db.execute(kSetTerms, digest, now);
}

}  // namespace tocsin::store
