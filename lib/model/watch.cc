#include "model/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.h"
#include "base/time.h"
#include "model/watch_fields.h"

namespace tocsin {
namespace {

constexpr auto kKinds = std::to_array<std::string_view>(
    {"ticket_match", "price_drop", "target_reached", "back_in_stock", "low_inventory",
     "on_sale_soon", "sold_out", "budget_reached", "event_changed"});
constexpr double kMaxRadiusKm = 1000;
constexpr std::int64_t kMaxQuantity = 1000;

Criterion criterion_named(const std::string& field, std::string_view in) {
  if (field == "radius_km") return Criterion::city;
  if (field == "primary") return Criterion::resale;
  if (const auto found = from_word<Criterion>(field)) return *found;
  const auto near = nearest(field, Words<Criterion>::list);
  wrong_field(in, near ? fmt::format("'{}' is no criterion; did you mean {}?", field, *near)
                       : fmt::format("'{}' is no criterion", field));
}

void read_event_part(const WatchFields& fields, WatchCriteria& c) {
  c.event = fields.name("event");
  c.performers = fields.names("performer", '\0');
  c.venue = fields.name("venue");
  c.city = fields.name("city");
  c.radius_km = fields.number("radius_km", 0.1, kMaxRadiusKm);
  if (c.city) c.place = place_in(c.city->text);
  if (c.radius_km && !c.city) wrong_field("radius_km", "needs a city to be measured from");
  if (c.place && !c.radius_km) wrong_field("city", "coordinates need a radius_km");
  c.category = fields.name("category");
  c.keywords = fields.names("keywords", ',');
  c.from = fields.day_or_instant("from");
  c.until = fields.day_or_instant("until");
  if (c.from && c.until && c.until->at < c.from->at) wrong_field("until", "is before from");
  c.weekdays = fields.weekdays();
  c.hours = fields.hours();
  c.platforms = fields.names("platforms", ',');
}

void read_offer_part(const WatchFields& fields, WatchCriteria& c) {
  c.sections = fields.seats("sections");
  c.rows = fields.seats("rows");
  if (const auto n = fields.number("quantity", 1, kMaxQuantity)) {
    if (*n != std::floor(*n)) wrong_field("quantity", "must be a whole number");
    c.quantity = static_cast<std::int64_t>(*n);
  }
  c.primary = fields.flag("primary");
  c.resale = fields.flag("resale");
  if (c.primary == false && c.resale == false) {
    wrong_field("resale", "neither primary nor resale leaves nothing");
  }
  c.min_price = fields.money("min_price");
  c.max_price = fields.money("max_price");
  c.budget = fields.money("budget");
  c.target_price = fields.money("target_price");
  if (c.min_price && c.max_price) {
    if (c.min_price->currency != c.max_price->currency) {
      wrong_field("max_price", "is in another currency than min_price");
    }
    if (c.max_price->minor < c.min_price->minor) wrong_field("max_price", "is below min_price");
  }
}

void mark_given(WatchCriteria& c) {
  const auto mark = [&](Criterion which, bool is) {
    c.given[static_cast<std::size_t>(which)] = is;
  };
  mark(Criterion::event, c.event.has_value());
  mark(Criterion::performer, !c.performers.empty());
  mark(Criterion::venue, c.venue.has_value());
  mark(Criterion::city, c.city.has_value());
  mark(Criterion::category, c.category.has_value());
  mark(Criterion::keywords, !c.keywords.empty());
  mark(Criterion::from, c.from.has_value());
  mark(Criterion::until, c.until.has_value());
  mark(Criterion::weekdays,
       std::any_of(c.weekdays.begin(), c.weekdays.end(), [](bool day) { return day; }));
  mark(Criterion::hours, !c.hours.empty());
  mark(Criterion::platforms, !c.platforms.empty());
  mark(Criterion::sections, !c.sections.empty());
  mark(Criterion::rows, !c.rows.empty());
  mark(Criterion::quantity, c.quantity.has_value());
  mark(Criterion::resale, c.primary.has_value() || c.resale.has_value());
  mark(Criterion::min_price, c.min_price.has_value());
  mark(Criterion::max_price, c.max_price.has_value());
  mark(Criterion::budget, c.budget.has_value());
}

void read_importance(const WatchFields& fields, WatchCriteria& c) {
  c.required = c.given;
  if (fields.find("required") != nullptr) {
    c.required = {};
    for (const std::string& field : fields.texts("required", ',')) {
      const Criterion which = criterion_named(field, "required");
      if (!c.has(which)) wrong_field("required", fmt::format("'{}' is not given", field));
      c.required[static_cast<std::size_t>(which)] = true;
    }
  }
  c.weight.fill(1);
  const Json* weights = fields.find("weights");
  if (weights == nullptr) return;
  if (!weights->is_object()) wrong_field("weights", "must be an object: numbers by criterion");
  for (const auto& [field, value] : weights->items()) {
    const Criterion which = criterion_named(field, "weights");
    if (!value.is_number() || !(value.get<double>() >= 0 && value.get<double>() <= 100)) {
      wrong_field("weights", fmt::format("{} must be a number between 0 and 100", field));
    }
    c.weight[static_cast<std::size_t>(which)] = value.get<double>();
  }
}

void read_alerting(const WatchFields& fields, WatchCriteria& c) {
  c.alerts = fields.texts("alerts", ',');
  for (const std::string& kind : c.alerts) {
    if (std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end()) continue;
    const auto near = nearest(kind, kKinds);
    wrong_field("alerts", near ? fmt::format("'{}' is no kind; did you mean {}?", kind, *near)
                               : fmt::format("'{}' is no kind that watches raise", kind));
  }
  if (const auto given = fields.text("cool_down")) {
    c.cool_down = parse_duration(*given);
    if (!c.cool_down) wrong_field("cool_down", "must be a duration: 90s, 15m, 2h or 7d");
  }
  if (const auto percent = fields.number("again_if_better_percent", 0.01, 100)) {
    c.again_if_better = std::llround(*percent * 100);
  }
  if (const auto given = fields.text("expires_at")) {
    c.expires_at = parse_instant(*given);
    if (!c.expires_at) wrong_field("expires_at", "must be an RFC 3339 time or a date");
  }
}

}  // namespace

bool WatchCriteria::wants(std::string_view kind) const {
  return alerts.empty() || std::find(alerts.begin(), alerts.end(), kind) != alerts.end();
}

std::span<const std::string_view> watch_alert_kinds() {
  return kKinds;
}

std::optional<WatchCriteria> read_criteria(const Json& record, std::string& why) {
  if (!record.is_object()) {
    why = "a watch must be an object";
    return std::nullopt;
  }
  try {
    const WatchFields fields(record);
    WatchCriteria c;
    read_event_part(fields, c);
    read_offer_part(fields, c);
    mark_given(c);
    read_importance(fields, c);
    read_alerting(fields, c);
    return c;
  } catch (const WrongField& w) {
    why = w.why;
    return std::nullopt;
  }
}

}  // namespace tocsin
