#include "store/ticket_list.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

#include "store/read_rows.h"
#include "store/ticket_rows.h"
#include "store/ticket_text.h"

namespace tocsin::store {
namespace {

// What every list may be narrowed by; null is no narrowing.
#define NARROWED                                                                   \
  "AND (CAST($6 AS BIGINT) IS NULL OR ticket.organization_id = $6) "               \
  "AND (CAST($7 AS BIGINT) IS NULL OR ticket.requester_id = $7) "                  \
  "AND (CAST($8 AS BIGINT) IS NULL OR ticket.assignee_id = $8) "                   \
  "AND (CAST($9 AS BIGINT) = 0 OR ticket.assignee_id IS NULL) "                    \
  "AND (CAST($10 AS BIGINT) IS NULL OR ticket.team_id = $10) "                     \
  "AND (CAST($11 AS TEXT) IS NULL OR $11 LIKE '%,' || ticket.priority || ',%') "   \
  "AND (CAST($12 AS TEXT) IS NULL OR ticket.type = $12) "                          \
  "AND (CAST($13 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM ticket_tag "            \
  "WHERE ticket_tag.tag = $13 AND ticket_tag.ticket_id = ticket.id)) "             \
  "AND (CAST($14 AS TEXT) IS NULL OR ($14 LIKE '%,' || ticket.sla_status || ',%' " \
  "AND (ticket.sla_next_at IS NULL OR ticket.sla_next_at > CAST($15 AS BIGINT)))) "
#define NEWEST "ORDER BY ticket.created_at DESC, ticket.id DESC LIMIT $5"
#define URGENT "ORDER BY ticket.urgent_at, ticket.id LIMIT $5"

// Along one index, one status at a time.
#define WALK_NEWEST(lead)                             \
  "SELECT " TICKET_COLUMNS " FROM ticket WHERE " lead \
  "ticket.archived = $1 AND ticket.status = $2 "      \
  "AND (ticket.created_at, ticket.id) < ($3, $4) " NARROWED NEWEST
#define WALK_URGENT(lead)                                                           \
  "SELECT " TICKET_COLUMNS " FROM ticket WHERE " lead                               \
  "ticket.urgent_at IS NOT NULL AND CAST($1 AS BIGINT) = 0 AND ticket.status = $2 " \
  "AND (ticket.urgent_at, ticket.id) > ($3, $4) " NARROWED URGENT

// Of a set of tickets that is small or was cut, sorted as a whole.
#define OF_SET                                                \
  "AND (CAST($1 AS BIGINT) IS NULL OR ticket.archived = $1) " \
  "AND CAST($2 AS TEXT) LIKE '%,' || ticket.status || ',%' "
#define SET_NEWEST(ids)                                                        \
  "SELECT " TICKET_COLUMNS " FROM ticket WHERE ticket.id IN (" ids ") " OF_SET \
  "AND (+ticket.created_at, ticket.id) < ($3, $4) " NARROWED                   \
  "ORDER BY +ticket.created_at DESC, +ticket.id DESC LIMIT $5"
#define SET_URGENT(ids)                                                                      \
  "SELECT " TICKET_COLUMNS " FROM ticket WHERE ticket.id IN (" ids ") " OF_SET               \
  "AND ticket.urgent_at IS NOT NULL AND (+ticket.urgent_at, ticket.id) > ($3, $4) " NARROWED \
  "ORDER BY +ticket.urgent_at, +ticket.id LIMIT $5"

#define TAGGED "SELECT tagged.ticket_id FROM ticket_tag AS tagged WHERE tagged.tag = $13"
#define FOUND_SQLITE \
  "SELECT rowid FROM ticket_text WHERE ticket_text MATCH $16 ORDER BY rowid DESC LIMIT 5000"
#define FOUND_POSTGRES                                                     \
  "SELECT found.ticket_id FROM ticket_text AS found WHERE found.words @@ " \
  "to_tsquery('simple', $16) ORDER BY found.ticket_id DESC LIMIT 5000"
#define DUE "SELECT due.id FROM ticket AS due WHERE due.sla_next_at <= $15"
#define FEW_DUE DUE " ORDER BY due.sla_next_at LIMIT 2000"
#define FOUND_DUE(found) DUE " AND due.id IN (" found ") ORDER BY due.sla_next_at LIMIT 2000"
static_assert(kMostFound == 5'000 && kMostDue == 2'000, "as the queries say");

struct Walk {
  Query newest, urgent;
};

#define WALK(name, lead)                               \
  {                                                    \
    {"ticket_list." name, WALK_NEWEST(lead)}, {        \
      "ticket_list." name "_urgent", WALK_URGENT(lead) \
    }                                                  \
  }

// The most telling first: what has the fewest tickets each.
enum class Lead { requester, assignee, organization, team, sla, type, priority, none };
const std::array<Walk, 8> kWalks{{
    WALK("of_requester", "ticket.requester_id = $7 AND "),
    WALK("of_assignee", "ticket.assignee_id = $8 AND "),
    WALK("of_organization", "ticket.organization_id = $6 AND "),
    WALK("of_team", "ticket.team_id = $10 AND "),
    WALK("of_sla", "ticket.sla_status = $16 AND "),
    WALK("of_type", "ticket.type = $12 AND "),
    WALK("of_priority", "ticket.priority = $16 AND "),
    WALK("all", ""),
}};
const Walk kTagged{{"ticket_list.tagged", SET_NEWEST(TAGGED)},
                   {"ticket_list.tagged_urgent", SET_URGENT(TAGGED)}};
const Walk kFound{
    {"ticket_list.found", SET_NEWEST(FOUND_SQLITE), SET_NEWEST(FOUND_POSTGRES)},
    {"ticket_list.found_urgent", SET_URGENT(FOUND_SQLITE), SET_URGENT(FOUND_POSTGRES)}};
const Walk kDue{{"ticket_list.due", SET_NEWEST(FEW_DUE)},
                {"ticket_list.due_urgent", SET_URGENT(FEW_DUE)}};
const Walk kFoundDue{{"ticket_list.found_due", SET_NEWEST(FOUND_DUE(FOUND_SQLITE)),
                      SET_NEWEST(FOUND_DUE(FOUND_POSTGRES))},
                     {"ticket_list.found_due_urgent", SET_URGENT(FOUND_DUE(FOUND_SQLITE)),
                      SET_URGENT(FOUND_DUE(FOUND_POSTGRES))}};
const Query kHasTag("ticket_list.has_tag",
                    "SELECT ticket_id FROM ticket_tag WHERE tag = $1 LIMIT $2");
constexpr std::int64_t kFewTagged = 2'000;

using Statuses = std::vector<TicketStatus>;

Statuses wanted_statuses(const TicketFilter& f) {
  Statuses out;
  for (std::size_t i = 0; i < Words<TicketStatus>::list.size(); ++i) {
    const auto status = static_cast<TicketStatus>(i);
    const bool asked =
        f.status.empty() || std::find(f.status.begin(), f.status.end(), status) != f.status.end();
    if (asked && (f.order == TicketOrder::newest || is_unresolved(status))) out.push_back(status);
  }
  return out;
}

template <typename E>
std::string listed(const std::vector<E>& words) {
  std::string out;
  for (const E w : words) out += fmt::format(",{},", word(w));
  return out;
}

class Lister {
 public:
  Lister(Database& db, const TicketFilter& filter)
      : db_(db), filter_(filter), priorities_(listed(filter.priority)), sla_(listed(filter.sla)) {}

