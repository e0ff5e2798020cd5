// tocsin-doctor: says what is wrong and the command that mends it.

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "base/key_ring.h"
#include "base/text.h"
#include "base/time.h"
#include "base/zone.h"
#include "cli/run.h"
#include "doctor/on_call.h"
#include "notify/plan/routing_file.h"
#include "notify/plan/working_hours.h"
#include "scrape/platform/platforms.h"
#include "shared/terms.h"
#include "store/health.h"
#include "store/migrate.h"
#include "store/platform_health.h"
#include "store/sealer.h"
#include "store/ticket_clocks.h"

namespace {

using namespace tocsin;
using doctor_tool::Finding;

// As the shell finds it.
std::optional<std::filesystem::path> find_program(const std::string& name) {
  const auto runs = [](const std::filesystem::path& file) {
    return ::access(file.c_str(), X_OK) == 0;
  };
  if (name.find('/') != name.npos) return runs(name) ? std::optional(name) : std::nullopt;
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(path == nullptr ? "" : path, ':')) {
    const auto file = std::filesystem::path(folder) / name;
    if (!name.empty() && runs(file)) return file;
  }
  return std::nullopt;
}

class Examination {
 public:
  explicit Examination(cli::Run& run) : run_(run) {}

  std::vector<Finding> all() {
    configuration();
    policies();
    service_levels();
    add(doctor_tool::examine_escalation_files(run_, calendars_ ? &*calendars_ : nullptr));
    platforms();
    credentials();
    if (database()) {
      working_hours();
      add(doctor_tool::examine_on_call(run_));
      sealing();
      permissions();
      disk();
      jobs();
      browser();
      stuck();
    }
    return std::move(findings_);
  }

 private:
  void good(std::string what, std::string says) {
    findings_.push_back({false, std::move(what), std::move(says), ""});
  }
  void bad(std::string what, std::string says, std::string mend) {
    findings_.push_back({true, std::move(what), std::move(says), std::move(mend)});
  }

  void add(std::vector<Finding> found) {
    std::move(found.begin(), found.end(), std::back_inserter(findings_));
  }

  void configuration() {
    const auto& config = run_.config();
    if (config.file().empty()) {
      bad("configuration", "none was found, every key has its default", "tocsin init");
    } else {
      good("configuration", config.file().string());
    }
    if (const auto zone = config.text("general.time_zone"); !Zone::exists(zone)) {
      bad("configuration", fmt::format("time zone '{}' does not exist", zone),
          "set general.time_zone to a name like Europe/London");
    }
  }

  void policies() {
    const auto own = run_.config().folder("policies");
    try {
      (void)notify::load_routing(own, run_.config().text("general.time_zone"));
      good("policies", "routing.toml can be used");
    } catch (const Error& e) {
      bad("policies", e.what(), fmt::format("mend {}", (own / "routing.toml").string()));
    }
  }

  void service_levels() {
    try {
      calendars_ = terms_of(run_).calendars;
      good("policies", "sla.toml and its calendars can be used");
    } catch (const Error& e) {
      bad("policies", e.what(), fmt::format("mend it in {}", run_.config().directory().string()));
    }
  }

  // By those that are not there nobody's reminders wait.
  void working_hours() {
    if (!calendars_) return;
    const auto lacks = [&](const std::string& name) {
      return !name.empty() && name != notify::kNoWorkingHours && !calendars_->has(name);
    };
    const auto folder = run_.config().folder("calendars").string();
    if (const auto name = run_.config().text("notify.working_hours"); lacks(name)) {
      bad("calendars", fmt::format("notify.working_hours: there is no calendar '{}'", name),
          fmt::format("write {}/{}.toml, or set it to another", folder, name));
    }
    for (const store::NamedCalendar& c : store::named_calendars(run_.db())) {
      if (!lacks(c.name)) continue;
      bad("calendars",
          fmt::format("there is no calendar '{}' (organizations that name it: {}, preferences: {})",
                      c.name, c.organizations, c.preferences),
          fmt::format("write {}/{}.toml, or let them name another", folder, c.name));
    }
  }

  scrape::Platforms platform_files() const {
    return scrape::Platforms::load(run_.config().folder("platforms"));
  }

  void platforms() {
    const auto files = platform_files();
    std::size_t usable = 0;
    for (const auto& [name, file] : files.files()) {
      if (file.fault.empty()) ++usable;
      if (!file.fault.empty()) bad("platforms", file.fault, fmt::format("mend {}", file.origin));
    }
    good("platforms", fmt::format("{} files can be used", usable));
  }

