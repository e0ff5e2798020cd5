// Commands of tocsin-notify that have a file of their own, and how they show messages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/run.h"
#include "store/messages.h"

namespace tocsin::notify_tool {

// Makes a key for a channel and prints it; or, of the configured one, the half that is no secret.
struct KeyOptions {
  std::string kind;
  bool only_public = false;
};
Exit key(cli::Run& run, const KeyOptions& given);

// A message in a list; its address is masked.
OrderedJson row_of(const store::Message& m);
const std::vector<cli::Column>& message_columns();

struct DeadOptions {
  std::string action = "list", id, to, channel, reason;
  std::optional<Instant> since;
};
Exit dead(cli::Run& run, const DeadOptions& given);

}  // namespace tocsin::notify_tool
