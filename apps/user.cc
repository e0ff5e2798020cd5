// tocsin-user: people, where they can be reached and what they prefer.

#include "base/text.h"
#include "cli/record_options.h"
#include "cli/run.h"
#include "records/record_writer.h"
#include "records/session.h"
#include "store/people.h"

namespace {

using namespace tocsin;

const std::vector<cli::Column> kColumns{{"external_id", "USER"}, {"name", "NAME"},
                                        {"email", "E-MAIL"},     {"role", "ROLE"},
                                        {"tier", "TIER"},        {"organization", "ORG"},
                                        {"time_zone", "ZONE"},   {"disabled", "DISABLED"}};

struct Given {
  std::string user, role, key, value;
};

store::Person find(cli::Run& run, const std::string& typed) {
  auto found = store::find_person_named(run.db(), typed);
  if (!found) fail(Exit::no_input, "no one user '{}': `tocsin user list` shows them", typed);
  return *found;
}

Exit put(cli::Run& run, std::string_view what, const std::string& whose, const Json& record) {
  auto trail = run.trail();
  const auto stored = records::put_record(run.db(), trail, record, run.dry_run());
  run.out().line(fmt::format("{} {} {}{}", what, whose, run.dry_run() ? "would be " : "",
                             word(stored.change)));
  return Exit::ok;
}

Exit add(cli::Run& run, const std::string& id, Json record) {
  record["external_id"] = id;
  return put(run, "user", id, record);
}

Exit edit(cli::Run& run, const std::string& typed, const Json& changes) {
  const auto person = find(run, typed);
  Json record{{"source", person.source}, {"name", person.name}};
  record.update(changes);
  return add(run, person.external_id, std::move(record));
}

Exit list(cli::Run& run, const std::string& role) {
  std::vector<OrderedJson> rows;
  for (std::int64_t last = 0;;) {
    const auto page = store::people_after(run.db(), last, 1'000);
    for (const auto& person : page) {
      if (role.empty() || person.role == role) rows.push_back(records::user_of(run.db(), person));
    }
    if (page.empty()) break;
    last = page.back().id;
  }
  run.out().rows(kColumns, rows, "No users.");
  return Exit::ok;
}

Exit destinations(cli::Run& run, const std::string& typed, Json changes) {
  const auto person = find(run, typed);
  if (changes.contains("channel") || changes.contains("address")) {
    changes["source"] = person.source;
    changes["user"] = person.external_id;
    return put(run, "destination of", person.external_id, changes);
  }
  std::vector<OrderedJson> rows;
  for (const auto& d : store::destinations_of_person(run.db(), person.id)) {
    OrderedJson row = records::destination_of(run.db(), d);
    row["address"] = mask_address(d.address);
    row.erase("options");  // may hold a secret
    if (!d.dead_reason.empty()) row["dead"] = d.dead_reason;
    rows.push_back(std::move(row));
  }
  run.out().rows({{"channel", "CHANNEL"},
                  {"address", "ADDRESS"},
                  {"enabled", "ENABLED"},
                  {"verified", "VERIFIED"},
                  {"priority", "PRIORITY", true},
                  {"dead", "DEAD"}},
                 rows, "No destinations.");
  return Exit::ok;
}

Exit preferences(cli::Run& run, const Given& given) {
  const auto person = find(run, given.user);
  if (!given.key.empty()) {
    if (given.value.empty()) fail(Exit::usage, "a preference needs a value, as JSON or text");
    static const Field kValue = *find_field(find_record_type("preference")->fields, "value");
    return put(run, "preference of", person.external_id,
               {{"type", "preference"},
                {"source", person.source},
                {"user", person.external_id},
                {"key", given.key},
                {"value", cli::field_from_text(kValue, std::span(&given.value, 1))}});
  }
  std::vector<OrderedJson> rows;
  for (const auto& [name, value] :
       store::preferences(run.db(), person.id, person.organization_id)) {
    rows.push_back({{"key", name}, {"value", value}});
  }
  run.out().rows({{"key", "PREFERENCE"}, {"value", "VALUE"}}, rows, "No preferences.");
  return Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  static constexpr std::string_view kNotOptions[] = {"external_id"};
  static constexpr std::string_view kNotOfDestination[] = {"source", "user", "organization"};
  Given given;
  cli::RecordOptions fields(*find_record_type("user"), kNotOptions);
  cli::RecordOptions destination(*find_record_type("destination"), kNotOfDestination);
  const auto named = [&](cli::Options& o) {
    o.text("user", given.user, "External ID, e-mail address or name").required();
  };
  const auto with_fields = [&](cli::Options& o) {
    named(o);
    fields.add(o);
  };
  const auto command = [](std::string name, std::string summary, cli::Access access,
                          std::function<void(cli::Options&)> options,
                          std::function<Exit(cli::Run&)> action) {
    return cli::Command{.name = std::move(name),
                        .summary = std::move(summary),
                        .access = access,
                        .options = std::move(options),
                        .action = std::move(action),
                        .job = {}};
  };
  using enum cli::Access;
  cli::Tool tool{
      "user",
      "People, their destinations and preferences",
      {command("add", "Add a user, or change the one with this external ID", write, with_fields,
               [&](cli::Run& run) { return add(run, given.user, fields.record()); }),
       command(
           "list", "List users", read,
           [&](cli::Options& o) { o.text("--role", given.role, "Only this role"); },
           [&](cli::Run& run) { return list(run, given.role); }),
       command("show", "Show a user", read, named,
               [&](cli::Run& run) {
                 run.out().record(records::user_of(run.db(), find(run, given.user)));
                 return Exit::ok;
               }),
       command("edit", "Change what is given of a user", write, with_fields,
               [&](cli::Run& run) { return edit(run, given.user, fields.record()); }),
       command("disable", "Stop everything for a user; nothing is deleted", write, named,
               [&](cli::Run& run) {
                 return edit(run, given.user, {{"type", "user"}, {"disabled", true}});
               }),
       command(
           "destinations", "Show where a user is reached; with --channel and --address add one",
           write,
           [&](cli::Options& o) {
             named(o);
             destination.add(o);
           },
           [&](cli::Run& run) { return destinations(run, given.user, destination.record()); }),
       command(
           "preferences", "Show what holds for a user; with a key and a value set it", write,
           [&](cli::Options& o) {
             named(o);
             o.text("key", given.key, "Name of the preference");
             o.text("value", given.value, "JSON, or plain text");
           },
           [&](cli::Run& run) { return preferences(run, given); })}};
  return cli::run(tool, argc, argv);
}
