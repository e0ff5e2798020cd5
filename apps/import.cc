// tocsin-import: records in, as JSON lines.

#include <cstdio>
#include <iostream>

#include "base/time.h"
#include "cli/run.h"
#include "records/import.h"

namespace {

using namespace tocsin;

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

}  // namespace

int main(int argc, char** argv) {
  records::ImportOptions options;
  cli::Tool tool{
      "import",
      "Read records as JSON lines",
      {{.name = "",
        .summary = "",
        .access = cli::Access::write,
        .options =
            [&](cli::Options& o) {
              o.text("file", options.file, "File of JSON lines, - for standard input").required();
              o.text("--rejects", options.rejects, "Where bad records go, instead of stderr");
              o.flag("--atomic", options.atomic, "Store all or nothing");
              o.flag("--lenient", options.lenient, "Pass unknown fields over");
              o.flag("--raise", options.raise, "Let what changes raise alerts");
              o.texts("--complete", options.complete,
                      "This is the platform's full listing: close what it does not mention");
            },
        .action = [&](cli::Run& run) { return import_file(run, options); }}}};
  return cli::run(tool, argc, argv);
}
