// Reading mapping files.

#include <fmt/format.h>

#include <algorithm>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/toml_table.h"
#include "records/mapping/mapping.h"

namespace tocsin::records {
namespace {

constexpr std::string_view kFolder = "mappings/", kEnding = ".toml";
constexpr std::string_view kFileKeys[] = {"format", "delimiter", "source", "time_zone",
                                          "times",  "absent",    "group",  "record"};
constexpr std::string_view kRecordKeys[] = {"type", "rows", "initial", "when", "fields"};
constexpr std::string_view kFieldKeys[] = {"column", "value", "prefix", "words", "separator"};
constexpr TomlWord kFormats[] = {{"csv", static_cast<int>(Mapping::Format::csv)},
                                 {"json", static_cast<int>(Mapping::Format::json)}};
constexpr TomlWord kRows[] = {{"each", static_cast<int>(RowsOf::each)},
                              {"first", static_cast<int>(RowsOf::first)},
                              {"last", static_cast<int>(RowsOf::last)},
                              {"changes", static_cast<int>(RowsOf::changes)}};
constexpr std::string_view kAny = "*";

class Reader {
 public:
  explicit Reader(Mapping& mapping) : mapping_(mapping) {}

  void read(const TomlTable& file) {
    mapping_.format = file.word<Mapping::Format>("format", kFormats).value_or(mapping_.format);
    mapping_.delimiter = character(file, "delimiter", ',');
    mapping_.source = file.text("source").value_or("");
    if (const auto zone = file.text("time_zone")) {
      if (!Zone::exists(*zone))
        file.refuse("time_zone", fmt::format("'{}' is no time zone", *zone));
      mapping_.zone = Zone::find(*zone);
    }
    mapping_.times = file.texts("times");
    if (file.has("absent")) mapping_.absent = file.texts("absent");
    if (const auto group = file.text("group")) mapping_.group = column(*group);
    for (const auto& [name, table] : file.tables("record", kRecordKeys)) {
      mapping_.records.push_back(record(table));
    }
    if (mapping_.records.empty()) file.refuse("there is no [[record]]");
    if (mapping_.format == Mapping::Format::json) check_pointers(file);
  }

 private:
  std::size_t column(const std::string& name) {
    const auto at = std::find(mapping_.columns.begin(), mapping_.columns.end(), name);
    if (at == mapping_.columns.end()) {
      mapping_.columns.push_back(name);
      return mapping_.columns.size() - 1;
    }
    return static_cast<std::size_t>(at - mapping_.columns.begin());
  }

  void check_pointers(const TomlTable& file) const {
    for (const std::string& name : mapping_.columns) {
      if (!name.starts_with('/')) continue;
      try {
        (void)Json::json_pointer(name);
      } catch (const Json::exception&) {
        file.refuse(fmt::format("'{}' is no JSON pointer (RFC 6901)", name));
      }
    }
  }

  static char character(const TomlTable& t, std::string_view key, char otherwise) {
    const auto text = t.text(key);
    if (!text) return otherwise;
    if (text->size() != 1 || *text == "\"") {
      t.refuse(key, fmt::format("'{}' must be one character, and no quotation mark", key));
    }
    return text->front();
  }

  RecordRule record(const TomlTable& t) {
    RecordRule out;
    const std::string name = t.required_text("type");
    out.type = find_record_type(name);
    if (out.type == nullptr || !out.type->importable) {
      t.refuse("type", fmt::format("'{}' is no record that can be imported", name));
    }
    out.rows = t.word<RowsOf>("rows", kRows).value_or(RowsOf::each);
    out.initial = t.text("initial");
    if (out.rows != RowsOf::each && !mapping_.group) {
      t.refuse("rows", "'rows' needs a 'group' of rows that belong together");
    }
    read_when(t, out);
    const toml::node* fields = t.node("fields");
    if (fields == nullptr || !fields->is_table()) t.refuse("'fields' is missing");
    std::vector<std::string_view> names;
    for (const Field& f : out.type->fields) {
      if (!f.exported && f.kind != FieldKind::object) names.push_back(f.name);
    }
    const TomlTable table = t.below(*fields, "fields", names);
    for (const auto& [key, node] : *fields->as_table()) {
      out.fields.push_back(field(table, node, *find_field(out.type->fields, key.str())));
    }
    const auto has = [&](std::string_view wanted) {
      return std::any_of(out.fields.begin(), out.fields.end(), [&](const FieldRule& f) {
        return f.field->name == wanted && f.column.has_value();
      });
    };
    if (out.rows == RowsOf::changes && !has("to")) {
      t.refuse("rows", "changes are those of the field 'to', which has no column");
    }
    return out;
  }

