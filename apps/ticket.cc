// tocsin-ticket: a support agent's daily tool.

#include "cli/record_options.h"
#include "ticket/commands.h"

using namespace tocsin;
using namespace tocsin::ticket_tool;

int main(int argc, char** argv) {
  using cli::Options;
  using cli::Run;
  constexpr auto read = cli::Access::read, write = cli::Access::write;
  static constexpr std::string_view kNamedOtherwise[] = {"ticket_type"};
  static constexpr std::string_view kNotChanged[] = {"source", "external_id", "ticket_type"};
  cli::RecordOptions all_fields(*find_record_type("ticket"), kNamedOtherwise);
  cli::RecordOptions fields(*find_record_type("ticket"), kNotChanged);
  ListOptions listing;
  CommentOptions commenting;
  std::vector<std::string> tickets, add, remove;
  std::string one, to, text, file, type;
  std::optional<Duration> older_than;
  bool editor = false;
  std::string mapping;
  records::ImportOptions importing;

  const auto some = [&](Options& o) {
    o.texts("ticket", tickets, "The tickets; - reads them from standard input").required();
  };
  // In a record `type` names the record.
  const auto with_type = [&](Options& o) {
    o.text("--type", type, "Its type: incident, question, …");
  };
  const auto typed = [&](Json record) {
    if (!type.empty()) record["ticket_type"] = type;
    return record;
  };
  const auto narrowing = [&](Options& o) {
    o.texts("--status", listing.status, "Only these, as in open,waiting");
    o.texts("--priority", listing.priority, "Only these, as in critical,high");
    o.texts("--sla", listing.sla, "Only with this SLA status, as in breach,critical");
    o.text("--organization,--org", listing.organization, "Only this organization's");
    o.text("--requester", listing.requester, "Only what this user asked; me");
    o.text("--assignee", listing.assignee, "Only this user's; me, or nobody");
    o.text("--team", listing.team, "Only this team's");
    o.text("--type", listing.type, "Only of this type");
    o.text("--tag", listing.tag, "Only with this tag");
    o.text("--sort", listing.sort, "newest (default), or urgent: the unresolved");
    o.text("--after", listing.after, "Go on behind this ticket");
    o.integer("--limit", listing.limit, "At most so many");
    o.flag("--archived", listing.archived, "Only the archive");
  };
  const auto ending = [&](const char* name, const char* summary, TicketStatus status) {
    return cli::Command{name, summary, cli::Access::write,
                        [&, some](Options& o) {
                          some(o);
                          o.text("--comment", text, "Say this first, in public");
                        },
                        [&, status](Run& run) { return set_status(run, tickets, status, text); }};
  };
  cli::Tool tool{
      "ticket",
      "Support tickets",
      {{"create", "Open a ticket", write,
        [&](Options& o) {
          o.text("file", file, "JSON lines of tickets, - for standard input");
          o.flag("--editor", editor, "Write subject and description in $EDITOR");
          all_fields.add(o);
          with_type(o);
        },
        [&](Run& run) {
          return file.empty() ? create(run, typed(all_fields.record()), editor)
                              : create_from(run, file);
        }},
       {"list", "List tickets, newest or most urgent first", read,
        [&](Options& o) {
          o.text("filter", listing.saved, "A saved filter, one of ticket.filters");
          narrowing(o);
          o.text("--text", listing.text, "Only with these words");
          o.flag("--all", listing.all, "The archive, too");
        },
        [&](Run& run) { return list(run, listing); }},
       {"search", "Search tickets for words, in the archive, too", read,
        [&](Options& o) {
          o.texts("word", add, "Words that must be there, \"in a row\", begin*, -not").required();
          narrowing(o);
        },
        [&](Run& run) {
          listing.text = fmt::format("{}", fmt::join(add, " "));
          listing.all = !listing.archived;
          return list(run, listing);
        }},
       {"show", "Show a ticket and all that happened to it", read,
        [&](Options& o) { o.text("ticket", one, "The ticket").required(); },
        [&](Run& run) { return show(run, one); }},
       {"update", "Change fields of tickets", write,
        [&](Options& o) {
          o.texts("ticket", tickets, "The tickets; - reads their records from standard input")
              .required();
          fields.add(o);
          with_type(o);
        },
        [&](Run& run) {
          const bool records = tickets.size() == 1 && tickets.front() == "-";
          return records ? update_from(run, "-") : update(run, tickets, typed(fields.record()));
        }},
       {"comment", "Answer in public, or note for agents only", write,
        [&](Options& o) {
          o.text("ticket", one, "The ticket").required();
          o.text("text", commenting.text, "What to say, - for standard input");
          o.flag("--internal", commenting.internal, "For agents only");
          o.flag("--public", commenting.is_public, "For the requester, too (the default)");
          o.flag("--editor", commenting.editor, "Write it in $EDITOR");
        },
        [&](Run& run) {
          commenting.tickets = {one};
          return comment(run, commenting);
        }},
       {"assign", "Make somebody responsible", write,
        [&](Options& o) {
          some(o);
          o.text("--to", to, "The user; me, or nobody").required();
        },
        [&](Run& run) { return assign(run, tickets, to); }},
       ending("resolve", "Say that it is done", TicketStatus::resolved),
       ending("close", "Say that it is over", TicketStatus::closed),
       ending("cancel", "Say that it was nothing", TicketStatus::cancelled),
       {"reopen", "Go on with what had ended", write,
        [&](Options& o) {
          some(o);
          o.text("--comment", text, "Say this first, in public");
        },
        [&](Run& run) { return reopen(run, tickets, text); }},
       {"merge", "Put tickets into another one, with their comments", write,
        [&](Options& o) {
          some(o);
          o.text("--into", to, "The ticket that goes on").required();
        },
        [&](Run& run) { return merge(run, tickets, to); }},
       {"tag", "Give tickets tags, or take them away", write,
        [&](Options& o) {
          some(o);
          o.texts("--add", add, "Tags to give");
          o.texts("--remove", remove, "Tags to take away");
        },
        [&](Run& run) { return tag(run, tickets, add, remove); }},
       {"import", "Read another system's tickets and what happened to them", write,
        [&](Options& o) {
          o.text("file", importing.file, "Its export, - for standard input").required();
          o.text("--mapping", mapping,
                 "What its columns are: a name, or a file; without it they are records");
          o.text("--rejects", importing.rejects, "Where bad records go, instead of stderr");
          o.flag("--atomic", importing.atomic, "Store all or nothing");
          o.flag("--raise", importing.raise, "Raise the events of what happened");
        },
        [&](Run& run) { return import_tickets(run, mapping, importing); }},
       {"archive", "Put away what ended long ago, or these tickets", write,
        [&](Options& o) {
          o.texts("ticket", tickets, "The tickets; - reads them from standard input");
          o.duration("--older-than", older_than, "All that ended and were not changed for so long");
        },
        [&](Run& run) { return archive(run, tickets, older_than); }}}};
  return cli::run(tool, argc, argv);
}
