// ticket show: how a ticket stands, and everything that happened to it.

#include "base/time.h"
#include "commands.h"
#include "records/record_writer.h"
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

}  // namespace

Exit show(cli::Run& run, const std::string& typed) {
  const ticket::Access who = access(run);
  const store::Ticket t = ticket::ticket_named(run.db(), typed);
  ticket::require_sight(who, t);
  OrderedJson record = records::ticket_of(run.db(), t);
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
    record["activity"] = std::move(trail);
    run.out().json_line(record);
    return Exit::ok;
  }
  record.erase("type");
  run.out().record(record);
  run.out().line("");
  run.out().rows({{"at", "AT"}, {"by", "BY"}, {"kind", "KIND"}, {"what", "WHAT", false, colour_of}},
                 rows, "Nothing has happened to it yet.");
  return Exit::ok;
}

}  // namespace tocsin::ticket_tool
