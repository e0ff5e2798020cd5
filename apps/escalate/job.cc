// The job of tocsin-escalate, and what it goes by.

#include "base/log.h"
#include "commands.h"
#include "escalate/policy_file.h"
#include "escalate/run.h"
#include "notify/channels/exec.h"
#include "notify/channels/table.h"
#include "notify/facts.h"
#include "notify/plan/routing_file.h"
#include "notify/settings.h"
#include "shared/calendars.h"

namespace tocsin::escalate_tool {
namespace {

// The silences and maintenance windows that hold at a time, read once for each.
class MutesThen {
 public:
  MutesThen(store::Database& db, notify::Routing routing) : db_(db), routing_(std::move(routing)) {}

  std::optional<escalate::Hold> covering(const alert::Alert& alert, Instant at) {
    if (at_ != at) {
      mutes_ = notify::Mutes(notify::mutes_at(db_, at, routing_));
      at_ = at;
    }
    const notify::Mute* mute = mutes_.covering(notify::notice_of(alert));
    if (mute == nullptr) return std::nullopt;
    return escalate::Hold{
        mute->maintenance ? EscalationReason::maintenance : EscalationReason::silenced, mute->until,
        fmt::format("{}: {}", mute->public_id, mute->reason)};
  }

 private:
  store::Database& db_;
  notify::Routing routing_;
  notify::Mutes mutes_;
  std::optional<Instant> at_;
};

}  // namespace

std::unique_ptr<escalate::Surroundings> surroundings_of(cli::Run& run) {
  const auto settings = notify::read_settings(run.config());
  const notify::Carriers carriers(run.config(), settings);
  const std::string zone = run.config().text("general.time_zone");
  const auto text = escalate::find_policies(settings.policies);
  auto out = std::make_unique<escalate::Surroundings>();
  out->policies = escalate::read_policies(text.content, text.where);
  out->schedules = run.config().folder("schedules");
  out->zone = zone;
  out->carried = carriers.carried();
  const auto& config = run.config();
  out->jobs = {{"scrape", config.duration("doctor.scrape_every")},
               {"analyze", config.duration("doctor.analyze_every")},
               {"notify", config.duration("doctor.notify_every")},
               {"sla-check", config.duration("doctor.sla_check_every")}};
  out->is_open = [opens = openings(run.config().folder("calendars"), zone)](
                     const std::string& calendar, Instant at) { return opens(calendar, at) == at; };
  out->muted = [mutes = std::make_shared<MutesThen>(
                    run.db(), notify::load_routing(settings.policies, settings.quiet.time_zone))](
                   const alert::Alert& alert, Instant at) { return mutes->covering(alert, at); };
  out->may_run = [programs = config.list("exec.programs")](const std::string& program) {
    return !notify::find_program(programs, program).empty();
  };
  return out;
}

alert::Counts advance(cli::Run& run) {
  if (!run.config().flag("escalate.enabled")) {
    log::info("-", "escalate.enabled is off: nothing is escalated");
    return {};
  }
  const auto surroundings = surroundings_of(run);
  return escalate::run_escalations(
      run.db(), *surroundings,
      {.actor = run.actor(), .now = run.now(), .limit = run.limit(), .dry_run = run.dry_run()});
}

}  // namespace tocsin::escalate_tool
