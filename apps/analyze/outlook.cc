// analyze forecast without series, accuracy, backtest: forecasts of events, what came of them, what
// the advice was worth.

#include "analyze/commands.h"
#include "analyze/outlook/accuracy.h"
#include "analyze/outlook/backtest.h"
#include "analyze/outlook/run.h"

namespace tocsin::analyze_tool {

std::optional<analyze::Means> means_in_use(cli::Run& run) {
  if (run.config().flag("ml.predictions")) {
    using Model = std::shared_ptr<const analyze::BoostedPrices>;
    // Copies share it.
    return analyze::Means{analyze::Method::learned,
                          [&run, loaded = std::make_shared<std::optional<Model>>()] {
                            if (!*loaded) *loaded = boosted_prices(run);
                            return (*loaded)->get();
                          }};
  }
  if (run.config().flag("ml.fallback")) return analyze::Means{analyze::Method::rules};
  return std::nullopt;
}

alert::Counts forecast_events(cli::Run& run, const std::optional<analyze::Means>& means) {
  if (run.dry_run() || !means) return {};
  return analyze::run_forecasts(run.db(), {.time_zone = run.config().text("general.time_zone"),
                                           .means = *means,
                                           .cache = run.config().duration("analyze.forecast_cache"),
                                           .now = run.now(),
                                           .limit = run.limit(),
                                           .wait = run.wait()});
}

Exit accuracy(cli::Run& run, Duration since) {
  analyze::Accuracy accuracy;
  store::each_scored_forecast(run.db(), run.now() - since,
                              [&](const store::StoredForecast& f) { accuracy.add(f); });
  const auto rows = accuracy.rows();
  if (run.out().format() == cli::Format::json) {
    run.out().json_line({{"forecasts", rows}, {"calibration", accuracy.calibration()}});
    return Exit::ok;
  }
  run.out().rows({{"kind", "KIND"},
                  {"horizon", "HORIZON"},
                  {"count", "COUNT", true},
                  {"mae", "MAE", true},
                  {"mase", "MASE", true},
                  {"coverage_50", "50 %", true},
                  {"coverage_80", "80 %", true},
                  {"coverage_95", "95 %", true},
                  {"brier", "BRIER", true},
                  {"base", "BASE", true},
                  {"confident", "CONFIDENT", true},
                  {"held", "HELD", true}},
                 rows, "no forecast has been scored yet");
  return Exit::ok;
}

Exit backtest(cli::Run& run, Duration since, Duration before) {
  const analyze::AdviceScore score = analyze::run_backtest(
      run.db(), {.time_zone = run.config().text("general.time_zone"),
                 .means = means_in_use(run).value_or(analyze::Means{analyze::Method::rules}),
                 .since = run.now() - since,
                 .now = run.now(),
                 .before = before});
  run.out().record(score.record());
  return Exit::ok;
}

}  // namespace tocsin::analyze_tool
