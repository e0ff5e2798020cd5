// tocsin-analyze: matches watches to what changed and raises alerts; forecasts series.

#include <charconv>

#include "analyze/commands.h"
#include "analyze/explain.h"
#include "analyze/learn.h"
#include "analyze/run.h"
#include "cli/run.h"
#include "store/outlooks.h"

namespace {

using namespace tocsin;

analyze::Rules rules(const cli::Config& config) {
  return {
      .drop = config.integer("analyze.drop_percent") * 100,
      .few = config.integer("analyze.low_inventory"),
      .cool_down = config.duration("analyze.cool_down"),
      .weights = {config.real("analyze.weight_price"), config.real("analyze.weight_availability"),
                  config.real("analyze.weight_urgency"), config.real("analyze.weight_preference"),
                  config.real("analyze.weight_market"), config.real("analyze.weight_engagement")}};
}

void print_would(cli::Run& run, std::string_view what, std::string_view key,
                 const AlertDraft* draft) {
  OrderedJson row{{"type", "alert"}, {"would", what}};
  if (draft == nullptr) {
    row["why"] = key;
  } else {
    row["kind"] = draft->kind;
    row["priority"] = draft->priority;
    row["title"] = draft->title;
    row["dedup_key"] = draft->dedup_key;
  }
  if (run.out().format() == cli::Format::json) return run.out().json_line(row);
  run.out().line(draft == nullptr ? fmt::format("would resolve: {}", key)
                                  : fmt::format("would raise {} ({}): {}", draft->kind,
                                                draft->priority, draft->title));
}

alert::Counts match(cli::Run& run, const std::optional<analyze::Means>& means) {
  analyze::MatchJob job{.rules = rules(run.config()),
                        .time_zone = run.config().text("general.time_zone"),
                        .actor = run.actor(),
                        .now = run.now(),
                        .limit = run.limit(),
                        .wait = run.wait(),
                        .dry_run = run.dry_run(),
                        .advice = means,
                        .tell = {}};
  if (run.dry_run()) {
    job.tell = [&](std::string_view what, std::string_view key, const AlertDraft* draft) {
      print_would(run, what, key, draft);
    };
  }
  return analyze::run_match(run.db(), job);
}

alert::Counts learn(cli::Run& run) {
  return analyze::run_learn(run.db(), {.time_zone = run.config().text("general.time_zone"),
                                       .now = run.now(),
                                       .limit = run.limit(),
                                       .wait = run.wait()});
}

// Everything that is due.
alert::Counts all(cli::Run& run) {
  const auto means = analyze_tool::means_in_use(run);
  alert::Counts counts = match(run, means);
  if (run.dry_run()) return counts;
  counts.merge(analyze_tool::forecast_events(run, means));
  counts.merge(learn(run));
  return counts;
}

Exit explain(cli::Run& run, const std::string& id) {
  const auto found = alert::find_public(run.db(), id);
  if (!found) fail(Exit::no_input, "no alert {}", id);
  OrderedJson record = analyze::explain_alert(*found);
  if (run.out().format() == cli::Format::json) {
    run.out().json_line(record);
    return Exit::ok;
  }
  record.erase("factors");
  run.out().record(record);
  run.out().rows({{"factor", "FACTOR"},
                  {"value", "VALUE", true},
                  {"weight", "WEIGHT", true},
                  {"points", "POINTS", true},
                  {"reason", "REASON"}},
                 analyze::factor_rows(*found));
  return Exit::ok;
}

Exit features(cli::Run& run, const std::string& id) {
  std::int64_t event = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), event);
  analyze::Loader loader(run.db(), run.config().text("general.time_zone"), run.now());
  std::optional<analyze::Scene> scene;
  if (error == std::errc{} && end == id.data() + id.size()) scene = loader.scene(event);
  if (!scene) {
    if (const auto found = store::find_event_id(run.db(), id)) scene = loader.scene(*found);
  }
  if (!scene) fail(Exit::no_input, "no event {}", id);
  OrderedJson record = analyze::event_features(*scene, run.now());
  if (const auto outlook = store::find_outlook(run.db(), scene->event.stored.id)) {
    record["outlook"] = OrderedJson::parse(outlook->outlook);
  }
  run.out().record(record);
  return Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  std::string id, action = "list", model;
  std::optional<Duration> since, before;
  analyze_tool::SeriesOptions series;
  const auto argument = [&](const char* name, const char* help) {
    return [&id, name, help](cli::Options& o) { o.text(name, id, help).required(); };
  };
  cli::Tool tool{
      "analyze",
      "Match watches to what changed and raise alerts",
      {{.name = "", .summary = "", .access = cli::Access::write, .job = all},
       {.name = "match",
        .summary = "Match watches to what changed",
        .access = cli::Access::write,
        .job = [](cli::Run& run) { return match(run, analyze_tool::means_in_use(run)); }},
       {.name = "learn",
        .summary = "Learn from what people did with what they were told",
        .access = cli::Access::write,
        .job = learn},
       {.name = "forecast",
        .summary = "Forecast the events that are due, or series from a file",
        .access = cli::Access::write,
        .options =
            [&](cli::Options& o) {
              o.text("--series", series.file, "File of series, - for standard input");
              o.text("--model", series.model, "The method").one_of(analyze_tool::model_names());
              o.text("--levels", series.levels, "What the intervals shall cover, in percent");
              o.integer("--jobs", series.jobs, "Threads; 0: as many as there are cores");
              o.text("--rejects", series.rejects, "Where bad lines go, instead of stderr");
              o.flag("--lenient", series.lenient, "Pass unknown fields over");
            },
        .action =
            [&](cli::Run& run) {
              if (!series.file.empty()) return analyze_tool::forecast_series(run, series);
              run.out().record(
                  OrderedJson(analyze_tool::forecast_events(run, analyze_tool::means_in_use(run))));
              return Exit::ok;
            }},
       {.name = "accuracy",
        .summary = "What came of the forecasts of events",
        .access = cli::Access::read,
        .options =
            [&](cli::Options& o) { o.duration("--since", since, "How far back (default: 90d)"); },
        .action =
            [&](cli::Run& run) {
              return analyze_tool::accuracy(run, since.value_or(std::chrono::days{90}));
            }},
       {.name = "backtest",
        .summary = "What following the advice would have cost",
        .access = cli::Access::read,
        .options =
            [&](cli::Options& o) {
              o.duration("--since", since, "How far back events began (default: 90d)");
              o.duration("--before", before,
                         "How long before the event somebody begins to look (default: 30d)");
            },
        .action =
            [&](cli::Run& run) {
              return analyze_tool::backtest(run, since.value_or(std::chrono::days{90}),
                                            before.value_or(std::chrono::days{30}));
            }},
       {.name = "train",
        .summary = "Train the model of prices on what was read, and use it if it is better",
        .access = cli::Access::write,
        .options =
            [&](cli::Options& o) {
              o.duration("--since", since, "How far back events began (default: 800d)");
            },
        .action =
            [&](cli::Run& run) {
              return analyze_tool::train(run, since.value_or(std::chrono::days{800}));
            }},
       {.name = "models",
        .summary = "Models of prices: list, show, rollback",
        .access = cli::Access::write,
        .options =
            [&](cli::Options& o) {
              o.text("action", action, "list, show or rollback")
                  .one_of({"list", "show", "rollback"});
              o.text("model", model, "Its number, or shipped");
            },
        .action = [&](cli::Run& run) { return analyze_tool::models(run, action, model); }},
       {.name = "explain",
        .summary = "Why an alert has its priority",
        .access = cli::Access::read,
        .options = argument("alert", "Its ID"),
        .action = [&](cli::Run& run) { return explain(run, id); }},
       {.name = "features",
        .summary = "What is known of an event: prices, stock, time left",
        .access = cli::Access::read,
        .options = argument("event", "Its number, or its platform's ID or URL"),
        .action = [&](cli::Run& run) { return features(run, id); }}}};
  return cli::run(tool, argc, argv);
}
