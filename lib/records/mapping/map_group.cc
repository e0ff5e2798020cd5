// Rows into records.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <unordered_set>

#include "base/text.h"
#include "base/time.h"
#include "records/mapping/mapping.h"

namespace tocsin::records {
namespace {

// By strptime(3), all of the text; nothing for a day that there is not.
std::optional<LocalTime> local_time(const std::string& text, const std::string& format) {
  std::tm tm{};
  tm.tm_mday = 1;
  const char* end = ::strptime(text.c_str(), format.c_str(), &tm);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{tm.tm_year + 1900},
                                        std::chrono::month{static_cast<unsigned>(tm.tm_mon) + 1},
                                        std::chrono::day{static_cast<unsigned>(tm.tm_mday)}};
  if (!day.ok()) return std::nullopt;
  return LocalTime{std::chrono::local_days{day}} + std::chrono::hours{tm.tm_hour} +
         std::chrono::minutes{tm.tm_min} + std::chrono::seconds{std::min(tm.tm_sec, 59)};
}

std::string time_text(const Mapping& mapping, const std::string& given) {
  for (const std::string& format : mapping.times) {
    const auto local = local_time(given, format);
    if (!local || local->time_since_epoch() >= kZoneHorizon.time_since_epoch()) continue;
    return format_instant(mapping.zone.to_instant(*local));
  }
  return given;  // for the reader of records to judge
}

Json list_of(const std::string& text, char separator) {
  return split(text, separator);
}

// What the text says as the field's JSON; text that does not fit stays text, for the reader of
// records to say what is wrong with it.
Json value_of(const Mapping& mapping, const FieldRule& rule, const std::string& text) {
  switch (rule.field->kind) {
    case FieldKind::time:
      return time_text(mapping, text);
    case FieldKind::texts:
    case FieldKind::some_texts:
    case FieldKind::words:
      return list_of(text, rule.separator);
    case FieldKind::flag: {
      const std::string lower = to_lower(text);
      if (lower == "true" || lower == "yes" || lower == "1") return true;
      if (lower == "false" || lower == "no" || lower == "0") return false;
      return text;
    }
    case FieldKind::integer:
    case FieldKind::number: {
      double value = 0;
      const char* end = text.data() + text.size();
      const auto [at, error] = std::from_chars(text.data(), end, value);
      if (error != std::errc{} || at != end) return text;
      if (rule.field->kind == FieldKind::integer) return static_cast<std::int64_t>(value);
      return value;
    }
    default:
      return text;
  }
}

class Mapper {
 public:
  Mapper(const Mapping& mapping, std::span<const Cells> rows) : mapping_(mapping), rows_(rows) {}

  std::vector<Mapped> all() {
    for (const RecordRule& rule : mapping_.records) map(rule);
    return std::move(out_);
  }

 private:
  void map(const RecordRule& rule) {
    if (rule.rows == RowsOf::changes) return map_changes(rule);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rule.rows == RowsOf::first && i > 0) break;
      if (rule.rows == RowsOf::last && i + 1 < rows_.size()) continue;
      if (holds(rule, rows_[i])) add(i, record_of(rule, rows_[i]));
    }
  }

  void map_changes(const RecordRule& rule) {
    std::optional<std::string> before = rule.initial;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!holds(rule, rows_[i])) continue;
      Json record = record_of(rule, rows_[i]);
      const auto to = record.find("to");
      const std::string now = to == record.end() ? "" : to->get<std::string>();
      if (!before) before = now;
      if (now.empty() || now == *before) continue;
      if (!before->empty()) record["from"] = *before;
      before = now;
      add(i, std::move(record));
    }
  }

  std::optional<std::string> cell(const Cells& row, std::size_t column) const {
    const auto& value = row[column];
    if (!value) return std::nullopt;
    const bool says_nothing =
        std::find(mapping_.absent.begin(), mapping_.absent.end(), *value) != mapping_.absent.end();
    return says_nothing ? std::nullopt : value;
  }

  bool holds(const RecordRule& rule, const Cells& row) const {
    return std::all_of(rule.when.begin(), rule.when.end(), [&](const auto& condition) {
      const auto value = cell(row, condition.first);
      const auto& wanted = condition.second;
      return value &&
             (wanted.empty() || std::find(wanted.begin(), wanted.end(), *value) != wanted.end());
    });
  }

  Json record_of(const RecordRule& rule, const Cells& row) const {
    Json out{{"type", rule.type->name}};
    if (!mapping_.source.empty() && find_field(rule.type->fields, "source") != nullptr) {
      out["source"] = mapping_.source;
    }
    for (const FieldRule& field : rule.fields) {
      auto text = field.column ? cell(row, *field.column) : std::nullopt;
      if (text) {
        const auto word = field.words.find(to_lower(trim(*text)));
        if (word != field.words.end()) {
          text = word->second;
        } else {
          *text = field.prefix + *text;
        }
      } else if (!field.constant.empty()) {
        text = field.constant;
      }
      // A word may stand for nothing.
      if (text && !text->empty())
        out[std::string(field.field->name)] = value_of(mapping_, field, *text);
    }
    return out;
  }

  void add(std::size_t row, Json record) {
    if (seen_.insert(record.dump()).second) out_.push_back({row, std::move(record)});
  }

  const Mapping& mapping_;
  std::span<const Cells> rows_;
  std::vector<Mapped> out_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::vector<Mapped> map_group(const Mapping& mapping, std::span<const Cells> rows) {
  return Mapper(mapping, rows).all();
}

}  // namespace tocsin::records
