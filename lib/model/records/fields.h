// How the record tables are written: a function a kind, and what qualifies a field.
#pragma once

#include "model/record.h"

namespace tocsin::records {

constexpr Field field(FieldKind kind, std::string_view name) {
  Field f;
  f.name = name;
  f.kind = kind;
  return f;
}
constexpr Field text(std::string_view name) {
  return field(FieldKind::text, name);
}
constexpr Field flag(std::string_view name) {
  return field(FieldKind::flag, name);
}
constexpr Field time(std::string_view name) {
  return field(FieldKind::time, name);
}
constexpr Field money(std::string_view name) {
  return field(FieldKind::money, name);
}
constexpr Field zone(std::string_view name) {
  return field(FieldKind::zone, name);
}
constexpr Field texts(std::string_view name) {
  return field(FieldKind::texts, name);
}
constexpr Field integer(std::string_view name, double least, double most = 1e15) {
  Field f = field(FieldKind::integer, name);
  f.least = least;
  f.most = most;
  return f;
}
constexpr Field number(std::string_view name, double least, double most) {
  Field f = field(FieldKind::number, name);
  f.least = least;
  f.most = most;
  return f;
}
constexpr Field word(std::string_view name, std::span<const std::string_view> words) {
  Field f = field(FieldKind::word, name);
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
