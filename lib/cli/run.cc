#include "cli/run.h"

#include <pwd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "base/key_ring.h"
#include "base/log.h"
#include "base/time.h"
#include "cli/service.h"
#include "cli/version.h"
#include "store/migrate.h"

namespace tocsin::cli {
namespace {

struct CommonOptions {
  std::optional<std::string> config, db, actor;
  std::optional<Instant> now;
  std::optional<Duration> every;
  std::optional<std::string> format, log_format;
  std::int64_t limit = 0, jobs = 0;
  std::string progress = "auto";
  bool json = false, dry_run = false, quiet = false, verbose = false, no_color = false,
       wait = false, plugin = false;
};

void add_common(Options& o, CommonOptions& c) {
  o.maybe("-c,--config", c.config, "Configuration file");
  o.maybe("--db", c.db, "Database: a path, sqlite:PATH or postgresql://…");
  o.time("--now", c.now, "Act as if it were then");
  o.flag("-n,--dry-run", c.dry_run, "Change and send nothing, print what would happen");
  o.maybe("--format", c.format, "table, json or csv (reports also html)");
  o.flag("--json", c.json, "Short for --format json");
  o.maybe("--as", c.actor, "Who does this, for the audit trail");
  o.flag("-q,--quiet", c.quiet, "Only errors on stderr");
  o.flag("-v,--verbose", c.verbose, "Say what is done on stderr");
  o.maybe("--log-format", c.log_format, "text or json").one_of({"text", "json"});
  o.flag("--no-color", c.no_color, "No colours (also NO_COLOR)");
}

void add_job_options(Options& o, CommonOptions& c) {
  o.duration("--every", c.every, "Stay and repeat, as a service");
  o.integer("--limit", c.limit, "At most so many items (0: all)");
  o.integer("--jobs", c.jobs, "At most so much at once (0: as configured)");
  o.text("--progress", c.progress, "Show progress").one_of({"auto", "always", "never"});
  o.flag("--wait", c.wait, "Wait for another run's lock instead of leaving its part out");
}

// Under cron nobody sits at a terminal and no terminal is named.
std::string default_actor() {
  if (::isatty(STDIN_FILENO) == 0 && std::getenv("TERM") == nullptr) return "system";
  const passwd* user = ::getpwuid(::getuid());
  return user == nullptr ? "system" : user->pw_name;
}

void configure_log(const CommonOptions& c, const Config& config) {
  using log::Level;
  const std::string name = config.text("log.level");
  Level level = name == "debug"   ? Level::debug
                : name == "info"  ? Level::info
                : name == "error" ? Level::error
                                  : Level::warning;
  if (c.verbose) level = std::min(level, Level::info);
  if (c.quiet) level = Level::error;
  const std::string form = c.log_format.value_or(config.text("log.format"));
  log::configure(level, form == "json" ? log::Form::json : log::Form::text);
}

Format format_of(const CommonOptions& c, const Config& config) {
  const std::string name = c.json ? "json" : c.format.value_or(config.text("output.format"));
  if (name == "json") return Format::json;
  if (name == "csv") return Format::csv;
  // Renderings of its own (html, prometheus) are a report's affair; the rest is a table.
  return Format::table;
}

std::size_t terminal_width() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

bool show_progress(const std::string& when) {
  return when == "always" || (when == "auto" && ::isatty(STDERR_FILENO) != 0);
}

Run::Settings settings_from(const CommonOptions& c, const Command& command, Config config) {
  Run::Settings s;
  s.config_file = c.config;
  s.now = c.now.value_or(SystemClock{}.now());
  s.simulated = c.now.has_value();
  s.actor = c.actor.value_or(default_actor());
  s.format_name = c.json ? "json" : c.format.value_or("");
  s.dry_run = c.dry_run;
  s.quiet = c.quiet;
  s.verbose = c.verbose;
  s.wait = c.wait;
  s.progress = show_progress(c.progress);
  if (c.limit > 0) s.limit = c.limit;
  if (c.jobs > 0) s.jobs = c.jobs;
  s.open.create = command.access == Access::create;
  s.may_be_outdated = s.open.create || command.access == Access::outdated;
  s.open.busy_timeout = config.duration("database.busy_timeout");
  s.config = std::move(config);
  return s;
}

void print_summary(Run& run, const std::string& job, Instant started, Instant finished,
                   const alert::Counts& counts) {
  OrderedJson record;
  record["type"] = "summary";
  record["job"] = job;
  record["started_at"] = format_instant(started);
  record["finished_at"] = format_instant(finished);
  record["counts"] = counts;
  record["ok"] = true;
  if (run.out().format() == Format::json) {
    run.out().json_line(record);
  } else if (run.verbose() || ::isatty(STDOUT_FILENO) != 0) {
    std::string text;
    for (const auto& [name, count] : counts) text += fmt::format(" {} {}", name, count);
    run.out().line(job + ":" + (text.empty() ? " nothing to do" : text));
  }
}

constexpr int kUnknown = 3;

int answer_plugin(const Tool& tool, const PluginAnswer& answer) {
  constexpr const char* kStates[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  std::string name = tool.name, text = answer.text;
  for (char& c : name) {
    c = c == '-' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  // One line, and the bar is where performance data begins.
  for (char& c : text) c = c == '\n' || c == '|' ? ' ' : c;
  std::cout << name << ' ' << kStates[answer.status] << " - " << text;
  if (!answer.perfdata.empty()) std::cout << " | " << answer.perfdata;
  std::cout << '\n' << std::flush;
  return answer.status;
}

// One cycle of a batch job, recorded unless it is a dry run.
void run_job(const Tool& tool, const Command& command, Run& run, bool plugin) {
  const std::string job = command.name.empty() ? tool.name : tool.name + " " + command.name;
  if (run.dry_run()) {
    const alert::Counts counts = command.job(run);
    if (!plugin) print_summary(run, job, run.now(), run.now(), counts);
    return;
  }
  const auto steady_start = std::chrono::steady_clock::now();
  const auto end = [&] {
    return run.now() +
           std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - steady_start);
  };
  alert::JobRun record(run.db(), job, run.actor(), run.now());
  try {
    const alert::Counts counts = command.job(run);
    const Instant finished = end();
    record.finish(finished, counts);
    if (!plugin) print_summary(run, job, run.now(), finished, counts);
  } catch (const Error& e) {
    record.fail(end(), e.what());
    throw;
  }
}

int execute(const Tool& tool, const Command& command, const CommonOptions& common,
            const Options& options) {
  const Environment environment = process_environment();
  // A command that creates may be the one that writes the configuration named.
  auto file = common.config;
  if (file && command.access == Access::create && !std::filesystem::exists(*file)) file.reset();
  Config config = Config::load(file, environment);
  if (common.db) config.set("database.url", *common.db);
  options.apply(config);
  configure_log(common, config);
  const bool colour =
      !common.no_color && std::getenv("NO_COLOR") == nullptr && ::isatty(STDOUT_FILENO) != 0;
  Output out(std::cout, format_of(common, config), colour, terminal_width());

  Run::Settings settings = settings_from(common, command, std::move(config));
  if (!command.job) {
    Run run(std::move(settings), out);
    return static_cast<int>(command.action(run));
  }
  if (!common.every) {
    Run run(std::move(settings), out);
    run_job(tool, command, run, common.plugin);
    return common.plugin ? answer_plugin(tool, command.plugin(run)) : static_cast<int>(Exit::ok);
  }
  if (common.plugin) fail(Exit::usage, "--plugin answers once: it does not go with --every");
  if (common.now) fail(Exit::usage, "--now stands still: it does not go with --every");
  repeat(*common.every, [&] {
    settings.now = SystemClock{}.now();
    Run run(settings, out);
    try {
      run_job(tool, command, run, false);
    } catch (const Error& e) {
      // A service outlives what passes by: the next cycle tries again.
      if (e.status() != Exit::temporary) throw;
      log::error("", "{}", e.what());
    }
    std::cout.flush();
  });
  return static_cast<int>(Exit::ok);
}

int finish(int status) {
  std::cout.flush();
  if (!std::cout) {
    log::error("", "standard output: cannot be written");
    return static_cast<int>(Exit::io);
  }
  return status;
}

// Every subcommand has the common options, and they stand before it too; all read the same
// variables, parsed or not. Once one is named, only its own do, and not where the option was given
// before it.
void leave_variables_to(CLI::App& sub, CLI::App& app) {
  sub.preparse_callback([&](std::size_t) {
    for (CLI::Option* option : app.get_options()) {
      if (option->count() == 0) continue;
      auto* same = sub.get_option_no_throw(option->get_name());
      if (same != nullptr) same->envname("");
    }
    auto others = app.get_subcommands(std::function<bool(CLI::App*)>());
    std::erase(others, &sub);
    others.push_back(&app);
    for (CLI::App* other : others) {
      for (CLI::Option* option : other->get_options()) option->envname("");
    }
  });
}

std::string program_name(const Tool& tool) {
  return tool.name == "tocsin" ? tool.name : "tocsin-" + tool.name;
}

}  // namespace

store::DatabaseUrl Run::database_url() const {
  const std::string given = config().text("database.url");
  return store::DatabaseUrl::parse(given.empty() ? default_database(process_environment()).string()
                                                 : given);
}

store::Database& Run::db() {
  if (!db_) {
    db_ = std::make_unique<store::Database>(database_url(), settings_.open, [config = config()] {
      return KeyRing::from_text(config.secret("security.secret_key"));
    });
    if (!settings_.may_be_outdated) store::require_current(*db_);
  }
  return *db_;
}

int run(const Tool& tool, int argc, char** argv) {
  CLI::App app(tool.summary, program_name(tool));
  app.set_version_flag("--version", fmt::format("{} {}", program_name(tool), kVersion));
  app.set_help_flag("-h,--help", "This help");
  app.get_formatter()->column_width(34);
  app.fallthrough(false);

  CommonOptions common;
  struct Bound {
    const Command* command;
    CLI::App* app;
    std::unique_ptr<Options> options;
  };
  std::vector<Bound> bound;
  bool has_own = false;
  for (const Command& command : tool.commands) {
    CLI::App* sub = &app;
    if (command.name.empty()) {
      has_own = true;
    } else {
      sub = app.add_subcommand(command.name, command.summary);
      sub->set_help_flag("-h,--help", "This help");
      leave_variables_to(*sub, app);
    }
    auto options = std::make_unique<Options>(*sub, tool.name);
    // The options of commands that nobody names would only take their time.
    if (command.name.empty() || std::find(argv, argv + argc, command.name) != argv + argc) {
      if (command.options) command.options(*options);
      add_common(*options, common);
      if (command.job) add_job_options(*options, common);
      if (command.plugin) {
        options->flag("--plugin", common.plugin, "Answer a monitoring system: 0, 1, 2 or 3");
      }
    }
    bound.push_back({&command, sub, std::move(options)});
  }
  Options before_subcommand(app, tool.name);
  if (!has_own) add_common(before_subcommand, common);
  app.require_subcommand(has_own ? 0 : 1, 1);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    std::cerr << program_name(tool) << ": " << e.what() << "\nTry '" << program_name(tool)
              << " --help'.\n";
    return static_cast<int>(Exit::usage);
  }

  const auto* chosen = &bound.front();
  for (const Bound& b : bound) {
    if (b.app == &app ? app.get_subcommands().empty() : b.app->parsed()) chosen = &b;
  }
  try {
    return finish(execute(tool, *chosen->command, common, *chosen->options));
  } catch (const Error& e) {
    if (common.plugin) return answer_plugin(tool, {kUnknown, e.what(), ""});
    std::cout.flush();
    std::cerr << program_name(tool) << ": " << e.what() << '\n';
    return static_cast<int>(e.status());
  } catch (const std::exception& e) {
    if (common.plugin) return answer_plugin(tool, {kUnknown, e.what(), ""});
    std::cout.flush();
    std::cerr << program_name(tool) << ": this is our bug, please report it: " << e.what() << '\n';
    return static_cast<int>(Exit::software);
  }
}

}  // namespace tocsin::cli
