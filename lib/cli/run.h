// The skeleton of every tool: main, the options all share, configuration, log, clock, database,
// run record, --every, exit status.
//
// An app describes itself as a Tool: commands with their options, what each needs, and one call.
//
//   int main(int argc, char** argv) { return cli::run(tool(), argc, argv); }
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alert/audit.h"
#include "alert/job_run.h"
#include "base/clock.h"
#include "base/error.h"
#include "cli/config.h"
#include "cli/options.h"
#include "cli/output.h"
#include "store/database.h"

namespace tocsin::cli {

// What the common options came to. Handed to actions; jobs below get values, never this.
class Run {
 public:
  struct Settings {
    Config config;
    std::optional<std::string> config_file;  // as named, read or not
    Instant now{};
    bool simulated = false;  // --now was given
    std::string actor;
    std::string format_name;
    bool dry_run = false, quiet = false, verbose = false, wait = false, progress = false;
    std::optional<std::int64_t> limit, jobs;
    store::OpenOptions open;
    bool may_be_outdated = false;
  };
  Run(Settings settings, Output& out) : settings_(std::move(settings)), out_(out) {}

  const Config& config() const { return settings_.config; }
  const std::optional<std::string>& config_file() const { return settings_.config_file; }
  Instant now() const { return settings_.now; }
  const std::string& actor() const { return settings_.actor; }
  // The format as it was asked for ("html" is a report's affair); empty if nobody said.
  const std::string& format_name() const { return settings_.format_name; }
  bool dry_run() const { return settings_.dry_run; }
  bool quiet() const { return settings_.quiet; }
  bool verbose() const { return settings_.verbose; }
  bool wait() const { return settings_.wait; }
  bool progress() const { return settings_.progress; }  // show it on stderr
  std::optional<std::int64_t> limit() const { return settings_.limit; }
  std::optional<std::int64_t> jobs() const { return settings_.jobs; }
  Output& out() { return out_; }

  // Opened at the first call. Unless the command may create it, it must exist and be current.
  store::Database& db();
  store::DatabaseUrl database_url() const;
  alert::Trail trail() { return {db(), actor(), now()}; }

 private:
  Settings settings_;
  Output& out_;
  std::unique_ptr<store::Database> db_;
};

// outdated: it need not be current (a migration is missing, or the program is older).
enum class Access { none, read, write, create, outdated };

// What a monitoring system hears on one line, by the form of Monitoring Plugins ("Development
// Guidelines": exit status 0 OK, 1 warning, 2 critical, 3 unknown; what follows | is performance
// data).
struct PluginAnswer {
  int status = 0;
  std::string text, perfdata;
};

struct Command {
  std::string name;     // "" is the tool without a subcommand
  std::string summary;  // a line, no full stop
  Access access = Access::read;
  std::function<void(Options&)> options = {};
  std::function<Exit(Run&)> action = {};
  // A batch job instead of an action: recorded, repeatable by --every, ends with a summary.
  std::function<alert::Counts(Run&)> job = {};
  // Of a job: --plugin prints this in place of the summary; whatever fails is then unknown.
  std::function<PluginAnswer(Run&)> plugin = {};
};

struct Tool {
  std::string name;     // "scrape"; the program is tocsin-scrape
  std::string summary;  // a line, no full stop
  std::vector<Command> commands;
};

int run(const Tool& tool, int argc, char** argv);

}  // namespace tocsin::cli
