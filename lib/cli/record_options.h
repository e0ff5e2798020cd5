// A record's fields as options of a command: --name "Ann" --priority-client yes --max-price
// "99.00 GBP", one by one from the record's table, so that a command knows no field of its own.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "cli/options.h"
#include "model/record.h"

namespace tocsin::cli {

// What an option's text says as the field's JSON. Text that does not fit the kind stays text, for
// the reader of records to say what is wrong with it.
Json field_from_text(const Field& field, std::span<const std::string> given);

class RecordOptions {
 public:
  // Every field of the type but those in `without` and those that only export writes.
  RecordOptions(const RecordType& type, std::span<const std::string_view> without);
  void add(Options& options);
  // {"type": …} with the fields that were given.
  Json record() const;

 private:
  const RecordType& type_;
  std::map<std::string_view, std::vector<std::string>> given_;
};

}  // namespace tocsin::cli
