// tocsin-export: records out, as JSON lines that tocsin-import reads back.

#include "records/export.h"
#include "base/text.h"
#include "cli/run.h"
#include "records/addresses.h"

namespace {

using namespace tocsin;

const RecordType& type_named(const std::string& name) {
  if (const RecordType* type = find_record_type(name)) return *type;
  std::vector<std::string_view> known;
  for (const RecordType* t : record_types()) known.push_back(t->name);
  const auto near = nearest(name, known);
  fail(Exit::usage, "'{}' is no record type{}", name,
       near ? fmt::format("; did you mean '{}'?", *near)
            : fmt::format(": {}", fmt::join(known, ", ")));
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> names;
  std::string platform;
  std::optional<Instant> since;
  cli::Tool tool{
      "export",
      "Write records as JSON lines",
      {{.name = "",
        .summary = "",
        .access = cli::Access::read,
        .options =
            [&](cli::Options& o) {
              o.texts("type", names,
                      "Record types: organization, user, team, offer, price_point, …")
                  .required();
              o.text("--platform", platform, "Only offers and prices of this platform");
              o.time("--since", since, "Only offers seen and prices that held since then");
            },
        .action =
            [&](cli::Run& run) {
              std::vector<const RecordType*> types;
              for (const std::string& name : names) types.push_back(&type_named(name));
              const store::ListingFilter filter{platform, since.value_or(from_ms(0))};
              const bool plain = records::may_see_addresses(run.db(), run.actor());
              for (const RecordType* type : types) {
                records::export_records(run.db(), *type, filter, [&](OrderedJson record) {
                  if (!plain) records::leave_out_addresses(record);
                  run.out().json_line(record);
                });
              }
              return Exit::ok;
            }}}};
  return cli::run(tool, argc, argv);
}
