// ticket create, update, import: the fields of the ticket record, given as options, written in an
// editor or read as JSON lines.

#include <algorithm>
#include <iostream>

#include "base/text.h"
#include "commands.h"
#include "records/line_reader.h"
#include "records/mapping/json_rows.h"
#include "shared/import_file.h"
#include "store/people.h"
#include "ticket/names.h"

namespace tocsin::ticket_tool {
namespace {

constexpr std::string_view kCut = "# ------------------------ what follows is not kept";

void print(cli::Run& run, const OrderedJson& record, std::string_view done) {
  if (run.out().format() == cli::Format::table) {
    run.out().line(fmt::format("{} {}{}", record["number"].get<std::string>(),
                               run.dry_run() ? "would be " : "", done));
  } else {
    run.out().record(record);
  }
}

// What they ask for is theirs.
void make_own(cli::Run& run, const ticket::Access& who, Json& record) {
  const auto person = store::find_person(run.db(), who.person_id.value());
  const std::string& own = person.value().external_id;
  if (record.contains("requester") && record["requester"] != own) {
    fail(Exit::not_allowed, "requester: {} opens tickets of their own only", own);
  }
  record["requester"] = own;
}

void require_create(cli::Run& run, const ticket::Access& who) {
  if (!who.outsider()) ticket::require_all(who, run.actor());
}

OrderedJson create_one(cli::Run& run, const ticket::Access& who, Json record) {
  record.emplace("type", "ticket");
  if (record["type"] != "ticket") fail(Exit::bad_input, "type: only tickets are made here");
  if (who.outsider()) make_own(run, who, record);
  OrderedJson made;
  at_desk(run, [&](records::Session& session) {
    Json numbered = record;
    if (!numbered.contains("external_id")) {
      numbered["external_id"] = store::next_ticket_number(session.db());
    }
    const auto stored = records::put_record(session, numbered);
    if (stored.change != store::Change::created) {
      fail(Exit::bad_input, "external_id: there is a ticket '{}' already: `tocsin ticket update`",
           numbered["external_id"].get<std::string>());
    }
    session.settle();
    made = record_of(run, stored.id);
  });
  return made;
}

OrderedJson update_one(cli::Run& run, const store::Ticket& t, const Json& fields) {
  Json record{{"type", "ticket"},
              {"source", t.source},
              {"external_id", t.external_id},
              {"subject", t.subject}};
  record.update(fields);
  OrderedJson now;
  at_desk(run, [&](records::Session& session) {
    const auto stored = records::put_record(session, record);
    session.settle();
    now = record_of(run, stored.id);
  });
  return now;
}

// The first line is the subject, the rest the description.
void write_on(Json& record) {
  const std::string before = record.value("subject", "") + "\n\n" + record.value("description", "");
  const std::string given =
      edited(fmt::format("{}\n{}\nThe first line is the subject, all below it the description.\n"
                         "Nothing is created if the subject is empty.\n",
                         before, kCut));
  const std::string_view kept = std::string_view(given).substr(0, given.find(kCut));
  const auto end = std::min(kept.find('\n'), kept.size());
  const std::string subject(trim(kept.substr(0, end))), description(trim(kept.substr(end)));
  if (subject.empty()) fail(Exit::no, "nothing was created: the subject is empty");
  record["subject"] = subject;
  if (!description.empty()) record["description"] = description;
}

// Calls `each` for every object of the file. A bad one is said on stderr and the next is read.
template <typename Each>
Exit each_object(const std::string& file, const Each& each) {
  records::LineReader lines(file);
  bool all = true;
  for (records::JsonRows rows(lines); rows.next();) {
    try {
      if (!rows.fault().empty()) fail(Exit::bad_input, "record: {}", rows.fault());
      each(rows.object());
    } catch (const Error& e) {
      if (e.status() == Exit::temporary || e.status() == Exit::io) throw;
      std::cerr << fmt::format("line {}: {}\n", rows.line(), to_utf8(e.what()));
      all = false;
    }
  }
  return all ? Exit::ok : Exit::bad_input;
}

}  // namespace

Exit create(cli::Run& run, const Json& fields, bool editor) {
  const ticket::Access who = access(run);
  require_create(run, who);
  Json record = fields;
  if (editor) write_on(record);
  if (!record.contains("subject")) {
    fail(Exit::usage,
         "a ticket needs a subject: --subject TEXT, --editor, or - for JSON on standard input");
  }
  print(run, create_one(run, who, std::move(record)), "created");
  return Exit::ok;
}

Exit create_from(cli::Run& run, const std::string& file) {
  const ticket::Access who = access(run);
  require_create(run, who);
  return each_object(
      file, [&](Json object) { print(run, create_one(run, who, std::move(object)), "created"); });
}

Exit update(cli::Run& run, const std::vector<std::string>& tickets, const Json& fields) {
  ticket::require_all(access(run), run.actor());
  if (fields.size() < 2) fail(Exit::usage, "say what is to change, as in --priority high");
  for (const store::Ticket& t : tickets_named(run, tickets)) {
    print(run, update_one(run, t, fields), "updated");
  }
  return Exit::ok;
}

Exit update_from(cli::Run& run, const std::string& file) {
  ticket::require_all(access(run), run.actor());
  return each_object(file, [&](Json object) {
    const auto named = object.find("external_id");
    if (named == object.end() || !named->is_string())
      fail(Exit::bad_input, "external_id: is missing");
    const auto source = object.find("source");
    const auto own =
        source != object.end() && source->is_string()
            ? store::find_ticket(run.db(), source->get<std::string>(), named->get<std::string>())
            : std::nullopt;
    const auto t = own ? *own : ticket::ticket_named(run.db(), named->get<std::string>());
    object["external_id"] = t.external_id;
    object["source"] = t.source;
    print(run, update_one(run, t, object), "updated");
  });
}

Exit import_tickets(cli::Run& run, const std::string& mapping, records::ImportOptions options) {
  ticket::require_all(access(run), run.actor());
  if (!mapping.empty()) options.mapping = find_mapping(run, mapping);
  return import_file(run, std::move(options));
}

}  // namespace tocsin::ticket_tool
