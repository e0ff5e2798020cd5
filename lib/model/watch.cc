#include "model/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "base/text.h"
#include "base/time.h"

namespace tocsin {
namespace {

constexpr auto kKinds = std::to_array<std::string_view>(
    {"ticket_match", "price_drop", "target_reached", "back_in_stock", "low_inventory",
     "on_sale_soon", "sold_out", "budget_reached", "event_changed"});
constexpr auto kDays =
    std::to_array<std::string_view>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
constexpr double kMaxRadiusKm = 1000;
constexpr std::int64_t kMaxQuantity = 1000;

// What is wrong with a field; caught by read_criteria alone.
struct Wrong {
  std::string why;
};

[[noreturn]] void wrong(std::string_view field, std::string_view reason) {
  throw Wrong{fmt::format("{}: {}", field, reason)};
}

const Json* find(const Json& record, const char* field) {
  const auto it = record.find(field);
  return it == record.end() || it->is_null() ? nullptr : &*it;
}

std::string text_in(const Json& value, std::string_view field) {
  if (!value.is_string()) wrong(field, "must be text");
  std::string out(trim(value.get_ref<const std::string&>()));
  if (out.empty()) wrong(field, "must not be empty");
  return out;
}

// A list, or one text; `separator` splits the latter.
std::vector<std::string> texts(const Json& record, const char* field, char separator) {
  const Json* value = find(record, field);
  if (value == nullptr) return {};
  std::vector<std::string> out;
  if (value->is_array()) {
    for (const Json& item : *value) {
      out.push_back(item.is_number_integer() ? item.dump() : text_in(item, field));
    }
  } else if (separator != '\0' && value->is_string()) {
    out = split(text_in(*value, field), separator);
  } else {
    out.push_back(text_in(*value, field));
  }
  return out;
}

Name name_of(std::string text, std::string_view field) {
  std::string folded = fold(text);
  if (folded.empty()) wrong(field, fmt::format("'{}' has no letters or digits", text));
  return {std::move(text), std::move(folded)};
}

std::optional<Name> name(const Json& record, const char* field) {
  const Json* value = find(record, field);
  if (value == nullptr) return std::nullopt;
  return name_of(text_in(*value, field), field);
}

std::vector<Name> names(const Json& record, const char* field, char separator) {
  std::vector<Name> out;
  for (std::string& text : texts(record, field, separator)) {
    out.push_back(name_of(std::move(text), field));
  }
  return out;
}

std::optional<bool> flag(const Json& record, const char* field) {
  const Json* value = find(record, field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) wrong(field, "must be true or false");
  return value->get<bool>();
}

std::optional<double> number(const Json& record, const char* field, double low, double high) {
  const Json* value = find(record, field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) wrong(field, "must be a number");
  const double out = value->get<double>();
  if (!(out >= low && out <= high)) {
    wrong(field, fmt::format("{} is not between {} and {}", value->dump(), low, high));
  }
  return out;
}

std::optional<Money> money(const Json& record, const char* field) {
  const Json* value = find(record, field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object() || !value->contains("amount") || !value->contains("currency") ||
      !value->at("amount").is_string() || !value->at("currency").is_string()) {
    wrong(field, R"(must be {"amount":"119.50","currency":"GBP"})");
  }
  const std::string code = value->at("currency");
  const auto currency = Currency::parse(code);
  if (!currency) wrong(field, fmt::format("'{}' is no currency of ISO 4217", code));
  const std::string amount = value->at("amount");
  const auto out = Money::parse(amount, *currency);
  if (!out) wrong(field, fmt::format("'{}' is no amount of {}", amount, currency->code()));
  if (out->minor < 0) wrong(field, "must not be negative");
  return out;
}

std::optional<DayOrInstant> day_or_instant(const Json& record, const char* field) {
  const Json* value = find(record, field);
  if (value == nullptr) return std::nullopt;
  const std::string text = text_in(*value, field);
  const auto at = parse_instant(text);
  if (!at) wrong(field, fmt::format("'{}' is neither a date nor an RFC 3339 time", text));
  return DayOrInstant{*at, text.size() == std::string_view("2026-01-31").size()};
}

std::size_t day_index(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  for (std::size_t i = 0; i < kDays.size(); ++i) {
    if (lower.size() >= 3 && lower.starts_with(kDays[i])) return i;
  }
  wrong("weekdays", fmt::format("'{}' is no day (mon, tue, … sun)", text));
}

std::array<bool, 7> weekdays(const Json& record) {
  std::array<bool, 7> out{};
  for (const std::string& text : texts(record, "weekdays", ',')) {
    const auto dash = text.find('-');
    const std::size_t first = day_index(std::string_view(text).substr(0, dash));
    const std::size_t last =
        dash == std::string::npos ? first : day_index(std::string_view(text).substr(dash + 1));
    for (std::size_t day = first;; day = (day + 1) % 7) {
      out[day] = true;
      if (day == last) break;
    }
  }
  return out;
}

// "19:30" as minutes; 24:00 ends a day.
std::optional<int> minutes(std::string_view text) {
  int hour = -1, minute = -1;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || text.size() != colon + 3) return {};
  const char* end = text.data() + text.size();
  if (std::from_chars(text.data(), text.data() + colon, hour).ptr != text.data() + colon) return {};
  if (std::from_chars(text.data() + colon + 1, end, minute).ptr != end) return {};
  if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 24 * 60) return {};
  return hour * 60 + minute;
}

