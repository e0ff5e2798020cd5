// The record of a job's run: when, who, how long, what it did. Reports and `doctor` read it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "store/database.h"

namespace tocsin::alert {

// What a run counted, by name ("fetched", "alerts"); printed in the summary, kept with the run.
using Counts = std::map<std::string, std::int64_t>;

class JobRun {
 public:
  // Records the start.
  JobRun(store::Database& db, std::string_view job, std::string_view actor, Instant now);
  const std::string& id() const { return public_id_; }
  // Records the end; a run that never gets here shows as unfinished.
  void finish(Instant now, const Counts& counts);
  void fail(Instant now, std::string_view error);

 private:
  void end(Instant now, bool ok, const Counts& counts, std::string_view error);
  store::Database& db_;
  std::string public_id_;
};

}  // namespace tocsin::alert
