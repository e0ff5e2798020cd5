// An import as a command runs it: recorded as a job's run, with progress and a summary.
#pragma once

#include "cli/run.h"
#include "records/import.h"

namespace tocsin {

Exit import_file(cli::Run& run, records::ImportOptions options);
// The mapping of this name, or file; see load_mapping().
records::Mapping find_mapping(cli::Run& run, const std::string& name);

}  // namespace tocsin
