// notify send.

#include "alert/alerts.h"
#include "base/file.h"
#include "commands.h"
#include "notify/event.h"

namespace tocsin::notify_tool {

Exit send(cli::Run& run, const std::string& file) {
  AlertDraft draft = notify::draft_of_event(read_file(file, 1U << 20), run.now());
  notify::replace_strangers(run.db(), draft);
  if (run.dry_run()) {
    run.out().record({{"kind", draft.kind}, {"priority", draft.priority}, {"title", draft.title}});
    return Exit::ok;
  }
  auto trail = run.trail();
  const auto raised = run.db().transaction([&] {
    trail.clear();
    auto done = alert::raise(run.db(), trail, draft);
    trail.flush();
    return done;
  });
  OrderedJson record{
      {"alert", raised.public_id}, {"kind", draft.kind}, {"priority", draft.priority}};
  for (const auto& [name, count] : plan(run)) record[name] = count;
  run.out().record(record);
  return Exit::ok;
}

}  // namespace tocsin::notify_tool
