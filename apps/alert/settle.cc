// alert ack, assign, resolve, ignore, comment: one change to some alerts.

#include "commands.h"

namespace tocsin::alert_tool {

Exit change(cli::Run& run, const std::vector<std::string>& ids, const std::string& what,
            const Change& act) {
  std::vector<alert::Alert> alerts;
  for (const std::string& id : ids) alerts.push_back(find(run, id));
  bool all = true;
  std::vector<OrderedJson> rows;
  const auto add_row = [&](const alert::Alert& a, bool done) {
    all = all && done;
    rows.push_back({{"id", a.public_id},
                    {"title", a.facts.title},
                    {"result", done ? what : fmt::format("is already {}", word(a.status))}});
  };
  if (run.dry_run()) {
    for (const alert::Alert& a : alerts) add_row(a, is_open(a.status));
  } else {
    auto trail = run.trail();
    run.db().transaction([&] {
      trail.clear();
      rows.clear();
      all = true;
      for (const alert::Alert& a : alerts) add_row(a, act(run.db(), trail, a.id));
      trail.flush();
    });
  }
  run.out().rows({{"id", "ALERT"}, {"result", "RESULT"}, {"title", "TITLE"}}, rows);
  return all ? Exit::ok : Exit::no;
}

}  // namespace tocsin::alert_tool
