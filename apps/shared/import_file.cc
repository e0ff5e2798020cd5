#include "shared/import_file.h"

#include <iostream>

#include "base/time.h"

namespace tocsin {
namespace {

void print_result(cli::Run& run, const records::ImportResult& result) {
  if (run.out().format() == cli::Format::json) {
    OrderedJson summary;
    summary["type"] = "summary";
    summary["job"] = "import";
    summary["started_at"] = format_instant(run.now());
    summary["counts"] = result.counts;
    summary["stored"] = result.stored;
    summary["ok"] = result.rejected == 0;
    run.out().json_line(summary);
  } else if (run.verbose() || run.dry_run()) {
    for (const auto& [name, count] : result.counts) {
      run.out().line(fmt::format("{} {}", name, count));
    }
    if (!result.stored) run.out().line("nothing was stored");
  }
}

}  // namespace

Exit import_file(cli::Run& run, records::ImportOptions options) {
  options.actor = run.actor();
  options.now = run.now();
  options.dry_run = run.dry_run();
  if (run.progress()) {
    options.progress = [](std::int64_t lines, std::int64_t bytes) {
      std::cerr << fmt::format("\r{} lines, {} MB", lines, bytes >> 20) << std::flush;
    };
  }
  const auto started = std::chrono::steady_clock::now();
  std::optional<alert::JobRun> record;
  if (!run.dry_run()) record.emplace(run.db(), "import", run.actor(), run.now());
  const auto end = [&] {
    return run.now() +
           std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - started);
  };
  try {
    const records::ImportResult result = records::import_records(run.db(), options);
    if (run.progress()) std::cerr << '\n';
    if (record) record->finish(end(), result.counts);
    print_result(run, result);
    return result.rejected == 0 ? Exit::ok : Exit::bad_input;
  } catch (const Error& e) {
    if (record) record->fail(end(), e.what());
    throw;
  }
}

records::Mapping find_mapping(cli::Run& run, const std::string& name) {
  return records::load_mapping(name, run.config().folder("mappings"));
}

}  // namespace tocsin