  void credentials() {
    const auto& config = run_.config();
    const bool user = !config.secret("email.user").empty();
    const bool password = !config.secret("email.password").empty();
    if (user != password) {
      bad("credentials",
          fmt::format("e-mail has a {} without a {}", user ? "user" : "password",
                      user ? "password" : "user"),
          user ? "set EMAIL_HOST_PASSWORD or EMAIL_HOST_PASSWORD_FILE"
               : "set EMAIL_HOST_USER or EMAIL_HOST_USER_FILE");
    } else {
      good("credentials",
           user ? "e-mail: user and password" : "e-mail: none, the server needs none");
    }
    if (user && config.text("email.security") == "none") {
      bad("credentials", "the e-mail password would travel unencrypted",
          "set email.security to starttls or tls");
    }
    if (const auto secret = config.secret("webhook.secret"); !secret.empty()) {
      const bool right = secret.starts_with("whsec_");
      if (right) good("credentials", "webhook: " + mask_secret(secret));
      if (!right)
        bad("credentials", "WEBHOOK_SECRET does not begin with whsec_",
            "set WEBHOOK_SECRET to whsec_ and 24 to 64 bytes in base64");
    }
  }

  bool database() {
    try {
      for (const auto& s : store::migration_status(run_.db())) {
        if (s.applied_at) continue;
        bad("database", fmt::format("migration {} is missing", s.migration.name),
            "tocsin db migrate");
        return false;
      }
      store::require_current(run_.db());
      good("database", run_.database_url().masked());
      return true;
    } catch (const Error& e) {
      bad("database", e.what(),
          e.status() == Exit::no_input ? "tocsin init" : "look at database.url, then try again");
      return false;
    }
  }

  void sealing() {
    try {
      const auto keys = KeyRing::from_text(run_.config().secret("security.secret_key"));
      const auto used = store::sealing_keys(run_.db());
      const std::string current = keys.empty() ? "" : keys.ids().front();
      const auto missing = std::find_if(used.begin(), used.end(), [&](const std::string& id) {
        return id != store::kPlainKey &&
               std::find(keys.ids().begin(), keys.ids().end(), id) == keys.ids().end();
      });
      if (missing != used.end()) {
        bad("secret key",
            fmt::format("addresses are sealed with the key {}, which is not "
                        "configured",
                        *missing),
            "put secret.key back beside the configuration, or set TOCSIN_SECRET_KEY");
      } else if (keys.empty()) {
        bad("secret key", "none: addresses are stored plain, links cannot be signed",
            "tocsin init, then tocsin db rotate-key");
      } else if (!used.empty() && used != std::vector{current}) {
        bad("secret key",
            fmt::format("not all addresses are sealed with the current key, {}", current),
            "tocsin db rotate-key");
      } else {
        good("secret key", current);
      }
    } catch (const Error& e) {
      bad("secret key", e.what(), "tocsin-security(7) says what a key looks like");
    }
    key_file();
  }

  void key_file() {
    const auto file = run_.config().key_file();
    struct stat info = {};
    if (file.empty() || ::stat(file.c_str(), &info) != 0 || (info.st_mode & 077U) == 0) return;
    bad("permissions", fmt::format("others may read {}", file.string()),
        fmt::format("chmod 600 {}", file.string()));
  }

  void permissions() {
    const auto url = run_.database_url();
    struct stat info = {};
    if (url.dialect != store::Dialect::sqlite || ::stat(url.target.c_str(), &info) != 0) return;
    if ((info.st_mode & 077U) != 0) {
      bad("permissions", fmt::format("others may read {}", url.target),
          fmt::format("chmod 600 {}", url.target));
    } else {
      good("permissions", "the database is its owner's alone");
    }
  }

  void disk() {
    const auto url = run_.database_url();
    struct statvfs room = {};
    if (url.dialect != store::Dialect::sqlite || ::statvfs(url.target.c_str(), &room) != 0) return;
    const auto free_bytes = static_cast<std::uintmax_t>(room.f_bavail) * room.f_frsize;
    const auto size = std::filesystem::file_size(url.target);
    const std::string says =
        fmt::format("{} MB free, the database has {} MB", free_bytes >> 20U, size >> 20U);
    // A backup and a vacuum each need the database's size again.
    if (free_bytes < 2 * size + (100U << 20U)) {
      bad("disk", says, "make room, or move backup.directory elsewhere");
    } else {
      good("disk", says);
    }
  }

  void jobs() {
    const auto& config = run_.config();
    job("scrape", config.duration("doctor.scrape_every"));
    job("analyze", config.duration("doctor.analyze_every"));
    job("notify", config.duration("doctor.notify_every"));
    if (store::has_unresolved_tickets(run_.db())) {
      job("sla-check", config.duration("doctor.sla_check_every"));
    }
  }

