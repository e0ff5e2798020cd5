// The commands of tocsin-ticket, by subject: create.cc, list.cc, show.cc, change.cc, import.cc.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "cli/run.h"
#include "records/import.h"
#include "records/session.h"
#include "store/ticket_list.h"
#include "ticket/access.h"

namespace tocsin::ticket_tool {

// desk.cc ---------------------------------------------------------------------------------------

// The one who acts, and what they may do.
ticket::Access access(cli::Run& run);
// Runs the body in one transaction with its audit entries and events; a dry run takes it back.
void at_desk(cli::Run& run, const std::function<void(records::Session&)>& body);
// The ticket as a record, for those outside, too.
OrderedJson record_of(cli::Run& run, std::int64_t id);
// Exit::bad_input with every problem.
void refuse(const std::vector<Problem>& problems);
// The user of this name; "me" is who acts. Exit::no_input.
std::int64_t person_named(cli::Run& run, const char* option, const std::string& name);
// The text that a person writes in $VISUAL or $EDITOR, beginning with this one.
std::string edited(const std::string& text);

// list.cc ---------------------------------------------------------------------------------------

struct ListOptions {
  std::string saved;  // the name of a filter in ticket.filters
  std::vector<std::string> status, priority, sla;
  std::string organization, requester, assignee, team, type, tag, text, sort, after;
  bool archived = false, all = false;
  std::int64_t limit = 50;
};
// `saved` and what was given, as the store takes them.
Exit list(cli::Run& run, ListOptions given);

// "name: key=value key=value" in ticket.filters fills what was not given. Exit::usage for a name
// that is not there, Exit::config for what cannot be read.
void apply_saved(const std::vector<std::string>& filters, ListOptions& given);

// show.cc ---------------------------------------------------------------------------------------

Exit show(cli::Run& run, const std::string& typed);

// create.cc -------------------------------------------------------------------------------------

// One ticket of these fields, written on in an editor if asked for; or those on standard input.
Exit create(cli::Run& run, const Json& fields, bool editor);
Exit create_from(cli::Run& run, const std::string& file);
Exit update(cli::Run& run, const std::vector<std::string>& tickets, const Json& fields);
Exit update_from(cli::Run& run, const std::string& file);

// By a mapping: silent unless it is to raise events.
Exit import_tickets(cli::Run& run, const std::string& mapping, records::ImportOptions options);

// change.cc -------------------------------------------------------------------------------------

// The tickets named; "-" reads them from standard input, as `ticket list --json` prints them.
std::vector<store::Ticket> tickets_named(cli::Run& run, const std::vector<std::string>& names);

// One change to each of some tickets, each in a transaction of its own; 1 if any refused it.
using Act = std::function<std::vector<Problem>(ticket::Desk&, std::int64_t id)>;
Exit change(cli::Run& run, const std::vector<std::string>& names, std::string_view what,
            const Act& act);

struct CommentOptions {
  std::vector<std::string> tickets;
  std::string text;
  bool internal = false, is_public = false, editor = false;
};
Exit comment(cli::Run& run, const CommentOptions& given);
// Resolve, close, cancel or reopen, with a public comment first if one is given.
Exit set_status(cli::Run& run, const std::vector<std::string>& names, TicketStatus to,
                const std::string& comment);
Exit reopen(cli::Run& run, const std::vector<std::string>& names, const std::string& comment);
Exit assign(cli::Run& run, const std::vector<std::string>& names, const std::string& to);
Exit tag(cli::Run& run, const std::vector<std::string>& names, const std::vector<std::string>& add,
         const std::vector<std::string>& remove);
Exit merge(cli::Run& run, const std::vector<std::string>& names, const std::string& into);
// The tickets named, else all that ended and were not changed for so long.
Exit archive(cli::Run& run, const std::vector<std::string>& names,
             const std::optional<Duration>& older_than);

}  // namespace tocsin::ticket_tool
