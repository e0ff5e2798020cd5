#include "alert/job_run.h"

#include <unistd.h>

#include "base/id.h"
#include "base/json.h"

namespace tocsin::alert {
namespace {

const store::Query kStart("job_run.start",
                          "INSERT INTO job_run (public_id, job, host, pid, actor, started_at) "
                          "VALUES ($1, $2, $3, $4, $5, $6)");
const store::Query kEnd(
    "job_run.end",
    "UPDATE job_run SET finished_at = $2, ok = $3, counts = $4, error = $5 WHERE public_id = $1");

std::string host_name() {
  std::string name(256, '\0');
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  name.resize(name.find('\0'));
  return name;
}

}  // namespace

JobRun::JobRun(store::Database& db, std::string_view job, std::string_view actor, Instant now)
    : db_(db), public_id_(new_id(IdKind::run, now)) {
  db_.transaction(
      [&] { db_.execute(kStart, public_id_, job, host_name(), ::getpid(), actor, now); },
      store::Durability::soon);
}

void JobRun::finish(Instant now, const Counts& counts) {
  end(now, true, counts, "");
}

void JobRun::fail(Instant now, std::string_view error) {
  end(now, false, {}, error);
}

void JobRun::end(Instant now, bool ok, const Counts& counts, std::string_view error) {
  db_.transaction(
      [&] {
        db_.execute(kEnd, public_id_, now, ok, Json(counts).dump(), store::text_or_null(error));
      },
      store::Durability::soon);
}

}  // namespace tocsin::alert
