// tocsin-team: teams and who is in them.

#include "cli/run.h"
#include "records/record_writer.h"
#include "records/session.h"
#include "store/people.h"

namespace {

using namespace tocsin;

struct Request {
  std::string team, name, source, action = "list";
  std::vector<std::string> users;
};

store::Team find(cli::Run& run, const std::string& typed) {
  auto found = store::find_team_named(run.db(), typed);
  if (!found) fail(Exit::no_input, "no one team '{}': `tocsin team list` shows them", typed);
  return *found;
}

std::int64_t user_named(cli::Run& run, const std::string& typed) {
  const auto found = store::find_person_named(run.db(), typed);
  if (!found) fail(Exit::no_input, "no one user '{}': `tocsin user list` shows them", typed);
  return found->id;
}

Exit add(cli::Run& run, const Request& request) {
  Json record{{"type", "team"}, {"external_id", request.team}, {"name", request.name}};
  if (!request.source.empty()) record["source"] = request.source;
  auto trail = run.trail();
  const auto stored = records::put_record(run.db(), trail, record, run.dry_run());
  run.out().line(fmt::format("team {} {}{}", request.team, run.dry_run() ? "would be " : "",
                             word(stored.change)));
  return Exit::ok;
}

Exit list(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (std::int64_t last = 0;;) {
    const auto page = store::teams_after(run.db(), last, 1'000);
    for (const auto& row : page) rows.push_back(records::team_of(run.db(), row));
    if (page.empty()) break;
    last = page.back().id;
  }
  run.out().rows({{"external_id", "TEAM"}, {"name", "NAME"}, {"members", "MEMBERS"}}, rows,
                 "No teams.");
  return Exit::ok;
}

Exit show(cli::Run& run, const std::string& typed) {
  run.out().record(records::team_of(run.db(), find(run, typed)));
  return Exit::ok;
}

Exit list_members(cli::Run& run, const store::Team& team) {
  std::vector<OrderedJson> rows;
  for (const auto& person : store::team_members(run.db(), team.id)) {
    rows.push_back({{"external_id", person.external_id},
                    {"name", person.name},
                    {"role", person.role},
                    {"disabled", person.disabled}});
  }
  run.out().rows(
      {{"external_id", "USER"}, {"name", "NAME"}, {"role", "ROLE"}, {"disabled", "DISABLED"}}, rows,
      "No members.");
  return Exit::ok;
}

Exit change_members(cli::Run& run, const store::Team& team, const Request& request) {
  if (request.users.empty()) fail(Exit::usage, "{} needs users", request.action);
  std::vector<std::int64_t> members;
  for (const auto& person : store::team_members(run.db(), team.id)) members.push_back(person.id);
  for (const std::string& typed : request.users) {
    const std::int64_t id = user_named(run, typed);
    std::erase(members, id);
    if (request.action == "add") members.push_back(id);
  }
  if (!run.dry_run()) {
    auto trail = run.trail();
    run.db().transaction([&] {
      trail.clear();
      if (store::set_team_members(run.db(), team.id, members)) {
        trail.note("team.members", "team", team.external_id, {{"members", members.size()}});
      }
      trail.flush();
    });
  }
  run.out().line(fmt::format("team {} {} {} members", team.external_id,
                             run.dry_run() ? "would have" : "has", members.size()));
  return Exit::ok;
}

Exit members(cli::Run& run, const Request& request) {
  const auto team = find(run, request.team);
  return request.action == "list" ? list_members(run, team) : change_members(run, team, request);
}

}  // namespace

int main(int argc, char** argv) {
  Request request;
  const auto named = [&](cli::Options& o) {
    o.text("team", request.team, "Its external ID or name").required();
  };
  cli::Tool tool{
      "team",
      "Teams and who is in them",
      {{.name = "add",
        .summary = "Add a team, or change the one with this external ID",
        .access = cli::Access::write,
        .options =
            [&](cli::Options& o) {
              named(o);
              o.text("--name", request.name, "Its name").required();
              o.text("--source", request.source, "Which system it comes from");
            },
        .action = [&](cli::Run& run) { return add(run, request); }},
       {.name = "list", .summary = "List teams", .access = cli::Access::read, .action = list},
       {.name = "show",
        .summary = "Show a team",
        .access = cli::Access::read,
        .options = named,
        .action = [&](cli::Run& run) { return show(run, request.team); }},
       {.name = "members",
        .summary = "Who is in a team: list, add, remove",
        .access = cli::Access::write,
        .options =
            [&](cli::Options& o) {
              named(o);
              o.text("action", request.action, "list, add or remove")
                  .one_of({"list", "add", "remove"});
              o.texts("user", request.users, "External ID, e-mail address or name");
            },
        .action = [&](cli::Run& run) { return members(run, request); }}}};
  return cli::run(tool, argc, argv);
}
