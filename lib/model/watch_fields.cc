#include "model/watch_fields.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "base/time.h"

namespace tocsin {
namespace {

constexpr auto kDays =
    std::to_array<std::string_view>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});

std::string text_in(const Json& value, std::string_view field) {
  if (!value.is_string()) wrong_field(field, "must be text");
  std::string out(trim(value.get_ref<const std::string&>()));
  if (out.empty()) wrong_field(field, "must not be empty");
  return out;
}

Name name_of(std::string text, std::string_view field) {
  std::string folded = fold(text);
  if (folded.empty()) wrong_field(field, fmt::format("'{}' has no letters or digits", text));
  return {std::move(text), std::move(folded)};
}

std::size_t day_index(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  for (std::size_t i = 0; i < kDays.size(); ++i) {
    if (lower.size() >= 3 && lower.starts_with(kDays[i])) return i;
  }
  wrong_field("weekdays", fmt::format("'{}' is no day (mon, tue, … sun)", text));
}

}  // namespace

void wrong_field(std::string_view field, std::string_view reason) {
  throw WrongField{fmt::format("{}: {}", field, reason)};
}

const Json* WatchFields::find(const char* field) const {
  const auto it = record_.find(field);
  return it == record_.end() || it->is_null() ? nullptr : &*it;
}

std::optional<std::string> WatchFields::text(const char* field) const {
  const Json* value = find(field);
  return value == nullptr ? std::nullopt : std::optional(text_in(*value, field));
}

std::vector<std::string> WatchFields::texts(const char* field, char separator) const {
  const Json* value = find(field);
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

std::optional<Name> WatchFields::name(const char* field) const {
  auto given = text(field);
  if (!given) return std::nullopt;
  return name_of(*std::move(given), field);
}

std::vector<Name> WatchFields::names(const char* field, char separator) const {
  std::vector<Name> out;
  for (std::string& text : texts(field, separator)) {
    out.push_back(name_of(std::move(text), field));
  }
  return out;
}

std::optional<bool> WatchFields::flag(const char* field) const {
  const Json* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) wrong_field(field, "must be true or false");
  return value->get<bool>();
}

std::optional<double> WatchFields::number(const char* field, double low, double high) const {
  const Json* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) wrong_field(field, "must be a number");
  const double out = value->get<double>();
  if (!(out >= low && out <= high)) {
    wrong_field(field, fmt::format("{} is not between {} and {}", value->dump(), low, high));
  }
  return out;
}

std::optional<Money> WatchFields::money(const char* field) const {
  const Json* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object() || !value->contains("amount") || !value->contains("currency") ||
      !value->at("amount").is_string() || !value->at("currency").is_string()) {
    wrong_field(field, R"(must be {"amount":"119.50","currency":"GBP"})");
  }
  const std::string code = value->at("currency");
  const auto currency = Currency::parse(code);
  if (!currency) wrong_field(field, fmt::format("'{}' is no currency of ISO 4217", code));
  const std::string amount = value->at("amount");
  const auto out = Money::parse(amount, *currency);
  if (!out) wrong_field(field, fmt::format("'{}' is no amount of {}", amount, currency->code()));
  if (out->minor < 0) wrong_field(field, "must not be negative");
  return out;
}

std::optional<DayOrInstant> WatchFields::day_or_instant(const char* field) const {
  const auto given = text(field);
  if (!given) return std::nullopt;
  const auto at = parse_instant(*given);
  if (!at) {
    wrong_field(field, fmt::format("'{}' is neither a date nor an RFC 3339 time", *given));
  }
  return DayOrInstant{*at, given->size() == std::string_view("2026-01-31").size()};
}

SeatSet WatchFields::seats(const char* field) const {
  SeatSet out;
  std::string why;
  for (const std::string& text : texts(field, ',')) {
    if (!out.add(text, why)) wrong_field(field, why);
  }
  return out;
}

std::array<bool, 7> WatchFields::weekdays() const {
  std::array<bool, 7> out{};
  for (const std::string& text : texts("weekdays", ',')) {
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

DayHours WatchFields::hours() const {
  DayHours out;
  for (const std::string& text : texts("hours", ',')) {
    const auto range = parse_hours(trim(text));
    if (!range) wrong_field("hours", fmt::format("'{}' does not look like 18:00-23:00", text));
    out.push_back(*range);
  }
  return out;
}

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

}  // namespace tocsin
