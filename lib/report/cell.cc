#include "report/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/money.h"
#include "base/time.h"
#include "model/alert.h"
#include "report/story.h"

namespace tocsin::report {
namespace {

const std::string* text_in(const Row& row, int i) {
  return i < 0 ? nullptr : std::get_if<std::string>(&row[static_cast<std::size_t>(i)]);
}

std::optional<std::int64_t> whole(const Cell& cell) {
  if (const auto* n = std::get_if<std::int64_t>(&cell)) return *n;
  if (const auto* d = std::get_if<double>(&cell)) return std::llround(*d);
  return std::nullopt;
}

std::optional<Money> money_in(const Column& column, const Row& row, const Cell& cell) {
  const auto minor = whole(cell);
  const std::string* code = text_in(row, column.currency);
  if (!minor || code == nullptr) return std::nullopt;
  const auto currency = Currency::parse(*code);
  if (!currency) return std::nullopt;
  return Money{*minor, *currency};
}

std::string plain(const Cell& cell) {
  if (const auto* n = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *n);
  if (const auto* d = std::get_if<double>(&cell)) return fmt::format("{}", *d);
  if (const auto* s = std::get_if<std::string>(&cell)) return *s;
  return "";
}

// JSON text from the database; what cannot be read is shown as it is.
Json parsed(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  if (text == nullptr) return {};
  std::string why;
  return parse_json(*text, why).value_or(Json(*text));
}

std::string say_counts(const Json& counts) {
  if (!counts.is_object()) return counts.is_string() ? counts.get<std::string>() : "";
  std::vector<std::string> parts;
  for (const auto& [name, n] : counts.items()) {
    if (n.is_number() && n != 0) parts.push_back(fmt::format("{} {}", name, n.dump()));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

// The two factors that weigh most.
std::string say_factors(const Json& list) {
  if (!list.is_array()) return "";
  std::vector<std::pair<double, std::string>> reasons;
  for (const Json& f : list) {
    if (!f.is_object() || f.value("reason", "").empty()) continue;
    const double share = f.value("value", 0.0) * f.value("weight", 0.0);
    if (share > 0) reasons.emplace_back(share, f.value("reason", ""));
  }
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string out;
  for (std::size_t i = 0; i < reasons.size() && i < 2; ++i) {
    out += (i == 0 ? "" : "; ") + reasons[i].second;
  }
  return out;
}

// "450 ms" below a second: say_duration would call it nothing.
std::string say_length(std::int64_t ms) {
  return ms > -1000 && ms < 1000 ? fmt::format("{} ms", ms) : say_duration(Duration{ms});
}

// "2026-W11": weeks begin on Monday, and belong to the year of their Thursday (ISO 8601).
std::string say_week(std::int64_t ms) {
  using namespace std::chrono;
  const auto day = floor<days>(from_ms(ms));
  const auto thursday = day - (weekday{day} - Monday) + days{3};
  const year y = year_month_day{thursday}.year();
  return fmt::format("{}-W{:02}", static_cast<int>(y),
                     (thursday - sys_days{y / January / 1}).count() / 7 + 1);
}

std::string spaced(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::optional<std::vector<Happening>> story_in(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::nullopt : story_from(*text);
}

std::string without(std::string_view name, std::string_view suffix) {
  if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  return std::string(name);
}

}  // namespace

bool holds_numbers(const std::vector<Column>& columns, const std::vector<Row>& rows,
                   std::size_t i) {
  switch (columns[i].kind) {
    case ColumnKind::duration:
    case ColumnKind::money:
    case ColumnKind::percent:
      return true;
    case ColumnKind::plain:
      break;
    default:
      return false;
  }
  const auto is = [&](auto type) {
    return [i, type](const Row& row) { return std::holds_alternative<decltype(type)>(row[i]); };
  };
  return std::none_of(rows.begin(), rows.end(), is(std::string())) &&
         !std::all_of(rows.begin(), rows.end(), is(nullptr));
}

ColumnKind kind_of(std::string_view name) {
  if (name == "at" || name.ends_with("_at") || name.ends_with("_until")) return ColumnKind::time;
  if (name.ends_with("_ms")) return ColumnKind::duration;
  if (name.ends_with("_minor")) return ColumnKind::money;
  if (name.ends_with("_percent")) return ColumnKind::percent;
  if (name == "priority") return ColumnKind::priority;
  if (name == "status" || name == "availability") return ColumnKind::status;
  if (name == "counts") return ColumnKind::counts;
  if (name == "currency" || name.ends_with("_currency")) return ColumnKind::hidden;
  return ColumnKind::plain;
}

std::string title_of(std::string_view name) {
  if (name == "id" || name == "url") return name == "id" ? "ID" : "URL";
  std::string out(name);
  for (const std::string_view suffix : {"_at", "_ms", "_minor", "_percent"}) {
    if (out.size() > suffix.size()) out = without(out, suffix);
  }
  out = spaced(std::move(out));
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  if (name.ends_with("_percent")) out += " %";
  return out;
}

std::vector<Column> columns_named(const std::vector<std::string>& names) {
  const auto place = [&](const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? -1 : static_cast<int>(found - names.begin());
  };
  std::vector<Column> out;
  for (const std::string& name : names) {
    Column c{.name = name, .key = name, .title = title_of(name), .kind = kind_of(name)};
    if (c.kind == ColumnKind::money) {
      c.key = without(name, "_minor");
      const int own = place(c.key + "_currency");
      c.currency = own >= 0 ? own : place("currency");
      if (c.currency < 0) {
        c.key = name;
        c.kind = ColumnKind::plain;
      }
    }
    out.push_back(std::move(c));
  }
  return out;
}

bool holds_times(const Column& column) {
  return column.kind == ColumnKind::time || column.kind == ColumnKind::week;
}

OrderedJson json_value(const std::vector<Column>& columns, const Row& row, std::size_t i) {
  const Cell& cell = row[i];
  if (std::holds_alternative<std::nullptr_t>(cell)) return nullptr;
  switch (columns[i].kind) {
    case ColumnKind::time:
      if (const auto ms = whole(cell)) return format_instant(from_ms(*ms));
      break;
    case ColumnKind::money:
      if (const auto money = money_in(columns[i], row, cell)) {
        return OrderedJson{{"amount", money->amount()}, {"currency", money->currency.code()}};
      }
      break;
    case ColumnKind::counts:
    case ColumnKind::factors:
      return OrderedJson(parsed(cell));
    case ColumnKind::flag:
      if (const auto n = whole(cell)) return *n != 0;
      break;
    case ColumnKind::week:
      if (const auto ms = whole(cell)) return say_week(*ms);
      break;
    case ColumnKind::story:
      if (const auto story = story_in(cell)) return story_json(*story);
      break;
    default:
      break;
  }
  return std::visit([](const auto& held) { return OrderedJson(held); }, cell);
}

std::string said(const std::vector<Column>& columns, const Row& row, std::size_t i,
                 const Zone& zone) {
  const Cell& cell = row[i];
  if (std::holds_alternative<std::nullptr_t>(cell)) return "";
  const auto n = whole(cell);
  switch (columns[i].kind) {
    case ColumnKind::time:
      if (n) return say_time(from_ms(*n), zone);
      break;
    case ColumnKind::duration:
      if (n) return say_length(*n);
      break;
    case ColumnKind::money:
      if (const auto money = money_in(columns[i], row, cell)) return money->text();
      break;
    case ColumnKind::percent:
      if (n) return fmt::format("{:.1f} %", number_of(columns, row, i));
      break;
    case ColumnKind::priority:
      if (n && *n >= kLowest && *n <= kCritical) {
        return std::string(priority_name(static_cast<Priority>(*n)));
      }
      break;
    case ColumnKind::counts:
      return say_counts(parsed(cell));
    case ColumnKind::factors:
      return say_factors(parsed(cell));
    case ColumnKind::word:
      return spaced(plain(cell));
    case ColumnKind::flag:
      if (n) return *n != 0 ? "yes" : "";
      break;
    case ColumnKind::week:
      if (n) return say_week(*n);
      break;
    case ColumnKind::story:
      if (const auto story = story_in(cell)) return say_story(*story, zone);
      break;
    default:
      break;
  }
  return plain(cell);
}

double number_of(const std::vector<Column>& columns, const Row& row, std::size_t i) {
  const Cell& cell = row[i];
  double value = std::numeric_limits<double>::quiet_NaN();
  if (const auto* n = std::get_if<std::int64_t>(&cell)) value = static_cast<double>(*n);
  if (const auto* d = std::get_if<double>(&cell)) value = *d;
  if (columns[i].kind == ColumnKind::money) {
    const auto money = money_in(columns[i], row, cell);
    if (money) value /= std::pow(10, money->currency.decimals());
  } else if (holds_times(columns[i]) || columns[i].kind == ColumnKind::duration) {
    value /= 1000;
  } else if (const auto* word = std::get_if<std::string>(&cell);
             word != nullptr && columns[i].kind == ColumnKind::priority) {
    if (const auto p = priority_from(*word)) value = *p;
  }
  return value;
}

std::string say_time(Instant t, const Zone& zone) {
  const bool known = t < kZoneHorizon && zone.name() != "UTC";
  const auto local = known ? zone.to_local(t) : LocalTime{t.time_since_epoch()};
  // Wall time is printed by the same arithmetic as UTC.
  std::string out = format_instant(Instant{local.time_since_epoch()}).substr(0, 16);
  out[10] = ' ';
  return known ? out : out + "Z";
}

}  // namespace tocsin::report
