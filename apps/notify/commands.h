// Commands of tocsin-notify that stand in files of their own.
#pragma once

#include <string>

#include "cli/run.h"

namespace tocsin::notify_tool {

// Makes a key for a channel and prints it; or, of the configured one, the half that is no secret.
struct KeyOptions {
  std::string kind;
  bool only_public = false;
};
Exit key(cli::Run& run, const KeyOptions& given);

}  // namespace tocsin::notify_tool
