#include "model/record.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "base/zone.h"

namespace tocsin {
namespace {

std::string said(const Json& value) {
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : std::string(utf8_prefix(text, 57)) + "…";
}

template <typename Names>
std::string suggestion(std::string_view given, const Names& known) {
  const auto near = nearest(given, known);
  return near ? fmt::format("; did you mean '{}'?", *near) : std::string();
}

std::string listed(std::span<const std::string_view> words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

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
    const std::string why = fault(field, value);
    if (!why.empty()) return add(prefix, field.name, why);
    if (field.kind == FieldKind::object) {
      check_object(field.parts(), value, prefix + std::string(field.name) + ".");
    }
  }

  // Why the value does not fit the field; empty if it does. The inside of an object is not seen to.
  static std::string fault(const Field& field, const Json& value) {
    switch (field.kind) {
      case FieldKind::text:
        return text_fault(value, field.required);
      case FieldKind::word:
        return word_fault(field.words, value);
      case FieldKind::integer:
        if (!value.is_number_integer()) return "must be a whole number";
        return range_fault(field, value.get<double>());
      case FieldKind::number:
        if (!value.is_number()) return "must be a number";
        return range_fault(field, value.get<double>());
      case FieldKind::flag:
        return value.is_boolean() ? "" : "must be true or false";
      case FieldKind::money:
        return money_fault(value);
      case FieldKind::time:
        return value.is_string() && parse_instant(value.get_ref<const std::string&>())
                   ? ""
                   : "must be a time like 2026-01-31T09:00:00Z or a date, not " + said(value);
      case FieldKind::zone:
        return zone_fault(value);
      case FieldKind::email:
        return email_fault(value);
      case FieldKind::texts:
        return list_fault(value, [](const Json& entry) { return text_fault(entry, true); });
      case FieldKind::some_texts:
        if (value.is_string()) return text_fault(value, field.required);
        return list_fault(value, [](const Json& entry) { return text_fault(entry, true); });
      case FieldKind::words:
        return list_fault(value, [&](const Json& entry) { return word_fault(field.words, entry); });
      case FieldKind::object:
        if (!value.is_object()) return "must be an object";
        return value.size() > kMaxList ? fmt::format("has more than {} entries", kMaxList) : "";
      case FieldKind::open:
        return value.is_object() ? inside_fault(value) : "must be an object";
      case FieldKind::labels:
        return labels_fault(value);
      case FieldKind::weights:
        return weights_fault(field, value);
      case FieldKind::matchers:
        return value.is_array() && value.empty() ? "must not be empty"
                                                 : list_fault(value, matcher_fault);
      case FieldKind::any:
        return inside_fault(value);
    }
    return "";
  }

  static std::string text_fault(const Json& value, bool required) {
    if (!value.is_string()) return "must be text, not " + said(value);
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > kMaxText) return fmt::format("is longer than {} bytes", kMaxText);
    if (text.find('\0') != std::string::npos) return "must not hold the character U+0000";
    if (required && trim(text).empty()) return "must not be empty";
    return "";
  }

  static std::string word_fault(std::span<const std::string_view> words, const Json& value) {
    if (!value.is_string()) return "must be one of " + listed(words);
    const auto& given = value.get_ref<const std::string&>();
    if (std::find(words.begin(), words.end(), given) != words.end()) return "";
    return fmt::format("must be one of {}, not {}{}", listed(words), said(value),
                       suggestion(given, words));
  }

  static std::string range_fault(const Field& field, double value) {
    if (value < field.least) return fmt::format("must be at least {}", field.least);
    if (value > field.most) return fmt::format("must be at most {}", field.most);
    return "";
  }

  static std::string money_fault(const Json& value) {
    constexpr std::string_view kShape =
        R"(must be money like {"amount":"119.50","currency":"GBP"})";
    const auto amount = value.find("amount"), code = value.find("currency");
    if (!value.is_object() || amount == value.end() || code == value.end() || value.size() != 2 ||
        !amount->is_string() || !code->is_string()) {
      return std::string(kShape);
    }
    const auto currency = Currency::parse(code->get_ref<const std::string&>());
    if (!currency) return said(*code) + " is no ISO 4217 currency";
    const auto money = Money::parse(amount->get_ref<const std::string&>(), *currency);
    if (!money) {
      return fmt::format("{} is no amount of {} (at most {} decimals)", said(*amount),
                         currency->code(), currency->decimals());
    }
    return money->minor < 0 ? "must not be negative" : "";
  }

