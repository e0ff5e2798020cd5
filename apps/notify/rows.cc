// How tocsin-notify lists messages.

#include "base/text.h"
#include "base/time.h"
#include "commands.h"

namespace tocsin::notify_tool {

OrderedJson row_of(const store::Message& m) {
  return {{"id", m.public_id},
          {"kind", m.kind},
          {"channel", word(m.channel)},
          {"address", mask_address(m.address)},
          {"priority", m.priority},
          {"state", word(m.state)},
          {"attempts", m.attempts},
          {"error", m.error.empty() ? OrderedJson() : OrderedJson(m.error)},
          {"created_at", format_instant(m.created_at)}};
}

const std::vector<cli::Column>& message_columns() {
  static const std::vector<cli::Column> columns{{"id", "MESSAGE"},      {"kind", "KIND"},
                                                {"channel", "CHANNEL"}, {"address", "ADDRESS"},
                                                {"state", "STATE"},     {"attempts", "TRIES", true},
                                                {"error", "ERROR"}};
  return columns;
}

}  // namespace tocsin::notify_tool
