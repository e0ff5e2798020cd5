#include "model/record.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "model/field_faults.h"

namespace tocsin {
namespace {

class Checker {
 public:
  Checker(std::vector<Problem>& problems, bool lenient) : problems_(problems), lenient_(lenient) {}

  void check_object(std::span<const Field> fields, const Json& object, const std::string& prefix) {
    for (const auto& [name, value] : object.items()) {
      const Field* field = find_field(fields, name);
      if (field == nullptr) {
        if (!lenient_ && !(prefix.empty() && name == "type")) unknown(fields, prefix, name);
      } else if (!value.is_null()) {
        check(*field, value, prefix);
      }
    }
    for (const Field& field : fields) {
      if (!field.required) continue;
      const auto found = object.find(field.name);
      if (found == object.end() || (found->is_null() && !field.null_means)) {
        add(prefix, field.name, "is missing");
      }
    }
  }

 private:
  void add(const std::string& prefix, std::string_view name, std::string reason) {
    problems_.push_back({prefix + std::string(name), std::move(reason)});
  }

  void unknown(std::span<const Field> fields, const std::string& prefix, const std::string& name) {
    std::vector<std::string_view> known;
    for (const Field& f : fields) known.push_back(f.name);
    add(prefix, utf8_prefix(name, 60), "is not a field of this record" + suggestion(name, known));
  }

  void check(const Field& field, const Json& value, const std::string& prefix) {
    const std::string why = fault_of(field, value);
    if (!why.empty()) return add(prefix, field.name, why);
    if (field.kind == FieldKind::object) {
      check_object(field.parts(), value, prefix + std::string(field.name) + ".");
    }
  }

  std::vector<Problem>& problems_;
  bool lenient_;
};

}  // namespace

const Field* find_field(std::span<const Field> fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

std::string describe(std::span<const Problem> problems) {
  std::string out;
  for (const Problem& p : problems) {
    out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", p.field, p.reason);
  }
  return out;
}

std::vector<Problem> check_record(const RecordType& type, const Json& record, bool lenient) {
  std::vector<Problem> problems;
  if (!record.is_object()) return {{"record", "must be a JSON object"}};
  Checker(problems, lenient).check_object(type.fields, record, "");
  std::vector<std::string> choice;
  int given = 0;
  for (const std::string_view field : type.one_of) {
    if (field.empty()) continue;
    choice.push_back(fmt::format("'{}'", field));
    if (RecordView(record).has(field)) ++given;
  }
  if (!choice.empty() && given != 1) {
    problems.push_back({std::string(type.one_of[0]),
                        fmt::format("{} {} must be given", given > 1 ? "only one of" : "either",
                                    fmt::join(choice, " or "))});
  }
  return problems;
}

const RecordType* type_of_record(const Json& record, std::vector<Problem>& problems) {
  const auto refuse = [&](std::string_view field, std::string reason) {
    problems.push_back({std::string(field), std::move(reason)});
    return nullptr;
  };
  if (!record.is_object()) return refuse("record", "must be a JSON object");
  const auto name = record.find("type");
  if (name == record.end()) return refuse("type", "is missing");
  if (!name->is_string()) return refuse("type", "must be text, not " + shown(*name));
  const auto& given = name->get_ref<const std::string&>();
  const RecordType* type = find_record_type(given);
  if (type != nullptr) return type;
  std::vector<std::string_view> known;
  for (const RecordType* t : record_types()) known.push_back(t->name);
  return refuse("type", shown(*name) + " is no record type" + suggestion(given, known));
}

const Json* RecordView::find(std::string_view name) const {
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::string RecordView::text(std::string_view name) const {
  const Json* value = find(name);
  return value == nullptr ? std::string() : value->get<std::string>();
}

std::optional<std::int64_t> RecordView::integer(std::string_view name) const {
  const Json* value = find(name);
  return value == nullptr ? std::nullopt : std::optional(value->get<std::int64_t>());
}

std::optional<double> RecordView::number(std::string_view name) const {
  const Json* value = find(name);
  return value == nullptr ? std::nullopt : std::optional(value->get<double>());
}

std::optional<bool> RecordView::flag(std::string_view name) const {
  const Json* value = find(name);
  return value == nullptr ? std::nullopt : std::optional(value->get<bool>());
}

std::optional<Instant> RecordView::time(std::string_view name) const {
  const Json* value = find(name);
  return value == nullptr ? std::nullopt : parse_instant(value->get_ref<const std::string&>());
}

std::optional<Money> RecordView::money(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto currency = Currency::parse(value->at("currency").get_ref<const std::string&>());
  return Money::parse(value->at("amount").get_ref<const std::string&>(), currency.value());
}

std::vector<std::string> RecordView::texts(std::string_view name) const {
  const Json* value = find(name);
  return value == nullptr ? std::vector<std::string>() : value->get<std::vector<std::string>>();
}

std::optional<RecordView> RecordView::object(std::string_view name) const {
  const Json* value = find(name);
  return value == nullptr ? std::nullopt : std::optional(RecordView(*value));
}

}  // namespace tocsin