  void job(const std::string& name, Duration allowed) {
    const auto last = store::last_run(run_.db(), name);
    const std::string failed =
        last.last_error.empty() ? "" : fmt::format("; last error: {}", last.last_error);
    if (!last.finished_well_at) {
      bad("jobs", fmt::format("{} never finished{}", name, failed),
          fmt::format("tocsin {}, then let cron or a timer run it (crontab.example)", name));
      return;
    }
    const Duration age = run_.now() - *last.finished_well_at;
    if (age < Duration::zero()) {
      bad("clock",
          fmt::format("{} finished in the future, at {}", name,
                      format_instant(*last.finished_well_at)),
          "set the system's clock (timedatectl)");
      return;
    }
    const std::string says = fmt::format("{} finished {} ago{}", name, say_duration(age), failed);
    if (age > allowed) {
      bad("jobs", says, fmt::format("tocsin {} -v, then look at cron or the timers", name));
    } else {
      good("jobs", says);
    }
  }

  // Only where a platform with pages asks for one.
  void browser() {
    const auto& config = run_.config();
    const auto fetching = platform_files().fetching(config);
    std::vector<std::string> needing;
    for (const store::PlatformStatus& s : store::platform_status(run_.db(), run_.now())) {
      const auto found = fetching.find(s.health.name);
      if (s.pages > 0 && found != fetching.end() && found->second.render) {
        needing.push_back(s.health.name);
      }
    }
    if (needing.empty()) return;
    const std::string who =
        fmt::format("{} need{} a browser", join(needing, ", "), needing.size() == 1 ? "s" : "");
    if (const auto url = config.text("scrape.webdriver_url"); !url.empty()) {
      return good("browser", fmt::format("{}: the WebDriver at {}", who, mask_address(url)));
    }
    const auto words = split(config.text("scrape.webdriver_command"), ' ');
    const std::string program = words.empty() ? "" : words.front();
    if (const auto found = find_program(program)) {
      good("browser", fmt::format("{}: {}", who, found->string()));
    } else {
      bad("browser", fmt::format("{}, and there is no {}", who, program),
          "apt install chromium chromium-driver, or set scrape.webdriver_url");
    }
  }

  void stuck() {
    constexpr Duration kLate = std::chrono::minutes{15};
    const auto work = store::stuck_work(run_.db(), run_.now(), run_.now() - kLate);
    const auto judge = [&](std::int64_t count, std::string_view thing, std::string mend) {
      if (count > 0) bad("work", fmt::format("{} {}", count, thing), std::move(mend));
    };
    for (const store::Refusal& r : store::refusals(run_.db())) {
      bad("credentials",
          fmt::format("{} messages wait, {} takes nothing from us: {}", r.messages, r.provider,
                      r.error),
          "set what is missing, then tocsin notify");
    }
    judge(work.lapsed_page_claims, "pages claimed by a run that died", "tocsin scrape");
    judge(work.lapsed_message_claims, "messages claimed by a run that died", "tocsin notify");
    judge(work.late_messages, "messages due for more than 15 minutes", "tocsin notify -v");
    judge(work.dead_letters, "dead letters", "tocsin notify dead list");
    judge(work.uncertain_messages, "messages of which nobody knows whether they arrived",
          "tocsin report notifications --status uncertain");
  }

  cli::Run& run_;
  std::optional<sla::Calendars> calendars_;  // where all can be used
  std::vector<Finding> findings_;
};

Exit examine(cli::Run& run) {
  std::vector<OrderedJson> rows;
  bool wrong = false;
  for (const Finding& f : Examination(run).all()) {
    wrong = wrong || f.wrong;
    if (run.quiet() && !f.wrong) continue;
    rows.push_back({{"state", f.wrong ? "WRONG" : "ok"}, {"part", f.what}, {"finding", f.says}});
    rows.back()["mend"] = f.mend.empty() ? OrderedJson() : OrderedJson(f.mend);
  }
  run.out().rows({{"state", "STATE", false,
                   [](const OrderedJson& r) {
                     return r["state"] == "ok" ? cli::Colour::green : cli::Colour::red;
                   }},
                  {"part", "PART"},
                  {"finding", "FINDING"},
                  {"mend", "MENDED BY"}},
                 rows);
  return wrong ? Exit::no : Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  cli::Tool tool{"doctor",
                 "Say what is wrong and what mends it; 1 if anything is",
                 {{.name = "", .summary = "", .access = cli::Access::outdated, .action = examine}}};
  return cli::run(tool, argc, argv);
}
