// tocsin-watch: what people want to hear of.

#include <algorithm>

#include "analyze/explain.h"
#include "base/time.h"
#include "cli/record_options.h"
#include "cli/run.h"
#include "records/record_writer.h"
#include "records/session.h"
#include "shared/preferences.h"
#include "store/people.h"
#include "store/watches.h"

namespace {

using namespace tocsin;

const std::vector<cli::Column> kColumns{{"id", "WATCH"},    {"external_id", "NAME"},
                                        {"user", "USER"},   {"name", "TITLE"},
                                        {"state", "STATE"}, {"expires_at", "EXPIRES"}};

store::Watch find(cli::Run& run, const std::string& typed) {
  auto found = store::find_watch_named(run.db(), typed);
  if (!found || found->removed_at) {
    fail(Exit::no_input, "no one watch '{}': `tocsin watch list` shows them", typed);
  }
  return *found;
}

OrderedJson shown(cli::Run& run, const store::Watch& watch) {
  OrderedJson row = records::watch_of(run.db(), watch);
  row["id"] = watch.public_id;
  const bool over = watch.expires_at && *watch.expires_at <= run.now();
  row["state"] = watch.paused ? "paused" : over ? "expired" : "active";
  return row;
}

Exit put(cli::Run& run, const Json& record) {
  auto trail = run.trail();
  const auto stored = records::put_record(run.db(), trail, record, run.dry_run());
  run.out().line(fmt::format("watch {} {}{}", record["external_id"].get<std::string>(),
                             run.dry_run() ? "would be " : "", word(stored.change)));
  return Exit::ok;
}

Exit edit(cli::Run& run, const std::string& typed, const Json& changes) {
  const auto watch = find(run, typed);
  const auto person = store::find_person(run.db(), watch.person_id);
  Json record{{"source", watch.source},
              {"external_id", watch.external_id},
              {"user", person.value().external_id}};
  record.update(changes);
  return put(run, record);
}

Exit list(cli::Run& run, const std::string& user) {
  std::vector<OrderedJson> rows;
  if (!user.empty()) {
    const auto person = store::find_person_named(run.db(), user);
    if (!person) fail(Exit::no_input, "no one user '{}'", user);
    for (const auto& w : store::watches_of_person(run.db(), person->id)) {
      rows.push_back(shown(run, w));
    }
  } else {
    for (std::int64_t last = 0;;) {
      const auto page = store::watches_after(run.db(), last, 1'000);
      for (const auto& w : page) rows.push_back(shown(run, w));
      if (page.empty()) break;
      last = page.back().id;
    }
  }
  run.out().rows(kColumns, rows, "No watches.");
  return Exit::ok;
}

Exit remove(cli::Run& run, const std::string& typed) {
  store::Watch watch = find(run, typed);
  if (run.dry_run()) {
    run.out().line(fmt::format("watch {} would be removed", watch.external_id));
    return Exit::ok;
  }
  watch.removed_at = run.now();
  auto trail = run.trail();
  run.db().transaction([&] {
    trail.clear();
    store::save_watch(run.db(), watch, run.now());
    trail.note("watch.removed", "watch", watch.external_id);
    trail.flush();
  });
  run.out().line(fmt::format("watch {} removed", watch.external_id));
  return Exit::ok;
}

Exit choose(cli::Run& run, const std::string& typed, const PreferenceRequest& request) {
  const store::Watch watch = find(run, typed);
  const auto person = store::find_person(run.db(), watch.person_id);
  return preferences(run,
                     {watch.person_id, person ? person->organization_id : std::nullopt, watch.id},
                     "watch " + watch.external_id, request);
}

Exit test(cli::Run& run, const std::string& typed) {
  analyze::Loader loader(run.db(), run.config().text("general.time_zone"), run.now());
  const auto* facts = loader.watch(find(run, typed).id);
  if (facts == nullptr) fail(Exit::no_input, "no watch '{}'", typed);
  const auto rows = analyze::test_rows(run.db(), loader, *facts);
  run.out().rows({{"event", "EVENT", true},
                  {"name", "NAME"},
                  {"meets", "MEETS", false,
                   [](const OrderedJson& r) {
                     return r["meets"].get<bool>() ? cli::Colour::green : cli::Colour::dim;
                   }},
                  {"offers", "OFFERS", true},
                  {"score", "SCORE", true}},
                 rows, "No event seen so far comes near this watch.");
  const bool any = std::any_of(rows.begin(), rows.end(),
                               [](const OrderedJson& r) { return r["meets"].get<bool>(); });
  return any ? Exit::ok : Exit::no;
}

Exit matches(cli::Run& run, const std::string& typed, std::int64_t limit) {
  const auto rows = analyze::match_rows(run.db(), find(run, typed).id, limit);
  run.out().rows({{"event", "EVENT", true},
                  {"name", "NAME"},
                  {"platform", "PLATFORM"},
                  {"offers", "OFFERS", true},
                  {"best", "BEST", true},
                  {"score", "SCORE", true},
                  {"changed_at", "CHANGED"}},
                 rows, "Nothing on offer meets this watch.");
  return rows.empty() ? Exit::no : Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  static constexpr std::string_view kNotOptions[] = {"external_id"};
  std::string id, user;
  std::int64_t limit = 50;
  PreferenceRequest request;
  cli::RecordOptions fields(*find_record_type("watch"), kNotOptions);
  const auto named = [&](cli::Options& o) {
    o.text("watch", id, "Its ID or external ID").required();
  };
  const auto with_fields = [&](cli::Options& o) {
    named(o);
    fields.add(o);
  };
  const auto set_paused = [&](bool paused) {
    return [&, paused](cli::Run& run) {
      return edit(run, id, {{"type", "watch"}, {"paused", paused}});
    };
  };
  using enum cli::Access;
  cli::Tool tool{
      "watch",
      "What people want to hear of",
      {{"add", "Add a watch, or change the one with this external ID", write, with_fields,
        [&](cli::Run& run) {
          Json record = fields.record();
          record["external_id"] = id;
          return put(run, record);
        }},
       {"list", "List watches", read,
        [&](cli::Options& o) { o.text("--user", user, "Only this user's"); },
        [&](cli::Run& run) { return list(run, user); }},
       {"show", "Show a watch and its criteria", read, named,
        [&](cli::Run& run) {
          run.out().record(shown(run, find(run, id)));
          return Exit::ok;
        }},
       {"edit", "Change what is given of a watch", write, with_fields,
        [&](cli::Run& run) { return edit(run, id, fields.record()); }},
       {"pause", "Stop a watch for now", write, named, set_paused(true)},
       {"resume", "Go on with a paused watch", write, named, set_paused(false)},
       {"preferences", "What is chosen for a watch: list, get, set, unset", write,
        [&](cli::Options& o) {
          named(o);
          add_preference_arguments(o, request);
        },
        [&](cli::Run& run) { return choose(run, id, request); }},
       {"remove", "Remove a watch", write, named, [&](cli::Run& run) { return remove(run, id); }},
       {"test", "Try a watch on what is stored; 1 if nothing meets it", read, named,
        [&](cli::Run& run) { return test(run, id); }},
       {"matches", "Show what meets a watch; 1 if nothing does", read,
        [&](cli::Options& o) {
          named(o);
          o.integer("--limit", limit, "At most so many");
        },
        [&](cli::Run& run) { return matches(run, id, limit); }}}};
  return cli::run(tool, argc, argv);
}
