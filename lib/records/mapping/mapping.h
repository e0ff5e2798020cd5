// Mapping files: how the rows of another system's export become records. See tocsin-records(5),
// MAPPINGS. Reading a file and mapping a row are pure.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "model/record.h"

namespace tocsin::records {

inline constexpr std::size_t kLargestMapping = 1U << 20;

// A field's value: from a column, or the same in every record.
struct FieldRule {
  const Field* field = nullptr;
  std::optional<std::size_t> column;  // in Mapping::columns
  std::string constant;               // without a column; with one, what stands where it is absent
  std::string prefix;
  std::map<std::string, std::string> words;  // by what the column says, in lower case
  char separator = ',';                      // of lists
};

// Which rows of a group become such a record.
enum class RowsOf { each, first, last, changes };

struct RecordRule {
  const RecordType* type = nullptr;
  RowsOf rows = RowsOf::each;
  std::vector<FieldRule> fields;
  // Of `changes`: its field "to" differs from the row before. What was there before the first;
  // without it what the first one has is no change.
  std::optional<std::string> initial;
  // Columns that must have one of these values; an empty list: any value.
  std::vector<std::pair<std::size_t, std::vector<std::string>>> when;
};

struct Mapping {
  std::string origin;
  enum class Format { csv, json } format = Format::csv;
  char delimiter = ',';
  std::string source;
  Zone zone = Zone::utc();              // of times that name none
  std::vector<std::string> times;       // strptime(3); none: RFC 3339
  std::vector<std::string> absent{""};  // values that say nothing
  std::optional<std::size_t> group;     // rows that follow each other with the same value here
  std::vector<std::string> columns;     // those that are referred to: names, or JSON pointers
  std::vector<RecordRule> records;
};

// Exit::config "WHERE:LINE: reason" for what is none.
Mapping read_mapping(std::string_view text, const std::string& where);
// "incident_log": NAME.toml in `folder`, else the shipped one; a name with "/" or ".toml" is a
// file. Exit::no_input, naming those there are.
Mapping load_mapping(const std::string& name, const std::filesystem::path& folder);
std::vector<std::string> mapping_names(const std::filesystem::path& folder);

// The values of the columns that a mapping refers to; nothing where one is absent.
using Cells = std::vector<std::optional<std::string>>;

struct Mapped {
  std::size_t row = 0;  // which made it
  Json record;
};

// The records that rows of one group make, in the order of the rules, then of the rows; the same
// one once.
std::vector<Mapped> map_group(const Mapping& mapping, std::span<const Cells> rows);

}  // namespace tocsin::records