  std::vector<Ticket> run() {
    if (!filter_.words.empty()) {
      read_set(kFound, filter_.words);
    } else if (!filter_.tag.empty() && few_tagged()) {
      read_set(kTagged);
    } else {
      walk_all();
    }
    return sorted();
  }

  std::vector<Ticket> due() {
    sla_.clear();
    limit_ = kMostDue;
    if (filter_.words.empty()) {
      read_set(kDue);
    } else {
      read_set(kFoundDue, filter_.words);
    }
    return sorted();
  }

 private:
  std::vector<Ticket> sorted() {
    const auto first = [&](const Ticket& a, const Ticket& b) {
      return comes_first(filter_.order, a, b);
    };
    std::sort(tickets_.begin(), tickets_.end(), first);
    if (std::ssize(tickets_) > limit_) tickets_.resize(static_cast<std::size_t>(limit_));
    return std::move(tickets_);
  }

  bool few_tagged() {
    std::int64_t count = 0;
    for (Rows row = db_.query(kHasTag, filter_.tag, kFewTagged); row.next();) ++count;
    return count < kFewTagged;
  }

  Lead lead() const {
    if (filter_.requester_id) return Lead::requester;
    if (filter_.assignee_id) return Lead::assignee;
    if (filter_.organization_id) return Lead::organization;
    if (filter_.team_id) return Lead::team;
    if (!filter_.sla.empty()) return Lead::sla;
    if (!filter_.type.empty()) return Lead::type;
    return filter_.priority.size() == 1 ? Lead::priority : Lead::none;
  }

