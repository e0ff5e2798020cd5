#include "forecast/model.h"

namespace tocsin::forecast {
namespace {

constexpr Model kModels[] = {
    {"naive", "the last value", fit_naive},
    {"seasonal_naive", "the last round of the season", fit_seasonal_naive},
    {"naive2", "the last value, seasonally adjusted", fit_adjusted_naive},
    {"drift", "the line through the first and the last value", fit_drift},
    {"ses", "simple exponential smoothing", fit_ses},
    {"holt", "Holt's linear trend", fit_holt},
    {"damped", "a trend that dies out", fit_damped},
    {"holt_winters", "trend and seasons by smoothing", fit_holt_winters},
    {"ets", "the form of exponential smoothing with the least AICc", fit_ets},
    {"theta", "the Theta method", fit_theta},
    {"optimised_theta", "Theta with the likeliest weight of its line", fit_optimised_theta},
    {"dynamic_theta", "the same with a line that moves on", fit_dynamic_theta},
    {"ces", "complex exponential smoothing", fit_ces},
    {"arima", "the ARIMA model with the least AICc", fit_arima},
    {"croston", "intermittent demand: Croston's method", fit_croston},
    {"sba", "intermittent demand: Croston's method without its bias", fit_sba},
    {"tsb", "intermittent demand that may die out", fit_tsb},
    {"short", "a handful of values: the last and the median", fit_short},
};

}  // namespace

std::span<const Model> models() {
  return kModels;
}

const Model* find_model(std::string_view name) {
  for (const Model& model : kModels) {
    if (model.name == name) return &model;
  }
  return nullptr;
}

}  // namespace tocsin::forecast
