// ticket comment, assign, resolve, close, cancel, reopen, merge, tag, archive: one change to some
// tickets.

#include "base/text.h"
#include "commands.h"
#include "records/line_reader.h"
#include "ticket/acts.h"
#include "ticket/merge.h"
#include "ticket/names.h"

namespace tocsin::ticket_tool {
namespace {

constexpr std::string_view kStandardInput = "-";
constexpr std::int64_t kArchivedAtOnce = 500;
constexpr std::size_t kLongestComment = 1U << 20;

store::Ticket ticket_of_line(cli::Run& run, const records::LineReader& lines) {
  std::string why;
  const auto object = parse_json(lines.text(), why);
  // A bare name is as good as a record.
  if (!object || !object->is_object()) {
    return ticket::ticket_named(run.db(), std::string(trim(lines.text())));
  }
  for (const char* name : {"id", "number", "external_id"}) {
    const auto found = object->find(name);
    if (found != object->end() && found->is_string()) {
      return ticket::ticket_named(run.db(), found->get<std::string>());
    }
  }
  fail(Exit::bad_input, "line {}: no field says which ticket: id, number or external_id",
       lines.number());
}

}  // namespace

std::vector<store::Ticket> tickets_named(cli::Run& run, const std::vector<std::string>& names) {
  std::vector<store::Ticket> out;
  for (const std::string& name : names) {
    if (name != kStandardInput) {
      out.push_back(ticket::ticket_named(run.db(), name));
      continue;
    }
    for (records::LineReader lines(name); lines.next();) out.push_back(ticket_of_line(run, lines));
  }
  return out;
}

Exit change(cli::Run& run, const std::vector<std::string>& names, std::string_view what,
            const Act& act) {
  const ticket::Access who = access(run);
  ticket::require_all(who, run.actor());
  bool all = true;
  std::vector<OrderedJson> rows;
  for (const store::Ticket& t : tickets_named(run, names)) {
    std::vector<Problem> problems;
    OrderedJson row;
    try {
      at_desk(run, [&](records::Session& session) {
        problems = act(session.desk(), t.id);
        refuse(problems);
        session.settle();
        row = record_of(run, t.id);
      });
    } catch (const Error& e) {
      if (problems.empty()) throw;
      row = record_of(run, t.id);
    }
    all = all && problems.empty();
    row["result"] = problems.empty() ? fmt::format("{}{}", run.dry_run() ? "would be " : "", what)
                                     : problems.front().reason;
    rows.push_back(std::move(row));
  }
  run.out().rows(
      {{"number", "TICKET"}, {"status", "STATUS"}, {"result", "RESULT"}, {"subject", "SUBJECT"}},
      rows, "No tickets.");
  return all ? Exit::ok : Exit::no;
}

namespace {

std::string text_of(const CommentOptions& given) {
  if (given.editor) {
    std::string text = edited(given.text);
    if (trim(text).empty()) fail(Exit::no, "nothing was said: the comment is empty");
    return std::string(trim(text));
  }
  if (given.text != kStandardInput) return given.text;
  std::string text;
  for (records::LineReader lines(given.text); lines.next();) {
    text += (text.empty() ? "" : "\n") + std::string(lines.text());
    if (text.size() > kLongestComment) fail(Exit::bad_input, "the comment is longer than 1 MiB");
  }
  return text;
}

// A customer comments on what they asked for, in public.
Exit comment_own(cli::Run& run, const ticket::Access& who, const CommentOptions& given,
                 const std::string& text) {
  if (given.internal) fail(Exit::not_allowed, "internal comments are for agents");
  for (const store::Ticket& t : tickets_named(run, given.tickets)) {
    ticket::require_sight(who, t);
    at_desk(run, [&](records::Session& session) {
      refuse(ticket::comment(session.desk(), t.id, text, true));
    });
    run.out().line(fmt::format("{} {}answered", t.number, run.dry_run() ? "would be " : ""));
  }
  return Exit::ok;
}

// With the comment first, so that whoever hears of the change has read why.
Act with_comment(const std::string& comment, Act act) {
  if (comment.empty()) return act;
  return [comment, act = std::move(act)](ticket::Desk& desk, std::int64_t id) {
    auto problems = ticket::comment(desk, id, comment, true);
    return problems.empty() ? act(desk, id) : problems;
  };
}

}  // namespace

Exit comment(cli::Run& run, const CommentOptions& given) {
  if (given.internal && given.is_public) fail(Exit::usage, "a comment is --internal or --public");
  if (given.text.empty() && !given.editor) {
    fail(Exit::usage, "say something: a text, - for standard input, or --editor");
  }
  const std::string text = text_of(given);
  const ticket::Access who = access(run);
  if (who.outsider()) return comment_own(run, who, given, text);
  return change(run, given.tickets, given.internal ? "noted" : "answered",
                [&](ticket::Desk& desk, std::int64_t id) {
                  return ticket::comment(desk, id, text, !given.internal);
                });
}

Exit set_status(cli::Run& run, const std::vector<std::string>& names, TicketStatus to,
                const std::string& comment) {
  return change(run, names, word(to),
                with_comment(comment, [to](ticket::Desk& desk, std::int64_t id) {
                  return ticket::set_status(desk, id, to);
                }));
}

Exit reopen(cli::Run& run, const std::vector<std::string>& names, const std::string& comment) {
  return change(run, names, "reopened", with_comment(comment, ticket::reopen));
}

Exit assign(cli::Run& run, const std::vector<std::string>& names, const std::string& to) {
  const bool nobody = to == "nobody";
  const auto person = nobody ? std::nullopt : std::optional(person_named(run, "--to", to));
  return change(
      run, names, nobody ? "given back" : "assigned to " + to,
      [&](ticket::Desk& desk, std::int64_t id) { return ticket::assign(desk, id, person); });
}

Exit tag(cli::Run& run, const std::vector<std::string>& names, const std::vector<std::string>& add,
         const std::vector<std::string>& remove) {
  if (add.empty() && remove.empty()) fail(Exit::usage, "say --add TAG or --remove TAG");
  return change(run, names, "tagged", [&](ticket::Desk& desk, std::int64_t id) {
    for (const auto& [tags, has] : {std::pair(&add, true), std::pair(&remove, false)}) {
      for (const std::string& name : *tags) {
        if (auto problems = ticket::tag(desk, id, name, has); !problems.empty()) return problems;
      }
    }
    return std::vector<Problem>();
  });
}

Exit merge(cli::Run& run, const std::vector<std::string>& names, const std::string& into) {
  const std::int64_t to = ticket::ticket_named(run.db(), into).id;
  return change(run, names, "merged into " + into,
                [&](ticket::Desk& desk, std::int64_t id) { return ticket::merge(desk, id, to); });
}

Exit archive(cli::Run& run, const std::vector<std::string>& names,
             const std::optional<Duration>& older_than) {
  if (!names.empty()) return change(run, names, "archived", ticket::archive);
  ticket::require_all(access(run), run.actor());
  const Duration age = older_than.value_or(run.config().duration("ticket.archive_after"));
  std::int64_t count = 0;
  for (;;) {
    const auto tickets = store::tickets_to_archive(run.db(), run.now() - age, kArchivedAtOnce);
    count += std::ssize(tickets);
    at_desk(run, [&](records::Session& session) {
      for (const store::Ticket& t : tickets) refuse(ticket::archive(session.desk(), t.id));
    });
    // A dry run takes them back and would find the same again.
    if (std::ssize(tickets) < kArchivedAtOnce || run.dry_run()) break;
  }
  if (!run.quiet()) run.out().record({{run.dry_run() ? "to archive" : "archived", count}});
  return Exit::ok;
}

}  // namespace tocsin::ticket_tool
