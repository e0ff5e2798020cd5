// Import: records read line by line, or made of rows by a mapping, checked against their tables,
// stored in batches.
//
// Good records are stored, a transaction a batch; each bad one goes to the rejects with its line
// and every reason. Atomic and dry runs are one transaction over everything, given up where
// something is bad or nothing was to be changed. A killed import has stored whole batches; running
// it again stores the rest and changes nothing twice.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "alert/job_run.h"
#include "base/clock.h"
#include "records/mapping/mapping.h"
#include "store/database.h"

namespace tocsin::records {

struct ImportOptions {
  std::string file;     // "-": standard input
  std::string rejects;  // empty: stderr
  // Of another system's export; without one the file has records, a line each.
  std::optional<Mapping> mapping;
  bool atomic = false, lenient = false, dry_run = false;
  bool raise = false;                 // analyze looks at what offers changed; tickets raise events
  std::vector<std::string> complete;  // platforms whose open offers not seen here are closed
  std::string actor;
  Instant now{};
  // Called after each batch with the lines and bytes read so far.
  std::function<void(std::int64_t lines, std::int64_t bytes)> progress;
};

struct ImportResult {
  // By "TYPE_created", "TYPE_updated", "TYPE_unchanged"; "closed", "rejected".
  alert::Counts counts;
  std::int64_t rejected = 0;
  bool stored = true;  // false: dry run, or atomic and something was bad
};

ImportResult import_records(store::Database& db, const ImportOptions& options);

}  // namespace tocsin::records