std::vector<HourRange> hours(const Json& record) {
  std::vector<HourRange> out;
  for (const std::string& text : texts(record, "hours", ',')) {
    const auto dash = text.find('-');
    const std::string_view all = text;
    const auto from = dash == std::string::npos ? std::nullopt : minutes(trim(all.substr(0, dash)));
    const auto until =
        dash == std::string::npos ? std::nullopt : minutes(trim(all.substr(dash + 1)));
    if (!from || !until) {
      wrong("hours", fmt::format("'{}' does not look like 18:00-23:00", text));
    }
    if (*from == *until) wrong("hours", fmt::format("'{}' holds no time", text));
    out.push_back({*from, *until});
  }
  return out;
}

SeatSet seats(const Json& record, const char* field) {
  SeatSet out;
  std::string why;
  for (const std::string& text : texts(record, field, ',')) {
    if (!out.add(text, why)) wrong(field, why);
  }
  return out;
}

// "53.80,-1.55"
std::optional<Place> place_in(std::string_view text) {
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  Place out;
  const std::string_view a = trim(text.substr(0, comma)), b = trim(text.substr(comma + 1));
  const auto read = [](std::string_view t, double& to) {
    const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), to);
    return error == std::errc{} && end == t.data() + t.size();
  };
  if (!read(a, out.latitude) || !read(b, out.longitude)) return std::nullopt;
  if (!(std::abs(out.latitude) <= 90 && std::abs(out.longitude) <= 180)) return std::nullopt;
  return out;
}

Criterion criterion_named(const std::string& field, std::string_view in) {
  if (field == "radius_km") return Criterion::city;
  if (field == "primary") return Criterion::resale;
  if (const auto found = from_word<Criterion>(field)) return *found;
  const auto near = nearest(field, Words<Criterion>::list);
  wrong(in, near ? fmt::format("'{}' is no criterion; did you mean {}?", field, *near)
                 : fmt::format("'{}' is no criterion", field));
}

