// analyze forecast --series: a filter from `series` to `forecast` records. No database.

#include <charconv>
#include <cmath>
#include <iostream>
#include <set>
#include <thread>

#include "analyze/commands.h"
#include "base/text.h"
#include "forecast/filter.h"
#include "forecast/model.h"
#include "forecast/series_record.h"
#include "records/line_reader.h"
#include "records/rejects.h"

namespace tocsin::analyze_tool {
namespace {

constexpr std::size_t kMostLevels = 20;
constexpr int kMostJobs = 256;

// The median, and both ends of each interval.
std::vector<double> probabilities(const std::string& levels) {
  std::set<double> out{0.5};
  for (const std::string& text : split(levels, ',')) {
    double level = 0;
    const char* const end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, level);
    if (error != std::errc{} || read != end || !(level >= 1 && level <= 99.9)) {
      fail(Exit::usage, "--levels: '{}' is no percentage from 1 to 99.9", text);
    }
    // To the precision in which they are printed, so that 95 and 95.0 are one.
    const auto rounded = [](double p) { return std::round(p * 1e6) / 1e6; };
    out.insert({rounded(0.5 - level / 200), rounded(0.5 + level / 200)});
  }
  if (out.size() > 2 * kMostLevels + 1) {
    fail(Exit::usage, "--levels: at most {} levels", kMostLevels);
  }
  return {out.begin(), out.end()};
}

int threads(std::int64_t asked) {
  if (asked < 0) fail(Exit::usage, "--jobs: must not be negative");
  const auto cores = static_cast<std::int64_t>(std::max(1U, std::thread::hardware_concurrency()));
  return static_cast<int>(std::min<std::int64_t>(asked == 0 ? cores : asked, kMostJobs));
}

// Tables and CSV have a row for each step of each series.
class Table {
 public:
  explicit Table(std::span<const double> probabilities) {
    columns_ = {{"id", "ID"}, {"step", "STEP", true}, {"mean", "MEAN", true}};
    for (const double p : probabilities) {
      names_.push_back(forecast::probability_name(p));
      columns_.push_back({names_.back(), names_.back(), true});
    }
    columns_.push_back({"note", "NOTE"});
  }

  void add(const forecast::Forecast& f) {
    for (std::size_t k = 0; k < f.mean.size(); ++k) {
      OrderedJson row{{"id", f.id}, {"step", k + 1}, {"mean", number(f.mean[k])}};
      for (std::size_t i = 0; i < names_.size(); ++i) {
        row[names_[i]] = number(f.quantiles[i].values[k]);
      }
      row["note"] = k == 0 ? f.fallback : "";
      rows_.push_back(std::move(row));
    }
  }

  void print(cli::Output& out) const { out.rows(columns_, rows_, "no series"); }

 private:
  static OrderedJson number(double value) {
    return std::isfinite(value) ? OrderedJson(fmt::format("{:.6g}", value)) : OrderedJson();
  }

  std::vector<std::string> names_;
  std::vector<cli::Column> columns_;
  std::vector<OrderedJson> rows_;
};

}  // namespace

std::vector<std::string> model_names() {
  std::vector<std::string> out{std::string(forecast::kAuto)};
  for (const forecast::Model& model : forecast::models()) out.emplace_back(model.name);
  return out;
}

Exit forecast_series(cli::Run& run, const SeriesOptions& options) {
  const std::vector<double> wanted = probabilities(options.levels);
  records::LineReader lines(options.file);
  records::Rejects rejects(options.rejects);
  Table table(wanted);
  const bool json = run.out().format() == cli::Format::json;

  const auto read = [&](forecast::SeriesLine& to) {
    if (!lines.next()) return false;
    to.number = lines.number();
    to.text = lines.text();
    if (lines.too_long()) to.fault = fmt::format("is longer than {} bytes", records::kMaxLine);
    return true;
  };
  const auto take = [&](const forecast::Answered& answered, bool idle) {
    if (!answered.forecast) {
      rejects.add(answered.line.number, answered.reason, answered.line.text);
    } else if (json) {
      run.out().json_line(forecast::forecast_record(*answered.forecast));
    } else {
      table.add(*answered.forecast);
    }
    if (idle) std::cout.flush();
  };
  forecast::forecast_lines(read, take,
                           {.forecast = {.model = options.model, .probabilities = wanted},
                            .lenient = options.lenient,
                            .jobs = threads(options.jobs)});
  if (!json) table.print(run.out());
  rejects.finish();
  return rejects.count() == 0 ? Exit::ok : Exit::bad_input;
}

}  // namespace tocsin::analyze_tool
