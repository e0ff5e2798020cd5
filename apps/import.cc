// tocsin-import: records in, as JSON lines, or as another system has them.

#include "cli/run.h"
#include "shared/import_file.h"

using namespace tocsin;

int main(int argc, char** argv) {
  records::ImportOptions options;
  std::string mapping;
  cli::Tool tool{
      "import",
      "Read records",
      {{.name = "",
        .summary = "",
        .access = cli::Access::write,
        .options =
            [&](cli::Options& o) {
              o.text("file", options.file, "File of records, - for standard input").required();
              o.text("--map", mapping, "The file's columns, by this mapping: a name, or a file");
              o.text("--rejects", options.rejects, "Where bad records go, instead of stderr");
              o.flag("--atomic", options.atomic, "Store all or nothing");
              o.flag("--lenient", options.lenient, "Pass unknown fields over");
              o.flag("--raise", options.raise, "Let what changes raise alerts");
              o.texts("--complete", options.complete,
                      "This is the platform's full listing: close what it does not mention");
            },
        .action =
            [&](cli::Run& run) {
              if (!mapping.empty()) options.mapping = find_mapping(run, mapping);
              return import_file(run, options);
            }}}};
  return cli::run(tool, argc, argv);
}
