#include "forecast/series_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "model/field_faults.h"
#include "model/records/fields.h"

namespace tocsin::forecast {
namespace {

using records::field;
using records::integer;
using records::required;
using records::text;

constexpr Field kFields[] = {
    required(text("id")),
    required(field(FieldKind::any, "values")),
    required(integer("horizon", 1, kMostSteps)),
    text("interval"),
    field(FieldKind::any, "period"),
    records::time("start"),
};

constexpr int kDay = 86'400, kWeek = 7 * kDay;

std::string values_fault(const Json& values) {
  if (!values.is_array()) return "must be a list of numbers";
  if (values.size() > kMostValues) return fmt::format("has more than {} entries", kMostValues);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Json& value = values[i];
    if (value.is_null()) continue;
    if (!value.is_number()) {
      return fmt::format("entry {} must be a number or null, not {}", i + 1, shown(value));
    }
    if (!std::isfinite(value.get<double>())) return fmt::format("entry {} is infinite", i + 1);
  }
  return "";
}

std::string period_fault(const Json& period) {
  if (period.is_array()) {
    if (period.size() > kMostPeriods) return fmt::format("has more than {} entries", kMostPeriods);
    for (const Json& entry : period) {
      if (entry.is_array()) return "must be a number or a list of numbers";
      if (std::string why = period_fault(entry); !why.empty()) return why;
    }
    return "";
  }
  if (!period.is_number()) return "must be a number or a list of numbers, not " + shown(period);
  const double steps = period.get<double>();
  if (!(steps >= 1)) return "must be at least 1";
  if (!(steps <= kLongestPeriod)) return fmt::format("must be at most {}", kLongestPeriod);
  return "";
}

// Each once; 1 is no season. A year of 365.25 days is one of 365 here.
void add_period(double steps, std::vector<int>& to) {
  const int period = static_cast<int>(std::lround(steps));
  if (period > 1 && std::find(to.begin(), to.end(), period) == to.end()) to.push_back(period);
}

std::vector<int> read_periods(const Json& period) {
  std::vector<int> out;
  if (!period.is_array()) {
    add_period(period.get<double>(), out);
  } else {
    for (const Json& entry : period) add_period(entry.get<double>(), out);
  }
  return out;
}

// Leaves an empty list behind, where there is a value at all.
Json take_values(Json& record) {
  if (!record.is_object() || !record.contains("values") || record["values"].is_null()) return {};
  return std::exchange(record["values"], Json::array());
}

Json numbers(std::span<const double> values) {
  Json out = Json::array();
  for (const double v : values) out.push_back(std::isfinite(v) ? Json(v) : Json(nullptr));
  return out;
}

}  // namespace

constinit const RecordType kSeriesRecord{.name = "series", .fields = kFields, .importable = false};

std::optional<std::vector<int>> periods_of(std::string_view interval) {
  int count = 0;
  const char* const end = interval.data() + interval.size();
  const auto [unit_at, error] = std::from_chars(interval.data(), end, count);
  if (error != std::errc{} || count < 1 || count > 10'000) return std::nullopt;
  const std::string_view unit(unit_at, static_cast<std::size_t>(end - unit_at));
  const auto rounds_of = [&](int whole) {
    return whole % count == 0 && whole > count ? std::vector{whole / count} : std::vector<int>{};
  };
  if (unit == "y") return std::vector<int>{};
  if (unit == "q") return rounds_of(4);
  if (unit == "mo") return rounds_of(12);
  if (unit == "w" || (unit == "d" && count % 7 == 0)) {
    const int weeks = unit == "w" ? count : count / 7;
    return weeks <= 26 ? std::vector{52 / weeks} : std::vector<int>{};
  }
  if (unit == "d") return rounds_of(7);
  const int seconds = unit == "h" ? 3'600 : (unit == "m" ? 60 : (unit == "s" ? 1 : 0));
  if (seconds == 0) return std::nullopt;
  const std::int64_t length = std::int64_t{seconds} * count;
  std::vector<int> out;
  for (const int whole : {kDay, kWeek}) {
    if (whole % length == 0 && whole > length && whole / length <= kLongestPeriod) {
      out.push_back(static_cast<int>(whole / length));
    }
  }
  return out;
}

std::optional<Series> read_series(std::string_view line, std::string& why, bool lenient) {
  auto record = parse_json(line, why);
  if (!record) return std::nullopt;
  // They have their own bound, not that of any list in any record.
  Json values = take_values(*record);
  std::vector<Problem> problems = check_record(kSeriesRecord, *record, lenient);
  const RecordView view(*record);
  if (record->is_object()) {
    const Json* type = view.find("type");
    if (type != nullptr && *type != kSeriesRecord.name) {
      problems.push_back(
          {"type", fmt::format("must be '{}', not {}", kSeriesRecord.name, shown(*type))});
    }
    const auto check = [&](std::string_view name, std::string (*fault)(const Json&)) {
      const Json* value = view.find(name);
      if (value == nullptr) return;
      if (std::string fell = fault(*value); !fell.empty()) {
        problems.push_back({std::string(name), std::move(fell)});
      }
    };
    if (std::string fell = values_fault(values); view.has("values") && !fell.empty()) {
      problems.push_back({"values", std::move(fell)});
    }
    check("period", period_fault);
    const Json* interval = view.find("interval");
    if (interval != nullptr && interval->is_string() &&
        !periods_of(interval->get_ref<const std::string&>())) {
      problems.push_back({"interval", shown(*interval) + " is no interval (like 1h, 1d, 1mo)"});
    }
  }
  if (!problems.empty()) {
    why = describe(problems);
    return std::nullopt;
  }
  Series series{.id = view.text("id"), .values = {}, .periods = {}};
  series.horizon = static_cast<int>(view.integer("horizon").value());
  series.values.reserve(values.size());
  for (const Json& value : values) {
    series.values.push_back(value.is_null() ? NAN : value.get<double>());
  }
  if (const Json* period = view.find("period")) {
    series.periods = read_periods(*period);
  } else if (view.has("interval")) {
    series.periods = periods_of(view.text("interval")).value();
  }
  return series;
}

std::string probability_name(double probability) {
  return fmt::format("{:.6g}", probability);
}

OrderedJson forecast_record(const Forecast& forecast) {
  OrderedJson quantiles = OrderedJson::object();
  for (const Quantile& q : forecast.quantiles) {
    quantiles[probability_name(q.probability)] = numbers(q.values);
  }
  OrderedJson record{{"type", "forecast"},
                     {"id", forecast.id},
                     {"model", forecast.model},
                     {"horizon", forecast.mean.size()},
                     {"mean", numbers(forecast.mean)},
                     {"quantiles", std::move(quantiles)}};
  record["confidence"] = forecast.confidence ? OrderedJson(*forecast.confidence) : OrderedJson();
  record["fallback"] = forecast.fallback.empty() ? OrderedJson() : OrderedJson(forecast.fallback);
  return record;
}

}  // namespace tocsin::forecast
