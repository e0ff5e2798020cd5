// Which programs may be run as channels (tocsin-exec(7)). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notify {

// The one of `programs` (exec.programs) that an address "NAME argument…" names, by its path or its
// last part; empty where none may be run.
std::string find_program(const std::vector<std::string>& programs, std::string_view address);

}  // namespace tocsin::notify
