// ticket list, search.

#include "sla/list.h"
#include "base/text.h"
#include "base/time.h"
#include "commands.h"
#include "records/record_writer.h"
#include "shared/terms.h"
#include "sla/explain.h"
#include "sla/say.h"
#include "store/people.h"
#include "store/ticket_text.h"
#include "ticket/names.h"

namespace tocsin::ticket_tool {
namespace {

constexpr std::string_view kNobody = "nobody";
constexpr const char* kBadge = "★";

// The words given, one by one or with commas between them.
template <typename E>
std::vector<E> words_from(const char* option, const std::vector<std::string>& given) {
  std::vector<E> out;
  for (const std::string& list : given) {
    for (const std::string& name : split(list, ',')) {
      const auto value = from_word<E>(name);
      if (!value) {
        fail(Exit::usage, "{}: '{}' is none of {}", option, name, fmt::join(Words<E>::list, ", "));
      }
      out.push_back(*value);
    }
  }
  return out;
}

store::TicketOrder order_from(const std::string& sort) {
  if (sort.empty() || sort == "newest") return store::TicketOrder::newest;
  if (sort == "urgent") return store::TicketOrder::urgent;
  fail(Exit::usage, "--sort: newest or urgent, not '{}'", sort);
}

store::TicketPlace place_from(const ListOptions& given) {
  if (given.all) return store::TicketPlace::both;
  return given.archived ? store::TicketPlace::archive : store::TicketPlace::working;
}

std::int64_t organization_named(cli::Run& run, const std::string& name) {
  const auto found = store::find_organization_named(run.db(), name);
  if (!found) fail(Exit::no_input, "--organization: no one organization '{}'", name);
  return found->id;
}

std::int64_t team_named(cli::Run& run, const std::string& name) {
  const auto found = store::find_team_named(run.db(), name);
  if (!found) fail(Exit::no_input, "--team: no one team '{}'", name);
  return found->id;
}

store::TicketFilter filter_from(cli::Run& run, const ListOptions& given,
                                const ticket::Access& who) {
  store::TicketFilter out;
  out.place = place_from(given);
  out.order = order_from(given.sort);
  out.status = words_from<TicketStatus>("--status", given.status);
  out.priority = words_from<TicketPriority>("--priority", given.priority);
  out.sla = words_from<SlaStatus>("--sla", given.sla);
  out.now = run.now();
  if (!given.organization.empty())
    out.organization_id = organization_named(run, given.organization);
  if (!given.team.empty()) out.team_id = team_named(run, given.team);
  if (!given.requester.empty())
    out.requester_id = person_named(run, "--requester", given.requester);
  if (who.outsider()) out.requester_id = who.person_id;
  out.unassigned = given.assignee == kNobody;
  if (!given.assignee.empty() && !out.unassigned) {
    out.assignee_id = person_named(run, "--assignee", given.assignee);
  }
  out.type = given.type;
  out.tag = given.tag;
  if (!given.text.empty()) {
    out.words = store::words_query(run.db().dialect(), given.text, who.outsider());
    if (out.words.empty()) fail(Exit::usage, "'{}' has no word to search for", given.text);
  }
  if (!given.after.empty()) out.behind = ticket::ticket_named(run.db(), given.after);
  out.limit = given.limit;
  return out;
}

cli::Colour priority_colour(const OrderedJson& row) {
  if (row.contains("closed_at") || row.contains("resolved_at")) return cli::Colour::dim;
  if (row["priority"] == "critical") return cli::Colour::red;
  return row["priority"] == "high" ? cli::Colour::yellow : cli::Colour::none;
}

cli::Colour status_colour(const OrderedJson& row) {
  const auto status = from_word<TicketStatus>(row["status"].get_ref<const std::string&>());
  if (!status || !is_unresolved(*status)) return cli::Colour::dim;
  return status == TicketStatus::waiting ? cli::Colour::blue : cli::Colour::green;
}

// Red, yellow, orange and green as the man page has them.
cli::Colour sla_colour(const OrderedJson& row) {
  const OrderedJson& word = row["sla"]["status"];
  if (!word.is_string()) return cli::Colour::dim;
  switch (from_word<SlaStatus>(word.get_ref<const std::string&>()).value_or(SlaStatus::on_track)) {
    case SlaStatus::breach:
    case SlaStatus::critical:
      return cli::Colour::red;
    case SlaStatus::warning:
      return cli::Colour::yellow;
    case SlaStatus::upcoming:
      return cli::Colour::orange;
    case SlaStatus::on_track:
      break;
  }
  return cli::Colour::green;
}

const std::vector<cli::Column>& columns() {
  static const std::vector<cli::Column> list{{"number", "TICKET", false, sla_colour},
                                             {"client", ""},
                                             {"priority", "PRIORITY", false, priority_colour},
                                             {"status", "STATUS", false, status_colour},
                                             {"left", "LEFT", false, sla_colour},
                                             {"age", "AGE", true},
                                             {"organization", "ORGANIZATION"},
                                             {"assignee", "ASSIGNEE"},
                                             {"subject", "SUBJECT", false, sla_colour}};
  return list;
}

// Of the clock that is the most urgent of those that run.
std::string time_left(const sla::TicketClocks& clocks) {
  const sla::TicketClock* first = nullptr;
  for (const sla::TicketClock& c : clocks.clocks) {
    if (c.runs() && (first == nullptr || c.reading.left < first->reading.left)) first = &c;
  }
  if (first == nullptr) return "";
  const std::string left = sla::say_left(first->reading.left);
  return first->reading.paused ? left + ", stands" : left;
}

// What a table shows beside the record: how old it is, the time left, and the badge of a priority
// client.
void add_for_people(cli::Run& run, const sla::Listed& listed, OrderedJson& row) {
  const store::Ticket& t = listed.ticket;
  row["left"] = time_left(listed.clocks);
  row["age"] = say_duration(std::max(Duration{0}, run.now() - t.created_at));
  const auto client =
      t.organization_id ? store::find_organization(run.db(), *t.organization_id) : std::nullopt;
  row["client"] = client && client->priority_client ? kBadge : "";
}

}  // namespace

Exit list(cli::Run& run, ListOptions given) {
  const ticket::Access who = access(run);
  apply_saved(run.config().list("ticket.filters"), given);
  sla::Terms terms = terms_of(run);
  const auto page = sla::list(run.db(), terms, filter_from(run, given, who));
  std::vector<OrderedJson> rows;
  for (const sla::Listed& listed : page.tickets) {
    OrderedJson& row = rows.emplace_back(records::ticket_of(run.db(), listed.ticket));
    row["sla"] = sla::sla_of(listed.clocks);
    if (run.out().format() != cli::Format::json) add_for_people(run, listed, row);
  }
  run.out().rows(columns(), rows, "No tickets.");
  if (page.more_found) {
    run.out().line(fmt::format(
        "More than {} tickets have these words, and those stored last were looked at: add a word.",
        store::kMostFound));
  }
  if (page.many_due) {
    run.out().line(
        fmt::format("More than {} tickets wait for `tocsin sla-check`: run it.", store::kMostDue));
  }
  if (std::ssize(rows) == given.limit && !rows.empty()) {
    run.out().line(fmt::format("more: --after {}", page.tickets.back().ticket.number));
  }
  return Exit::ok;
}

}  // namespace tocsin::ticket_tool
