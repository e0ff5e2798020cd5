// alert list, show.

#include "alert/alert_record.h"
#include "base/time.h"
#include "commands.h"

namespace tocsin::alert_tool {
namespace {

cli::Colour colour_of(const OrderedJson& row) {
  const auto priority = row["priority"].get<Priority>();
  if (row["status"] != "active") return cli::Colour::dim;
  return priority >= 4 ? cli::Colour::red : priority == 3 ? cli::Colour::yellow : cli::Colour::none;
}

const std::vector<cli::Column>& columns() {
  static const std::vector<cli::Column> list{
      {"id", "ALERT"},           {"priority", "PRI", true, colour_of}, {"status", "STATUS"},
      {"kind", "KIND"},          {"title", "TITLE", false, colour_of}, {"times_seen", "SEEN", true},
      {"first_seen_at", "SINCE"}};
  return list;
}

}  // namespace

alert::Alert find(cli::Run& run, const std::string& typed) {
  auto found = alert::find_public(run.db(), typed);
  if (!found) fail(Exit::no_input, "no alert '{}': `tocsin alert list` shows them", typed);
  return *found;
}

Exit list(cli::Run& run, const ListOptions& given) {
  alert::Filter filter;
  for (const std::string& name : given.status) {
    const auto status = from_word<AlertStatus>(name);
    if (!status)
      fail(Exit::usage,
           "--status: '{}' is none of active, acknowledged, snoozed, resolved, ignored", name);
    filter.status.push_back(*status);
  }
  filter.kind = given.kind;
  if (!given.priority.empty()) {
    filter.at_least = priority_from(given.priority);
    if (!filter.at_least)
      fail(Exit::usage, "--priority: '{}' is none of 1 to 5, low, normal, medium, high, critical",
           given.priority);
  }
  if (const auto colon = given.subject.find(':'); colon != std::string::npos) {
    filter.subject_type = given.subject.substr(0, colon);
    filter.subject_id = given.subject.substr(colon + 1);
  } else {
    filter.subject_type = given.subject;
  }
  if (!given.after.empty()) filter.before_id = find(run, given.after).id;
  filter.limit = given.limit;
  const auto alerts = alert::list(run.db(), filter);
  std::vector<OrderedJson> rows;
  for (const alert::Alert& a : alerts) rows.push_back(alert::alert_record(a));
  run.out().rows(columns(), rows, "No alerts.");
  if (static_cast<std::int64_t>(rows.size()) == given.limit && !rows.empty()) {
    run.out().line(fmt::format("older ones: --after {}", alerts.back().public_id));
  }
  return Exit::ok;
}

Exit show(cli::Run& run, const std::string& id) {
  const alert::Alert found = find(run, id);
  OrderedJson record = alert::alert_record(found);
  std::vector<OrderedJson> rows;
  for (const auto& h : alert::history(run.db(), found.id)) {
    rows.push_back({{"at", format_instant(h.at)},
                    {"actor", alert::name_of_actor(run.db(), h.actor)},
                    {"action", h.action},
                    {"detail", h.detail}});
  }
  if (run.out().format() == cli::Format::json) {
    record["history"] = rows;
    run.out().json_line(record);
    return Exit::ok;
  }
  record.erase("type");
  run.out().record(record);
  run.out().line("");
  run.out().rows({{"at", "AT"}, {"actor", "BY"}, {"action", "WHAT"}, {"detail", "DETAIL"}}, rows);
  return Exit::ok;
}

}  // namespace tocsin::alert_tool