  void read_when(const TomlTable& t, RecordRule& out) {
    const toml::node* when = t.node("when");
    if (when == nullptr) return;
    if (!when->is_table()) t.refuse("when", "'when' must be a table");
    for (const auto& [key, node] : *when->as_table()) {
      std::vector<std::string> values;
      if (const auto one = node.value_exact<std::string>()) {
        values.push_back(*one);
      } else if (const toml::array* list = node.as_array()) {
        for (const toml::node& item : *list) {
          const auto value = item.value_exact<std::string>();
          if (!value) t.refuse(item, "a value must be a text");
          values.push_back(*value);
        }
      } else {
        t.refuse(node, fmt::format("'{}' must be a text or a list of texts", key.str()));
      }
      if (std::find(values.begin(), values.end(), kAny) != values.end()) values.clear();
      out.when.emplace_back(column(std::string(key.str())), std::move(values));
    }
  }

  FieldRule field(const TomlTable& fields, const toml::node& node, const Field& of) {
    FieldRule out;
    out.field = &of;
    if (const auto name = node.value_exact<std::string>()) {
      out.column = column(*name);
      return out;
    }
    const TomlTable t = fields.below(node, of.name, kFieldKeys);
    if (const auto name = t.text("column")) out.column = column(*name);
    out.constant = t.text("value").value_or("");
    out.prefix = t.text("prefix").value_or("");
    out.separator = character(t, "separator", ',');
    if (!out.column && out.constant.empty()) t.refuse("a field has a column or a value");
    if (const toml::node* words = t.node("words")) {
      if (!words->is_table()) t.refuse("words", "'words' must be a table");
      for (const auto& [key, word] : *words->as_table()) {
        const auto value = word.value_exact<std::string>();
        if (!value) t.refuse(word, "a word must be a text");
        out.words[to_lower(key.str())] = *value;
      }
    }
    return out;
  }

  Mapping& mapping_;
};

bool is_file(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(kEnding);
}

}  // namespace

Mapping read_mapping(std::string_view text, const std::string& where) {
  if (text.size() > kLargestMapping) fail(Exit::config, "{}: larger than 1 MiB", where);
  const toml::table root = read_toml(text, where);
  Mapping out;
  out.origin = where;
  Reader(out).read(TomlTable(root, where, 1, kFileKeys));
  return out;
}

std::vector<std::string> mapping_names(const std::filesystem::path& folder) {
  std::vector<std::string> out;
  for (const EmbeddedFile& f : shipped::files()) {
    if (!f.name.starts_with(kFolder) || !f.name.ends_with(kEnding)) continue;
    out.emplace_back(
        f.name.substr(kFolder.size(), f.name.size() - kFolder.size() - kEnding.size()));
  }
  std::error_code ignored;
  if (!folder.empty()) {
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
      if (entry.path().extension() == kEnding) out.push_back(entry.path().stem().string());
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Mapping load_mapping(const std::string& name, const std::filesystem::path& folder) {
  if (is_file(name)) return read_mapping(read_file(name, kLargestMapping + 1), name);
  const std::filesystem::path own = folder / (name + std::string(kEnding));
  std::error_code ignored;
  if (!folder.empty() && std::filesystem::exists(own, ignored)) {
    return read_mapping(read_file(own, kLargestMapping + 1), own.string());
  }
  const std::string wanted = std::string(kFolder) + name + std::string(kEnding);
  for (const EmbeddedFile& f : shipped::files()) {
    if (f.name == wanted) return read_mapping(f.content, wanted);
  }
  fail(Exit::no_input, "no mapping '{}'; there are: {}", name,
       fmt::join(mapping_names(folder), ", "));
}

}  // namespace tocsin::records
