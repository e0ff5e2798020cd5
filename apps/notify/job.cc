// The job of tocsin-notify and its parts: plan, deliver, digest, poll.

#include "base/text.h"
#include "base/time.h"
#include "commands.h"
#include "notify/deliver.h"
#include "notify/plan.h"
#include "notify/poll.h"
#include "notify/receipts.h"
#include "shared/calendars.h"
#include "store/held_messages.h"
#include "store/people.h"

namespace tocsin::notify_tool {
namespace {

notify::PlanOptions plan_options(const cli::Run& run) {
  return {run.now(), run.actor(), run.dry_run(), run.wait(), run.limit()};
}

alert::Counts plan_by(cli::Run& run, Job& job) {
  const auto planned = notify::plan(run.db(), job.carriers, job.settings, plan_options(run));
  std::vector<OrderedJson> rows;
  for (const notify::PlannedMessage& m : planned.messages) {
    OrderedJson row{{"alert", m.alert},           {"recipient", m.recipient},
                    {"channel", word(m.channel)}, {"address", mask_address(m.address)},
                    {"priority", m.priority},     {"title", m.title}};
    row["held_until"] = m.held_until ? OrderedJson(format_instant(*m.held_until)) : OrderedJson();
    row["because"] = m.held_until ? OrderedJson(explain(m.reason)) : OrderedJson();
    rows.push_back(std::move(row));
  }
  if (run.dry_run()) {
    run.out().rows({{"recipient", "RECIPIENT"},
                    {"channel", "CHANNEL"},
                    {"priority", "PRIORITY", true},
                    {"title", "TITLE"},
                    {"held_until", "HELD UNTIL"},
                    {"because", "BECAUSE"}},
                   rows);
  }
  return planned.counts;
}

alert::Counts settle_by(cli::Run& run, Job& job) {
  return notify::settle_receipts(run.db(), job.carriers, job.settings, run.actor(), run.now());
}

alert::Counts deliver_by(cli::Run& run, Job& job) {
  if (run.dry_run()) {
    std::vector<OrderedJson> rows;
    for (const auto& m : store::due(run.db(), run.now(), run.limit().value_or(1000))) {
      rows.push_back(row_of(m));
    }
    run.out().rows(message_columns(), rows);
    return {{"due", static_cast<std::int64_t>(rows.size())}};
  }
  return notify::deliver(run.db(), job.carriers, job.settings,
                         {run.now(), run.actor(), run.limit(), std::nullopt});
}

void list_digests(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const auto& d : store::waiting_digests(run.db())) {
    const auto person = d.person_id ? store::find_person(run.db(), *d.person_id) : std::nullopt;
    rows.push_back({{"recipient", person ? OrderedJson(person->name) : OrderedJson()},
                    {"channel", word(d.channel)},
                    {"address", d.address_masked},
                    {"due_at", format_instant(d.due_at)},
                    {"notices", d.notices}});
  }
  run.out().rows({{"recipient", "RECIPIENT"},
                  {"channel", "CHANNEL"},
                  {"due_at", "DUE"},
                  {"notices", "NOTICES", true}},
                 rows, "No digest is waiting.");
}

void add(alert::Counts& counts, const alert::Counts& more) {
  for (const auto& [name, count] : more) counts[name] += count;
}

// Of what waited and is due; no alert is planned.
alert::Counts release_and_deliver(cli::Run& run, Job& job) {
  auto options = plan_options(run);
  options.only_held = true;
  alert::Counts counts = notify::plan(run.db(), job.carriers, job.settings, options).counts;
  add(counts, deliver_by(run, job));
  return counts;
}

// What waited for a provider that is back need not wait for the next run.
alert::Counts deliver_and_follow_up(cli::Run& run, Job& job) {
  alert::Counts counts = deliver_by(run, job);
  if (counts.contains("recovered")) add(counts, release_and_deliver(run, job));
  return counts;
}

}  // namespace

Job::Job(cli::Run& run)
    : settings(notify::read_settings(run.config())), carriers(run.config(), settings) {
  settings.working.opens =
      openings(run.config().folder("calendars"), run.config().text("general.time_zone"));
  if (run.jobs()) settings.jobs = static_cast<int>(*run.jobs());
}

alert::Counts plan(cli::Run& run) {
  Job job(run);
  return plan_by(run, job);
}

alert::Counts deliver(cli::Run& run) {
  Job job(run);
  return deliver_and_follow_up(run, job);
}

alert::Counts plan_and_deliver(cli::Run& run) {
  Job job(run);
  alert::Counts counts;
  if (!run.dry_run()) counts = settle_by(run, job);
  add(counts, plan_by(run, job));
  add(counts, deliver_and_follow_up(run, job));
  return counts;
}

alert::Counts digest(cli::Run& run) {
  if (run.dry_run()) {
    list_digests(run);
    return {};
  }
  Job job(run);
  return release_and_deliver(run, job);
}

alert::Counts ask_providers(cli::Run& run) {
  if (run.dry_run()) fail(Exit::usage, "what is asked for is taken: poll has no dry run");
  alert::Counts counts = notify::poll(run.db(), run.config(), run.actor(), run.now());
  Job job(run);
  add(counts, settle_by(run, job));
  return counts;
}

}  // namespace tocsin::notify_tool
