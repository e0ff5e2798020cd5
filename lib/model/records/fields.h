// How the record tables are written: a function a kind, and what qualifies a field. `help` is a
// line for the option that a command makes of the field.
#pragma once

#include "model/record.h"

namespace tocsin::records {

constexpr Field field(FieldKind kind, std::string_view name, std::string_view help = "") {
  Field f;
  f.name = name;
  f.kind = kind;
  f.help = help;
  return f;
}
constexpr Field text(std::string_view name, std::string_view help = "") {
  return field(FieldKind::text, name, help);
}
constexpr Field flag(std::string_view name, std::string_view help = "") {
  return field(FieldKind::flag, name, help);
}
constexpr Field time(std::string_view name, std::string_view help = "") {
  return field(FieldKind::time, name, help);
}
constexpr Field money(std::string_view name, std::string_view help = "") {
  return field(FieldKind::money, name, help);
}
constexpr Field zone(std::string_view name, std::string_view help = "") {
  return field(FieldKind::zone, name, help);
}
constexpr Field texts(std::string_view name, std::string_view help = "") {
  return field(FieldKind::texts, name, help);
}
constexpr Field integer(std::string_view name, double least, double most = 1e15,
                        std::string_view help = "") {
  Field f = field(FieldKind::integer, name, help);
  f.least = least;
  f.most = most;
  return f;
}
constexpr Field number(std::string_view name, double least, double most,
                       std::string_view help = "") {
  Field f = field(FieldKind::number, name, help);
  f.least = least;
  f.most = most;
  return f;
}
constexpr Field word(std::string_view name, std::span<const std::string_view> words,
                     std::string_view help = "") {
  Field f = field(FieldKind::word, name, help);
  f.words = words;
  return f;
}
constexpr Field words(std::string_view name, std::span<const std::string_view> list) {
  Field f = field(FieldKind::words, name);
  f.words = list;
  return f;
}
constexpr Field object(std::string_view name, std::span<const Field> parts) {
  Field f = field(FieldKind::object, name);
  f.first_part = parts.data();
  f.part_count = parts.size();
  return f;
}
constexpr Field required(Field f) {
  f.required = true;
  return f;
}
constexpr Field exported(Field f) {
  f.exported = true;
  return f;
}

}  // namespace tocsin::records
