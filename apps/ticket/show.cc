// ticket show: how a ticket stands, and everything that happened to it.

#include "base/time.h"
#include "commands.h"
#include "records/record_writer.h"
#include "shared/terms.h"
#include "sla/explain.h"
#include "sla/say.h"
#include "ticket/names.h"

namespace tocsin::ticket_tool {
namespace {

std::string what(const store::TicketActivity& a) {
  if (a.kind == TicketActivityKind::comment) {
    const std::string origin = a.from.empty() ? "" : fmt::format(" (on {})", a.from);
    return fmt::format("{}{}: {}", a.is_public ? "answer" : "note", origin, a.text);
  }
  std::string out;
  if (!a.from.empty()) out = a.from + " ";
  out += "→ " + (a.to.empty() ? "none" : a.to);
  return a.text.empty() ? out : out + ": " + a.text;
}

cli::Colour colour_of(const OrderedJson& row) {
  return row["kind"] == "comment" ? cli::Colour::none : cli::Colour::dim;
}

cli::Colour clock_colour(const OrderedJson& row) {
  const auto& state = row["state"].get_ref<const std::string&>();
  if (state == word(ClockState::breached)) return cli::Colour::red;
  return state == word(ClockState::met) ? cli::Colour::green : cli::Colour::none;
}

const std::vector<cli::Column>& clock_columns() {
  static const std::vector<cli::Column> list{{"clock", "CLOCK"},
                                             {"state", "STATE", false, clock_colour},
                                             {"target", "TARGET"},
                                             {"due", "DUE"},
                                             {"left", "LEFT", false, clock_colour}};
  return list;
}

std::vector<OrderedJson> clock_rows(const sla::TicketClocks& clocks) {
  std::vector<OrderedJson> out;
  for (const sla::TicketClock& c : clocks.clocks) {
    out.push_back({{"clock", sla::say_clock(c.kind)},
                   {"state", word(c.state())},
                   {"target", say_duration(c.clock.target)},
                   {"due", c.reading.due_at ? format_instant(*c.reading.due_at) : ""},
                   {"left", c.runs() ? sla::say_left(c.reading.left) : ""}});
  }
  return out;
}

}  // namespace

Exit show(cli::Run& run, const std::string& typed) {
  const ticket::Access who = access(run);
  const store::Ticket t = ticket::ticket_named(run.db(), typed);
  ticket::require_sight(who, t);
  OrderedJson record = records::ticket_of(run.db(), t);
  sla::Terms terms = terms_of(run);
  const sla::TicketClocks clocks =
      sla::clocks_of(sla::history_of(run.db(), t), terms, sla::to_second(run.now()));
  OrderedJson trail = OrderedJson::array();
  std::vector<OrderedJson> rows;
  for (const store::TicketActivity& a : store::trail_of(run.db(), t.id)) {
    const bool is_internal = a.kind == TicketActivityKind::comment && !a.is_public;
    if (who.outsider() && is_internal) continue;
    OrderedJson& entry = trail.emplace_back(records::ticket_activity_of(run.db(), a));
    for (const char* known : {"type", "source", "ticket"}) entry.erase(known);
    rows.push_back(
        {{"at", format_instant(a.at)}, {"by", a.by}, {"kind", word(a.kind)}, {"what", what(a)}});
  }
  if (run.out().format() == cli::Format::json) {
    record["sla"] = sla::sla_of(clocks);
    record["activity"] = std::move(trail);
    run.out().json_line(record);
    return Exit::ok;
  }
  record.erase("type");
  run.out().record(record);
  run.out().line("");
  if (!clocks.clocks.empty()) {
    run.out().rows(clock_columns(), clock_rows(clocks), "");
    run.out().line("");
  }
  run.out().rows({{"at", "AT"}, {"by", "BY"}, {"kind", "KIND"}, {"what", "WHAT", false, colour_of}},
                 rows, "Nothing has happened to it yet.");
  return Exit::ok;
}

}  // namespace tocsin::ticket_tool