  static std::string zone_fault(const Json& value) {
    if (std::string why = text_fault(value, true); !why.empty()) return why;
    return Zone::exists(value.get_ref<const std::string&>())
               ? ""
               : said(value) + " is no time zone (like Europe/London)";
  }

  static std::string email_fault(const Json& value) {
    if (std::string why = text_fault(value, false); !why.empty()) return why;
    const auto& text = value.get_ref<const std::string&>();
    const auto at = text.rfind('@');
    const bool fits = at != std::string::npos && at > 0 && at + 1 < text.size() &&
                      text.find_first_of(" \t\r\n<>,;") == std::string::npos;
    return text.empty() || fits ? "" : said(value) + " is no e-mail address";
  }

  template <typename Check>
  static std::string list_fault(const Json& value, const Check& check) {
    if (!value.is_array()) return "must be a list";
    if (value.size() > kMaxList) return fmt::format("has more than {} entries", kMaxList);
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (std::string why = check(value[i]); !why.empty()) {
        return fmt::format("entry {} {}", i + 1, why);
      }
    }
    return "";
  }

  static std::string labels_fault(const Json& value) {
    if (!value.is_object()) return "must be an object of texts";
    if (value.size() > kMaxList) return fmt::format("has more than {} entries", kMaxList);
    for (const auto& [name, label] : value.items()) {
      if (std::string why = text_fault(label, false); !why.empty()) {
        return fmt::format("{} {}", name, why);
      }
    }
    return inside_fault(value);
  }

  static std::string weights_fault(const Field& field, const Json& value) {
    const auto names = field.words;
    if (!value.is_object()) return "must be an object of numbers";
    for (const auto& [name, weight] : value.items()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        return fmt::format("{} is not one of {}{}", said(name), listed(names),
                           suggestion(name, names));
      }
      if (!weight.is_number()) return name + " must be a number";
      if (std::string why = range_fault(field, weight.get<double>()); !why.empty()) {
        return fmt::format("{} {}", name, why);
      }
    }
    return "";
  }

  static std::string matcher_fault(const Json& entry) {
    if (entry.is_string()) {
      const auto equals = entry.get_ref<const std::string&>().find('=');
      if (equals == std::string::npos || equals == 0) return R"(must be like "name=value")";
      return text_fault(entry, true);
    }
    if (!entry.is_object()) return R"(must be like "name=value" or {"name":…,"op":…,"value":…})";
    for (const auto& [name, part] : entry.items()) {
      if (name != "name" && name != "op" && name != "value") {
        return fmt::format("has the unknown field {}", said(name));
      }
      if (std::string why = text_fault(part, name == "name"); !why.empty()) {
        return fmt::format("{} {}", name, why);
      }
    }
    if (!entry.contains("name") || !entry.contains("value")) return "needs a name and a value";
    constexpr std::string_view kOps[] = {"=", "!=", "=~", "!~"};
    return entry.contains("op") ? word_fault(kOps, entry["op"]) : "";
  }

  // What no database takes, wherever it stands in JSON of any shape.
  static std::string inside_fault(const Json& value) {
    if (value.is_string()) return text_fault(value, false);
    if (!value.is_structured()) return "";
    if (value.size() > kMaxList) return fmt::format("has more than {} entries", kMaxList);
    for (const auto& [name, part] : value.items()) {
      if (name.find('\0') != std::string::npos) return "must not hold the character U+0000";
      if (std::string why = inside_fault(part); !why.empty()) return why;
    }
    return "";
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
  if (!type.one_of[0].empty()) {
    const RecordView view(record);
    const bool a = view.has(type.one_of[0]), b = view.has(type.one_of[1]);
    if (a == b) {
      problems.push_back({std::string(type.one_of[0]),
                          fmt::format("{} '{}' or '{}' must be given", a ? "only one of" : "either",
                                      type.one_of[0], type.one_of[1])});
    }
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
  if (!name->is_string()) return refuse("type", "must be text, not " + said(*name));
  const auto& given = name->get_ref<const std::string&>();
  const RecordType* type = find_record_type(given);
  if (type != nullptr) return type;
  std::vector<std::string_view> known;
  for (const RecordType* t : record_types()) known.push_back(t->name);
  return refuse("type", said(*name) + " is no record type" + suggestion(given, known));
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
