// sla-check, recompute, explain: the clocks of tickets.

#include "commands.h"
#include "shared/terms.h"
#include "sla/explain.h"
#include "sla/run.h"
#include "store/ticket_clocks.h"
#include "ticket/access.h"
#include "ticket/names.h"

namespace tocsin::sla_tool {
namespace {

sla::ClockJob job_of(const cli::Run& run) {
  return {.actor = run.actor(),
          .now = run.now(),
          .limit = run.limit(),
          .wait = run.wait(),
          .dry_run = run.dry_run()};
}

}  // namespace

alert::Counts look(cli::Run& run) {
  sla::Terms terms = terms_of(run);
  return sla::run_clocks(run.db(), terms, job_of(run));
}

alert::Counts recompute(cli::Run& run, const std::vector<std::string>& tickets) {
  std::vector<std::int64_t> ids;
  for (const std::string& name : tickets) ids.push_back(ticket::ticket_named(run.db(), name).id);
  sla::Terms terms = terms_of(run);
  return sla::recompute_clocks(run.db(), terms, ids, job_of(run));
}

Exit explain(cli::Run& run, const std::string& typed) {
  const ticket::Access who = ticket::access_of(run.db(), run.actor());
  const store::Ticket named = ticket::ticket_named(run.db(), typed);
  ticket::require_sight(who, named);
  sla::Terms terms = terms_of(run);
  const sla::TicketHistory history = sla::history_of(run.db(), named);
  const sla::Second now = sla::to_second(run.now());
  const sla::TicketClocks clocks = sla::clocks_of(history, terms, now);
  const sla::Explained all{history, clocks, terms, now};
  if (run.out().format() == cli::Format::json) {
    run.out().json_line(sla::explained(all));
    return Exit::ok;
  }
  run.out().line(fmt::format("{}  {} ({})", named.number, named.subject, word(named.priority)));
  for (const std::string& line : sla::explained_lines(all)) run.out().line(line);
  return Exit::ok;
}

cli::PluginAnswer answer(cli::Run& run) {
  const auto count = [&](SlaStatus status) { return store::count_tickets(run.db(), status); };
  const std::int64_t breach = count(SlaStatus::breach), critical = count(SlaStatus::critical),
                     warning = count(SlaStatus::warning);
  const bool is_near = critical + warning > 0;
  return {
      .status = breach > 0 ? 2
                : is_near  ? 1
                           : 0,
      .text = fmt::format("{} in breach, {} critical, {} in warning", breach, critical, warning),
      .perfdata = fmt::format("breach={};;0;0 critical={};0;;0 warning={};0;;0", breach, critical,
                              warning)};
}

}  // namespace tocsin::sla_tool
