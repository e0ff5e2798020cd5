#include "alert/audit.h"

#include "base/digest.h"
#include "base/error.h"

namespace tocsin::alert {
namespace {

const store::Query kHead("audit.head", "SELECT last_id, chain FROM audit_head WHERE one = 1",
                         "SELECT last_id, chain FROM audit_head WHERE one = 1 FOR UPDATE");
const store::Query kMoveHead("audit.move_head",
                             "UPDATE audit_head SET last_id = $1, chain = $2 WHERE one = 1");
const store::Query kInsert(
    "audit.insert",
    "INSERT INTO audit (id, at, actor, action, subject_type, subject_id, details, digest, chain) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
const store::Query kPage(
    "audit.page",
    "SELECT id, at, actor, action, subject_type, subject_id, details, digest, chain FROM audit "
    "WHERE id > $1 ORDER BY id LIMIT 1000");

struct Link {
  Instant at;
  std::string_view actor, action, subject_type, subject_id, digest;
};

// Lengths before texts: no two different entries give the same bytes.
std::string chain_of(std::string_view previous, const Link& link) {
  std::string bytes = fmt::format("{}|{}", previous, to_ms(link.at));
  for (const std::string_view part :
       {link.actor, link.action, link.subject_type, link.subject_id, link.digest}) {
    bytes += fmt::format("|{}:{}", part.size(), part);
  }
  return sha256_hex(bytes);
}

}  // namespace

void Trail::note(std::string_view action, std::string_view subject_type,
                 std::string_view subject_id, const Json& details) {
  entries_.push_back({actor_, std::string(action), std::string(subject_type),
                      std::string(subject_id),
                      details.dump(-1, ' ', false, Json::error_handler_t::replace)});
}

void Trail::flush() {
  if (entries_.empty()) return;
  std::int64_t id = 0;
  std::string chain;
  {
    store::Rows head = db_.query(kHead);
    if (!head.next()) fail(Exit::software, "the audit trail has no head");
    id = head.integer(0);
    chain = head.string(1);
  }
  for (const Entry& e : entries_) {
    const std::string digest = sha256_hex(e.details);
    chain = chain_of(chain, {now_, e.actor, e.action, e.subject_type, e.subject_id, digest});
    db_.execute(kInsert, ++id, now_, e.actor, e.action, e.subject_type, e.subject_id, e.details,
                digest, chain);
  }
  db_.execute(kMoveHead, id, chain);
  entries_.clear();
}

AuditVerdict verify_audit(store::Database& db) {
  AuditVerdict verdict;
  std::string chain;
  std::int64_t last = 0;
  const auto broken = [&](std::int64_t id, std::string reason) {
    verdict.first_broken = id;
    verdict.reason = std::move(reason);
    return verdict;
  };
  for (bool more = true; more;) {
    more = false;
    for (store::Rows row = db.query(kPage, last); row.next();) {
      more = true;
      const std::int64_t id = row.integer(0);
      if (id != last + 1) return broken(last + 1, "the entry is missing");
      last = id;
      const std::string details = row.string(6);
      if (!row.is_null(6) && sha256_hex(details) != row.text(7)) {
        return broken(id, "the details do not fit their digest");
      }
      const std::string at = row.string(2), action = row.string(3), type = row.string(4),
                        subject = row.string(5), digest = row.string(7);
      chain = chain_of(chain, {row.instant(1), at, action, type, subject, digest});
      if (chain != row.text(8)) return broken(id, "the entry does not fit the chain");
      ++verdict.entries;
    }
  }
  store::Rows head = db.query(kHead);
  if (!head.next() || head.integer(0) != last || head.text(1) != chain) {
    return broken(last + 1, "entries at the end are missing");
  }
  return verdict;
}

}  // namespace tocsin::alert