void read_event_part(const Json& record, WatchCriteria& c) {
  c.event = name(record, "event");
  c.performers = names(record, "performer", '\0');
  c.venue = name(record, "venue");
  c.city = name(record, "city");
  c.radius_km = number(record, "radius_km", 0.1, kMaxRadiusKm);
  if (c.city) c.place = place_in(c.city->text);
  if (c.radius_km && !c.city) wrong("radius_km", "needs a city to be measured from");
  if (c.place && !c.radius_km) wrong("city", "coordinates need a radius_km");
  c.category = name(record, "category");
  c.keywords = names(record, "keywords", ',');
  c.from = day_or_instant(record, "from");
  c.until = day_or_instant(record, "until");
  if (c.from && c.until && c.until->at < c.from->at) wrong("until", "is before from");
  c.weekdays = weekdays(record);
  c.hours = hours(record);
  c.platforms = names(record, "platforms", ',');
}

void read_offer_part(const Json& record, WatchCriteria& c) {
  c.sections = seats(record, "sections");
  c.rows = seats(record, "rows");
  if (const auto n = number(record, "quantity", 1, kMaxQuantity)) {
    if (*n != std::floor(*n)) wrong("quantity", "must be a whole number");
    c.quantity = static_cast<std::int64_t>(*n);
  }
  c.primary = flag(record, "primary");
  c.resale = flag(record, "resale");
  if (c.primary == false && c.resale == false) {
    wrong("resale", "neither primary nor resale leaves nothing");
  }
  c.min_price = money(record, "min_price");
  c.max_price = money(record, "max_price");
  c.budget = money(record, "budget");
  c.target_price = money(record, "target_price");
  if (c.min_price && c.max_price) {
    if (c.min_price->currency != c.max_price->currency) {
      wrong("max_price", "is in another currency than min_price");
    }
    if (c.max_price->minor < c.min_price->minor) wrong("max_price", "is below min_price");
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

void read_importance(const Json& record, WatchCriteria& c) {
  c.required = c.given;
  if (find(record, "required") != nullptr) {
    c.required = {};
    for (const std::string& field : texts(record, "required", ',')) {
      const Criterion which = criterion_named(field, "required");
      if (!c.has(which)) wrong("required", fmt::format("'{}' is not given", field));
      c.required[static_cast<std::size_t>(which)] = true;
    }
  }
  c.weight.fill(1);
  const Json* weights = find(record, "weights");
  if (weights == nullptr) return;
  if (!weights->is_object()) wrong("weights", "must be an object: numbers by criterion");
  for (const auto& [field, value] : weights->items()) {
    const Criterion which = criterion_named(field, "weights");
    if (!value.is_number() || !(value.get<double>() >= 0 && value.get<double>() <= 100)) {
      wrong("weights", fmt::format("{} must be a number between 0 and 100", field));
    }
    c.weight[static_cast<std::size_t>(which)] = value.get<double>();
  }
}

void read_alerting(const Json& record, WatchCriteria& c) {
  c.alerts = texts(record, "alerts", ',');
  for (const std::string& kind : c.alerts) {
    if (std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end()) continue;
    const auto near = nearest(kind, kKinds);
    wrong("alerts", near ? fmt::format("'{}' is no kind; did you mean {}?", kind, *near)
                         : fmt::format("'{}' is no kind that watches raise", kind));
  }
  if (const Json* value = find(record, "cool_down")) {
    c.cool_down = parse_duration(text_in(*value, "cool_down"));
    if (!c.cool_down) wrong("cool_down", "must be a duration: 90s, 15m, 2h or 7d");
  }
  if (const auto percent = number(record, "again_if_better_percent", 0.01, 100)) {
    c.again_if_better = std::llround(*percent * 100);
  }
  if (const Json* value = find(record, "expires_at")) {
    c.expires_at = parse_instant(text_in(*value, "expires_at"));
    if (!c.expires_at) wrong("expires_at", "must be an RFC 3339 time or a date");
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
    WatchCriteria c;
    read_event_part(record, c);
    read_offer_part(record, c);
    mark_given(c);
    read_importance(record, c);
    read_alerting(record, c);
    return c;
  } catch (const Wrong& w) {
    why = w.why;
    return std::nullopt;
  }
}

}  // namespace tocsin
