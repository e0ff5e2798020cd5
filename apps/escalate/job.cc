// The job of tocsin-escalate, and what it goes by.

#include "base/log.h"
#include "commands.h"
#include "escalate/policy_file.h"
#include "escalate/run.h"
#include "notify/channels/table.h"
#include "notify/facts.h"
#include "notify/plan/routing_file.h"
#include "notify/settings.h"
#include "shared/calendars.h"

namespace tocsin::escalate_tool {
namespace {

// The silences and maintenance windows that hold at the time of the run.
std::function<std::optional<escalate::Hold>(const alert::Alert&)> mutes_of(
    cli::Run& run, const notify::Settings& settings) {
  const auto routing = notify::load_routing(settings.policies, settings.quiet.time_zone);
  const auto mutes =
      std::make_shared<notify::Mutes>(notify::mutes_at(run.db(), run.now(), routing));
  return [mutes](const alert::Alert& alert) -> std::optional<escalate::Hold> {
    const notify::Mute* mute = mutes->covering(notify::notice_of(alert));
    if (mute == nullptr) return std::nullopt;
    return escalate::Hold{
        mute->maintenance ? EscalationReason::maintenance : EscalationReason::silenced, mute->until,
        fmt::format("{}: {}", mute->public_id, mute->reason)};
  };
}

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
  out->muted = mutes_of(run, settings);
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