  void walk_all() {
    const Walk& walk = kWalks[static_cast<std::size_t>(lead())];
    for (const TicketStatus status : wanted_statuses(filter_)) {
      for (const int archived : {0, 1}) {
        if (archived == 0 && filter_.place == TicketPlace::archive) continue;
        if (archived == 1 && filter_.place == TicketPlace::working) continue;
        if (lead() == Lead::sla) {
          for (const SlaStatus s : filter_.sla) read(walk, Value(archived), word(status), word(s));
        } else if (lead() == Lead::priority) {
          read(walk, Value(archived), word(status), word(filter_.priority.front()));
        } else {
          read(walk, Value(archived), word(status));
        }
      }
    }
  }

  template <typename... More>
  void read_set(const Walk& set, const More&... more) {
    const Value archived = filter_.place == TicketPlace::both
                               ? Value(nullptr)
                               : Value(filter_.place == TicketPlace::archive);
    const std::string statuses = listed(wanted_statuses(filter_));
    read(set, archived, statuses, more...);
  }

  template <typename... More>
  void read(const Walk& walk, const Value& archived, std::string_view status, const More&... more) {
    const bool newest = filter_.order == TicketOrder::newest;
    std::int64_t at = newest ? std::numeric_limits<std::int64_t>::max()
                             : std::numeric_limits<std::int64_t>::min();
    std::int64_t id = at;
    if (filter_.behind) {
      const Ticket& last = *filter_.behind;
      at = to_ms(newest ? last.created_at : last.urgent_at.value_or(last.created_at));
      id = last.id;
    }
    Rows rows = db_.query(newest ? walk.newest : walk.urgent, archived, status, at, id, limit_,
                          filter_.organization_id, filter_.requester_id, filter_.assignee_id,
                          filter_.unassigned, filter_.team_id, text_or_null(priorities_),
                          text_or_null(filter_.type), text_or_null(filter_.tag), text_or_null(sla_),
                          filter_.now, more...);
    while (rows.next()) tickets_.push_back(read_ticket(rows));
  }

  Database& db_;
  const TicketFilter& filter_;
  const std::string priorities_;
  std::string sla_;
  std::int64_t limit_ = filter_.limit;
  std::vector<Ticket> tickets_;
};

}  // namespace

bool comes_first(TicketOrder order, const Ticket& a, const Ticket& b) {
  return order == TicketOrder::newest ? std::tie(a.created_at, a.id) > std::tie(b.created_at, b.id)
                                      : std::tie(a.urgent_at, a.id) < std::tie(b.urgent_at, b.id);
}

std::vector<Ticket> list_due_tickets(Database& db, const TicketFilter& filter) {
  return Lister(db, filter).due();
}

TicketPage list_tickets(Database& db, const TicketFilter& filter) {
  TicketPage page;
  page.tickets = Lister(db, filter).run();
  page.more_found =
      !filter.words.empty() && count_tickets_with(db, filter.words, kMostFound + 1) > kMostFound;
  return page;
}

}  // namespace tocsin::store
