// A report's rows as objects, for JSON lines and CSV, and as text for a table on a terminal.
#pragma once

#include <vector>

#include "base/json.h"
#include "report/run.h"

namespace tocsin::report {

struct Records {
  std::string title;
  struct Heading {
    std::string key, title;
    bool right = false;
  };
  std::vector<Heading> headings;
  std::vector<OrderedJson> rows;
};

// One for each section. With several sections each row of JSON begins with `section`.
std::vector<Records> records_for_machines(const Result& result);
std::vector<Records> records_for_people(const Result& result, const Zone& zone);

}  // namespace tocsin::report
