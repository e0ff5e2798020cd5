// The queries of a report file, apart.
#pragma once

#include <string_view>
#include <vector>

#include "report/definition.h"

namespace tocsin::report {

// What follows `body_at`, split at its `-- section: Title` lines. Without such lines it is one
// section under the report's title. The named queries under a `-- common:` line, which stands
// before the first section, begin each. Exit::config for an empty section, or two of one title.
std::vector<Section> sections_of(std::string_view text, std::size_t body_at,
                                 std::string_view report_title, std::string_view origin);

// The line, from 1, that the byte at `at` stands in.
std::size_t line_of(std::string_view text, std::size_t at);

}  // namespace tocsin::report
