#include "store/health.h"

namespace tocsin::store {
namespace {

const Query kLastGood("health.last_good_run",
                      "SELECT max(finished_at) FROM job_run WHERE job = $1 AND ok = 1");
const Query kLastError("health.last_error",
                       "SELECT error FROM job_run WHERE job = $1 AND ok = 0 AND started_at > $2 "
                       "ORDER BY started_at DESC LIMIT 1");
// Each condition is that of a partial index, so only what is open is read.
const Query kStuck(
    "health.stuck",
    "SELECT (SELECT count(*) FROM page WHERE claim_until <= $1), "
    "(SELECT count(*) FROM message WHERE state = 'sending' AND claim_until <= $1), "
    "(SELECT count(*) FROM message WHERE state = 'pending' AND lane BETWEEN 0 AND 3 AND "
    "due_at <= $2), "
    "(SELECT count(*) FROM message WHERE state = 'failed'), "
    "(SELECT count(*) FROM message WHERE state = 'uncertain')");

const Query kRefusals("health.refusals",
                      "SELECT provider, count(*), max(error) FROM message WHERE state = 'pending' "
                      "AND lane BETWEEN 0 AND 3 AND reason = 'refused' GROUP BY provider "
                      "ORDER BY provider");

const Query kCalendars("health.calendars",
                       "SELECT name, sum(organizations), sum(preferences) FROM ("
                       "SELECT calendar AS name, count(*) AS organizations, 0 AS preferences "
                       "FROM organization WHERE calendar IS NOT NULL GROUP BY calendar UNION ALL "
                       "SELECT value ->> '$', 0, count(*) FROM preference "
                       "WHERE name = 'working_hours' GROUP BY value) AS c "
                       "GROUP BY name ORDER BY name",
                       "SELECT name, sum(organizations)::bigint, sum(preferences)::bigint FROM ("
                       "SELECT calendar AS name, count(*) AS organizations, 0 AS preferences "
                       "FROM organization WHERE calendar IS NOT NULL GROUP BY calendar UNION ALL "
                       "SELECT value::jsonb #>> '{}', 0, count(*) FROM preference "
                       "WHERE name = 'working_hours' GROUP BY value) AS c "
                       "GROUP BY name ORDER BY name",
                       Reach::whole);

}  // namespace

LastRun last_run(Database& db, std::string_view job) {
  LastRun out{std::string(job), {}, ""};
  {
    Rows row = db.query(kLastGood, job);
    if (row.next()) out.finished_well_at = row.maybe_instant(0);
  }
  Rows row = db.query(kLastError, job, out.finished_well_at.value_or(Instant{}));
  if (row.next()) out.last_error = row.string(0);
  return out;
}

std::vector<Refusal> refusals(Database& db) {
  std::vector<Refusal> out;
  for (Rows row = db.query(kRefusals); row.next();) {
    out.push_back({row.string(0), row.integer(1), row.string(2)});
  }
  return out;
}

std::vector<NamedCalendar> named_calendars(Database& db) {
  std::vector<NamedCalendar> out;
  for (Rows row = db.query(kCalendars); row.next();) {
    out.push_back({row.string(0), row.integer(1), row.integer(2)});
  }
  return out;
}

StuckWork stuck_work(Database& db, Instant now, Instant late_before) {
  Rows row = db.query(kStuck, now, late_before);
  row.next();
  return {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
}

}  // namespace tocsin::store
