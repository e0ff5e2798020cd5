#include "cli/record_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace tocsin::cli {
namespace {

std::string option_of(std::string_view field) {
  std::string out = "--" + std::string(field);
  std::replace(out.begin() + 2, out.end(), '_', '-');
  return out;
}

std::string shape_of(const Field& field) {
  switch (field.kind) {
    case FieldKind::word:
    case FieldKind::words:
      return fmt::format("{}", fmt::join(field.words, ", "));
    case FieldKind::flag:
      return "yes or no";
    case FieldKind::money:
      return "like \"119.50 GBP\"";
    case FieldKind::time:
      return "RFC 3339 or a date";
    case FieldKind::zone:
      return "like Europe/London";
    case FieldKind::texts:
    case FieldKind::some_texts:
      return "one or more";
    case FieldKind::open:
    case FieldKind::labels:
    case FieldKind::weights:
    case FieldKind::any:
    case FieldKind::object:
      return "as JSON";
    default:
      return "";
  }
}

std::string help_of(const Field& field) {
  const std::string shape = shape_of(field);
  if (field.help.empty() || shape.empty())
    return field.help.empty() ? shape : std::string(field.help);
  return fmt::format("{} ({})", field.help, shape);
}

// What stands for the value in the help; empty for a list.
std::string_view value_name(const Field& field) {
  switch (field.kind) {
    case FieldKind::texts:
    case FieldKind::some_texts:
    case FieldKind::words:
    case FieldKind::matchers:
      return "";
    case FieldKind::integer:
    case FieldKind::number:
      return "N";
    case FieldKind::flag:
      return "YES|NO";
    case FieldKind::word:
      return "WORD";
    case FieldKind::money:
      return "MONEY";
    case FieldKind::time:
      return "TIME";
    case FieldKind::zone:
      return "ZONE";
    case FieldKind::text:
    case FieldKind::email:
      return "TEXT";
    default:
      return "JSON";
  }
}

Json number_from(const std::string& text) {
  std::int64_t whole = 0;
  const char* end = text.data() + text.size();
  if (const auto [at, error] = std::from_chars(text.data(), end, whole);
      error == std::errc{} && at == end) {
    return whole;
  }
  double real = 0;
  if (const auto [at, error] = std::from_chars(text.data(), end, real);
      error == std::errc{} && at == end) {
    return real;
  }
  return text;
}

Json flag_from(const std::string& text) {
  const std::string lower = to_lower(text);
  if (lower == "yes" || lower == "true" || lower == "1") return true;
  if (lower == "no" || lower == "false" || lower == "0") return false;
  return text;
}

// "119.50 GBP" or "119.50GBP".
Json money_from(const std::string& text) {
  constexpr std::size_t kCode = 3;
  if (text.size() <= kCode) return text;
  const std::size_t cut = text.size() - kCode;
  return {{"amount", std::string(trim(text.substr(0, cut)))}, {"currency", text.substr(cut)}};
}

Json json_from(const std::string& text) {
  std::string why;
  return parse_json(text, why).value_or(Json(text));
}

}  // namespace

Json field_from_text(const Field& field, std::span<const std::string> given) {
  const std::string& last = given.back();
  switch (field.kind) {
    case FieldKind::integer:
    case FieldKind::number:
      return number_from(last);
    case FieldKind::flag:
      return flag_from(last);
    case FieldKind::money:
      return money_from(last);
    case FieldKind::texts:
    case FieldKind::some_texts:
    case FieldKind::words:
    case FieldKind::matchers:
      return std::vector<std::string>(given.begin(), given.end());
    case FieldKind::object:
    case FieldKind::open:
    case FieldKind::labels:
    case FieldKind::weights:
    case FieldKind::any:
      return json_from(last);
    default:
      return last;
  }
}

RecordOptions::RecordOptions(const RecordType& type, std::span<const std::string_view> without)
    : type_(type) {
  for (const Field& field : type.fields) {
    const bool left_out =
        field.exported || std::find(without.begin(), without.end(), field.name) != without.end();
    if (!left_out) given_[field.name];
  }
}

void RecordOptions::add(Options& options) {
  for (const Field& field : type_.fields) {
    const auto given = given_.find(field.name);
    if (given == given_.end()) continue;
    options.texts(option_of(field.name), given->second, help_of(field));
    if (const auto name = value_name(field); !name.empty()) options.single(std::string(name));
  }
}

Json RecordOptions::record() const {
  Json out{{"type", type_.name}};
  for (const auto& [name, given] : given_) {
    if (!given.empty())
      out[std::string(name)] = field_from_text(*find_field(type_.fields, name), given);
  }
  return out;
}

}  // namespace tocsin::cli
