#include "model/field_faults.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "base/zone.h"

namespace tocsin {
namespace {

std::string listed(std::span<const std::string_view> words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string text_fault(const Json& value, bool required) {
  if (!value.is_string()) return "must be text, not " + shown(value);
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > kMaxText) return fmt::format("is longer than {} bytes", kMaxText);
  if (text.find('\0') != std::string::npos) return "must not hold the character U+0000";
  if (required && trim(text).empty()) return "must not be empty";
  return "";
}

std::string word_fault(std::span<const std::string_view> words, const Json& value) {
  if (!value.is_string()) return "must be one of " + listed(words);
  const auto& given = value.get_ref<const std::string&>();
  if (std::find(words.begin(), words.end(), given) != words.end()) return "";
  return fmt::format("must be one of {}, not {}{}", listed(words), shown(value),
                     suggestion(given, words));
}

std::string range_fault(const Field& field, double value) {
  if (value < field.least) return fmt::format("must be at least {}", field.least);
  if (value > field.most) return fmt::format("must be at most {}", field.most);
  return "";
}

std::string money_fault(const Json& value) {
  constexpr std::string_view kShape = R"(must be money like {"amount":"119.50","currency":"GBP"})";
  const auto amount = value.find("amount"), code = value.find("currency");
  if (!value.is_object() || amount == value.end() || code == value.end() || value.size() != 2 ||
      !amount->is_string() || !code->is_string()) {
    return std::string(kShape);
  }
  const auto currency = Currency::parse(code->get_ref<const std::string&>());
  if (!currency) return shown(*code) + " is no ISO 4217 currency";
  const auto money = Money::parse(amount->get_ref<const std::string&>(), *currency);
  if (!money) {
    return fmt::format("{} is no amount of {} (at most {} decimals)", shown(*amount),
                       currency->code(), currency->decimals());
  }
  return money->minor < 0 ? "must not be negative" : "";
}

std::string zone_fault(const Json& value) {
  if (std::string why = text_fault(value, true); !why.empty()) return why;
  return Zone::exists(value.get_ref<const std::string&>())
             ? ""
             : shown(value) + " is no time zone (like Europe/London)";
}

std::string email_fault(const Json& value) {
  if (std::string why = text_fault(value, false); !why.empty()) return why;
  const auto& text = value.get_ref<const std::string&>();
  const auto at = text.rfind('@');
  const bool fits = at != std::string::npos && at > 0 && at + 1 < text.size() &&
                    text.find_first_of(" \t\r\n<>,;") == std::string::npos;
  return text.empty() || fits ? "" : shown(value) + " is no e-mail address";
}

template <typename Check>
std::string list_fault(const Json& value, const Check& check) {
  if (!value.is_array()) return "must be a list";
  if (value.size() > kMaxList) return fmt::format("has more than {} entries", kMaxList);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (std::string why = check(value[i]); !why.empty()) {
      return fmt::format("entry {} {}", i + 1, why);
    }
  }
  return "";
}

// What no database takes, wherever it stands in JSON of any shape.
std::string inside_fault(const Json& value) {
  if (value.is_string()) return text_fault(value, false);
  if (!value.is_structured()) return "";
  if (value.size() > kMaxList) return fmt::format("has more than {} entries", kMaxList);
  for (const auto& [name, part] : value.items()) {
    if (name.find('\0') != std::string::npos) return "must not hold the character U+0000";
    if (std::string why = inside_fault(part); !why.empty()) return why;
  }
  return "";
}

std::string labels_fault(const Json& value) {
  if (!value.is_object()) return "must be an object of texts";
  if (value.size() > kMaxList) return fmt::format("has more than {} entries", kMaxList);
  for (const auto& [name, label] : value.items()) {
    if (std::string why = text_fault(label, false); !why.empty()) {
      return fmt::format("{} {}", name, why);
    }
  }
  return inside_fault(value);
}

std::string weights_fault(const Field& field, const Json& value) {
  const auto names = field.words;
  if (!value.is_object()) return "must be an object of numbers";
  for (const auto& [name, weight] : value.items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return fmt::format("{} is not one of {}{}", shown(name), listed(names),
                         suggestion(name, names));
    }
    if (!weight.is_number()) return name + " must be a number";
    if (std::string why = range_fault(field, weight.get<double>()); !why.empty()) {
      return fmt::format("{} {}", name, why);
    }
  }
  return "";
}

std::string matcher_fault(const Json& entry) {
  if (entry.is_string()) {
    const auto equals = entry.get_ref<const std::string&>().find('=');
    if (equals == std::string::npos || equals == 0) return R"(must be like "name=value")";
    return text_fault(entry, true);
  }
  if (!entry.is_object()) return R"(must be like "name=value" or {"name":…,"op":…,"value":…})";
  for (const auto& [name, part] : entry.items()) {
    if (name != "name" && name != "op" && name != "value") {
      return fmt::format("has the unknown field {}", shown(name));
    }
    if (std::string why = text_fault(part, name == "name"); !why.empty()) {
      return fmt::format("{} {}", name, why);
    }
  }
  if (!entry.contains("name") || !entry.contains("value")) return "needs a name and a value";
  constexpr std::string_view kOps[] = {"=", "!=", "=~", "!~"};
  return entry.contains("op") ? word_fault(kOps, entry["op"]) : "";
}

}  // namespace

std::string shown(const Json& value) {
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : std::string(utf8_prefix(text, 57)) + "…";
}

std::string suggestion(std::string_view given, std::span<const std::string_view> known) {
  const auto near = nearest(given, known);
  return near ? fmt::format("; did you mean '{}'?", *near) : std::string();
}

std::string fault_of(const Field& field, const Json& value) {
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
                 : "must be a time like 2026-01-31T09:00:00Z or a date, not " + shown(value);
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

}  // namespace tocsin
