// What doctor found.
#pragma once

#include <string>

namespace tocsin::doctor_tool {

struct Finding {
  bool wrong = false;
  std::string what;  // the part looked at
  std::string says;
  std::string mend;  // a command or a change, empty if all is well
};

}  // namespace tocsin::doctor_tool
