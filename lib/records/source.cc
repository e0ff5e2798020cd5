#include "records/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "model/field_faults.h"
#include "records/mapping/csv.h"
#include "records/mapping/json_rows.h"

namespace tocsin::records {
namespace {

class JsonLines final : public Source {
 public:
  using Source::Source;

  bool next(Incoming& to) override {
    if (!lines_.next()) return false;
    to = {lines_.number(), std::string(lines_.text()), std::nullopt, ""};
    if (lines_.too_long()) {
      to.reason = fmt::format("is longer than {} bytes", kMaxLine);
      return true;
    }
    to.record = parse_json(lines_.text(), to.reason);
    // The parser counts the lines of its text, which is one line of ours.
    constexpr std::string_view kItsLine = "line 1, ";
    if (!to.record && to.reason.starts_with(kItsLine)) to.reason.erase(0, kItsLine.size());
    return true;
  }
};

struct Row {
  std::int64_t line = 0;
  std::string text, fault;
  Cells cells;
};

class Rows {
 public:
  virtual ~Rows() = default;
  virtual bool next(Row& row) = 0;
};

class CsvRows final : public Rows {
 public:
  CsvRows(LineReader& lines, const Mapping& mapping)
      : mapping_(mapping), csv_(lines, mapping.delimiter) {}

  bool next(Row& row) override {
    if (positions_.empty() && !read_header()) return false;
    if (!csv_.next()) return false;
    row = {csv_.line(), csv_.text(), csv_.fault(), Cells(positions_.size())};
    const auto& fields = csv_.fields();
    if (row.fault.empty() && fields.size() != width_) {
      row.fault = fmt::format("has {} fields, and the header {}", fields.size(), width_);
    }
    for (std::size_t i = 0; i < positions_.size(); ++i) {
      if (positions_[i] >= fields.size()) continue;
      const std::string& value = fields[positions_[i]];
      if (!is_utf8(value))
        row.fault = fmt::format("column '{}': is not UTF-8", mapping_.columns[i]);
      row.cells[i] = value;
    }
    return true;
  }

 private:
  // Of columns with the same name the first counts.
  bool read_header() {
    if (!csv_.next()) return false;
    if (!csv_.fault().empty()) fail(Exit::bad_input, "line {}: {}", csv_.line(), csv_.fault());
    const auto& names = csv_.fields();
    const std::vector<std::string_view> known(names.begin(), names.end());
    width_ = names.size();
    for (const std::string& column : mapping_.columns) {
      const auto at = std::find(names.begin(), names.end(), column);
      if (at == names.end()) {
        fail(Exit::bad_input, "line {}: there is no column '{}', which {} names{}", csv_.line(),
             column, mapping_.origin, suggestion(column, known));
      }
      positions_.push_back(static_cast<std::size_t>(at - names.begin()));
    }
    return true;
  }

  const Mapping& mapping_;
  CsvReader csv_;
  std::vector<std::size_t> positions_;
  std::size_t width_ = 0;
};

class JsonObjects final : public Rows {
 public:
  JsonObjects(LineReader& lines, const Mapping& mapping) : json_(lines) {
    for (const std::string& column : mapping.columns) {
      const bool is_pointer = column.starts_with('/');
      pointers_.push_back(is_pointer ? Json::json_pointer(column) : Json::json_pointer() / column);
    }
  }

  bool next(Row& row) override {
    if (!json_.next()) return false;
    row = {json_.line(), json_.text(), json_.fault(), Cells(pointers_.size())};
    if (!row.fault.empty()) return true;
    for (std::size_t i = 0; i < pointers_.size(); ++i) {
      if (json_.object().contains(pointers_[i]))
        row.cells[i] = text_of(json_.object()[pointers_[i]]);
    }
    return true;
  }

 private:
  // A list of texts as the mapping's lists are written.
  static std::optional<std::string> text_of(const Json& value) {
    if (value.is_null()) return std::nullopt;
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump();
    std::string out;
    for (const Json& item : value) {
      if (!out.empty()) out += ',';
      out += item.is_string() ? item.get<std::string>() : item.dump();
    }
    return out;
  }

  JsonRows json_;
  std::vector<Json::json_pointer> pointers_;
};

class MappedRows final : public Source {
 public:
  MappedRows(const std::string& file, const Mapping& mapping)
      : Source(file), mapping_(mapping), rows_(open()) {}

  bool next(Incoming& to) override {
    while (ready_.empty()) {
      if (over_ && !held_) return false;
      read_group();
    }
    to = std::move(ready_.front());
    ready_.pop_front();
    return true;
  }

  void rewind() override {
    Source::rewind();
    rows_ = open();
    held_.reset();
    over_ = false;
    ready_.clear();
    seen_.clear();
  }

 private:
  static constexpr std::size_t kMostRows = 10'000;  // of one group
  static constexpr std::size_t kMostSeen = 500'000;

  std::unique_ptr<Rows> open() {
    if (mapping_.format == Mapping::Format::csv) return std::make_unique<CsvRows>(lines_, mapping_);
    return std::make_unique<JsonObjects>(lines_, mapping_);
  }

  // Rows that follow each other with the same value in the column of the group.
  void read_group() {
    std::vector<Row> group;
    if (held_) group.push_back(*std::exchange(held_, std::nullopt));
    for (Row row; group.size() < kMostRows;) {
      if (!rows_->next(row)) {
        over_ = true;
        break;
      }
      if (!row.fault.empty()) {
        ready_.push_back({row.line, row.text, std::nullopt, row.fault});
        continue;
      }
      const bool belongs = group.empty() || (mapping_.group && row.cells[*mapping_.group] ==
                                                                   group[0].cells[*mapping_.group]);
      if (!belongs) {
        held_ = std::move(row);
        break;
      }
      group.push_back(std::move(row));
    }
    give(group);
  }

  void give(const std::vector<Row>& group) {
    std::vector<Cells> cells;
    for (const Row& row : group) cells.push_back(row.cells);
    for (Mapped& m : map_group(mapping_, cells)) {
      if (is_known(m.record)) continue;
      ready_.push_back({group[m.row].line, group[m.row].text, std::move(m.record), ""});
    }
  }

  // The same people stand in row after row: what was given before is not given again.
  bool is_known(const Json& record) {
    if (seen_.size() >= kMostSeen) seen_.clear();
    return !seen_.insert(std::hash<Json>()(record)).second;
  }

  const Mapping& mapping_;
  std::unique_ptr<Rows> rows_;
  std::optional<Row> held_;  // the first of the next group
  bool over_ = false;
  std::deque<Incoming> ready_;
  std::unordered_set<std::size_t> seen_;
};

}  // namespace

std::unique_ptr<Source> json_lines(const std::string& file) {
  return std::make_unique<JsonLines>(file);
}

std::unique_ptr<Source> mapped_rows(const std::string& file, const Mapping& mapping) {
  return std::make_unique<MappedRows>(file, mapping);
}

}  // namespace tocsin::records
