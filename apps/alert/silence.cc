// alert silence and alert maintenance: list, add, expire.

#include "alert/planning.h"
#include "base/time.h"
#include "commands.h"
#include "notify/plan/routing_file.h"
#include "store/escalations.h"
#include "store/held_messages.h"
#include "store/silences.h"

namespace tocsin::alert_tool {
namespace {

Exit list_silences(cli::Run& run, bool maintenance) {
  std::vector<OrderedJson> rows;
  for (const auto& s : store::silences_from(run.db(), run.now())) {
    if (s.maintenance != maintenance) continue;
    rows.push_back({{"id", s.public_id},
                    {"matchers", OrderedJson::parse(s.matchers)},
                    {"from", format_instant(s.from)},
                    {"until", format_instant(s.until)},
                    {"mute_time", s.mute_time.empty() ? OrderedJson() : OrderedJson(s.mute_time)},
                    {"reason", s.reason},
                    {"author", s.author}});
  }
  run.out().rows({{"id", maintenance ? "MAINTENANCE" : "SILENCE"},
                  {"matchers", "MATCHERS"},
                  {"from", "FROM"},
                  {"until", "UNTIL"},
                  {"mute_time", "AT"},
                  {"author", "BY"},
                  {"reason", "REASON"}},
                 rows, maintenance ? "No maintenance." : "No silences.");
  return Exit::ok;
}

// What it covers, in words that the planner can read.
std::vector<std::string> matchers_of(const SilenceOptions& given, bool maintenance) {
  std::vector<std::string> out = given.matchers;
  const auto on = [&](const char* label, const std::string& value) {
    if (!value.empty()) out.push_back(fmt::format("{}={}", label, value));
  };
  on("platform", given.platform);
  on("area", given.area);
  on("organization", given.organization);
  if (out.empty()) {
    if (maintenance) fail(Exit::usage, "on what? --platform, --area, --organization or --match");
    fail(Exit::usage, "what should be silent? --match NAME=VALUE");
  }
  for (const std::string& text : out) {
    if (!notify::Matcher::parse(text)) {
      fail(Exit::usage,
           "--match: '{}' is neither NAME=VALUE, NAME!=VALUE, NAME=~REGEX nor "
           "NAME!~REGEX",
           text);
    }
  }
  return out;
}

void check_mute_time(cli::Run& run, const std::string& name) {
  if (name.empty()) return;
  const auto routing =
      notify::load_routing(run.config().folder("policies"), run.config().text("general.time_zone"));
  if (routing.mute_time(name) == nullptr) {
    fail(Exit::no_input, "--mute-time: policies/routing.toml knows no mute time '{}'", name);
  }
}

Exit add_silence(cli::Run& run, const SilenceOptions& given, bool maintenance) {
  store::Silence s;
  s.matchers = Json(matchers_of(given, maintenance)).dump();
  if (given.reason.empty()) fail(Exit::usage, "why? --reason TEXT");
  check_mute_time(run, given.mute_time);
  s.maintenance = maintenance;
  s.mute_time = given.mute_time;
  s.from = given.from.value_or(run.now());
  if (given.length) s.until = s.from + *given.length;
  if (given.until) s.until = *given.until;
  if (s.until <= s.from) fail(Exit::usage, "until when? --for DURATION or --until TIME");
  s.reason = given.reason;
  s.author = run.actor();
  if (run.dry_run()) {
    run.out().line(fmt::format("would be mute until {}", format_instant(s.until)));
    return Exit::ok;
  }
  auto trail = run.trail();
  run.db().transaction([&] {
    trail.clear();
    store::add_silence(run.db(), s, run.now());
    trail.note(maintenance ? "maintenance.add" : "silence.add", "silence", s.matchers,
               {{"reason", s.reason}});
    trail.flush();
  });
  return list_silences(run, maintenance);
}

Exit expire_silence(cli::Run& run, const std::string& typed, bool maintenance) {
  const auto found = store::find_silence(run.db(), typed);
  if (!found || found->maintenance != maintenance) {
    fail(Exit::no_input, "no {} '{}'", maintenance ? "maintenance" : "silence", typed);
  }
  if (run.dry_run()) return Exit::ok;
  auto trail = run.trail();
  const bool ended = run.db().transaction([&] {
    trail.clear();
    const bool done = store::expire_silence(run.db(), found->id, run.now());
    if (done) {
      // What it muted is looked at again now, not when it would have ended.
      alert::unmute(run.db(), found->public_id, run.now());
      store::look_at_silenced(run.db(), run.now());
      store::look_at_held_escalations(run.db(), run.now());
      trail.note(maintenance ? "maintenance.expire" : "silence.expire", "silence",
                 found->public_id);
    }
    trail.flush();
    return done;
  });
  return ended ? Exit::ok : Exit::no;
}

Exit act(cli::Run& run, const SilenceOptions& given, bool maintenance) {
  if (given.action == "add") return add_silence(run, given, maintenance);
  if (given.action == "expire") return expire_silence(run, given.expire, maintenance);
  return list_silences(run, maintenance);
}

}  // namespace

Exit silence(cli::Run& run, const SilenceOptions& given) {
  return act(run, given, false);
}

Exit maintenance(cli::Run& run, const SilenceOptions& given) {
  return act(run, given, true);
}

}  // namespace tocsin::alert_tool
