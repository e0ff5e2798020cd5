// Rows as values, by the function that reads one. For the modules of the tables, not for use above
// the store.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/money.h"
#include "store/database.h"

namespace tocsin::store {

template <typename Row>
std::vector<Row> read_all(Rows rows, Row (*read)(const Rows&)) {
  std::vector<Row> out;
  while (rows.next()) out.push_back(read(rows));
  return out;
}

template <typename Row>
std::optional<Row> read_first(Rows rows, Row (*read)(const Rows&)) {
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

// Nothing where there are several, too.
template <typename Row>
std::optional<Row> read_only(Rows rows, Row (*read)(const Rows&)) {
  auto found = read_all(std::move(rows), read);
  if (found.size() != 1) return std::nullopt;
  return std::move(found.front());
}

// Of what selects nothing but IDs.
inline std::int64_t read_id(const Rows& row) {
  return row.integer(0);
}

// From its columns of minor units and currency.
inline std::optional<Money> read_money(const Rows& row, int minor, int currency) {
  if (row.is_null(minor) || row.is_null(currency)) return std::nullopt;
  return Money{row.integer(minor), Currency::parse(row.text(currency)).value_or(Currency{})};
}

}  // namespace tocsin::store
