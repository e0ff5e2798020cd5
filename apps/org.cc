// tocsin-org: organizations and what holds for all their people.

#include "cli/record_options.h"
#include "cli/run.h"
#include "records/addresses.h"
#include "records/record_writer.h"
#include "records/session.h"
#include "shared/preferences.h"
#include "store/people.h"

namespace {

using namespace tocsin;

const std::vector<cli::Column> kColumns{{"external_id", "ORGANIZATION"},
                                        {"name", "NAME"},
                                        {"priority_client", "PRIORITY"},
                                        {"time_zone", "ZONE"},
                                        {"source", "SOURCE"}};

store::Organization find(cli::Run& run, const std::string& typed) {
  auto found = store::find_organization_named(run.db(), typed);
  if (!found) fail(Exit::no_input, "no one organization '{}': `tocsin org list` shows them", typed);
  return *found;
}

Exit add(cli::Run& run, const std::string& id, Json record) {
  record["external_id"] = id;
  auto trail = run.trail();
  const auto stored = records::put_record(run.db(), trail, record, run.dry_run());
  run.out().line(fmt::format("organization {} {}{}", id, run.dry_run() ? "would be " : "",
                             word(stored.change)));
  return Exit::ok;
}

Exit edit(cli::Run& run, const std::string& typed, const Json& changes) {
  const auto row = find(run, typed);
  Json record{{"source", row.source}, {"name", row.name}};
  record.update(changes);
  return add(run, row.external_id, std::move(record));
}

OrderedJson record_of(cli::Run& run, const store::Organization& row, bool plain) {
  OrderedJson record = records::organization_of(run.db(), row);
  if (!plain) records::mask_addresses(record);
  return record;
}

Exit list(cli::Run& run) {
  std::vector<OrderedJson> rows;
  const bool plain = records::may_see_addresses(run.db(), run.actor());
  for (std::int64_t last = 0;;) {
    const auto page = store::organizations_after(run.db(), last, 1'000);
    for (const auto& row : page) rows.push_back(record_of(run, row, plain));
    if (page.empty()) break;
    last = page.back().id;
  }
  run.out().rows(kColumns, rows, "No organizations.");
  return Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  static constexpr std::string_view kNotOptions[] = {"external_id"};
  std::string id;
  PreferenceRequest preference;
  cli::RecordOptions fields(*find_record_type("organization"), kNotOptions);
  const auto named = [&](cli::Options& o) {
    o.text("organization", id, "Its external ID or name").required();
  };
  const auto with_fields = [&](cli::Options& o) {
    named(o);
    fields.add(o);
  };
  cli::Tool tool{
      "org",
      "Organizations",
      {{.name = "add",
        .summary = "Add an organization, or change the one with this external ID",
        .access = cli::Access::write,
        .options = with_fields,
        .action = [&](cli::Run& run) { return add(run, id, fields.record()); }},
       {.name = "list",
        .summary = "List organizations",
        .access = cli::Access::read,
        .action = list},
       {.name = "show",
        .summary = "Show an organization",
        .access = cli::Access::read,
        .options = named,
        .action =
            [&](cli::Run& run) {
              run.out().record(
                  record_of(run, find(run, id), records::may_see_addresses(run.db(), run.actor())));
              return Exit::ok;
            }},
       {.name = "edit",
        .summary = "Change what is given of an organization",
        .access = cli::Access::write,
        .options = with_fields,
        .action = [&](cli::Run& run) { return edit(run, id, fields.record()); }},
       {.name = "preferences",
        .summary = "What holds for its people and who said so; get, set or unset one",
        .access = cli::Access::write,
        .options =
            [&](cli::Options& o) {
              named(o);
              add_preference_arguments(o, preference);
            },
        .action =
            [&](cli::Run& run) {
              const auto row = find(run, id);
              return preferences(run, {std::nullopt, row.id}, "organization " + row.external_id,
                                 preference);
            }}}};
  return cli::run(tool, argc, argv);
}
