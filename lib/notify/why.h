// Why somebody was told, or was not: the chain of decisions that planning and delivery left.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace tocsin::notify {

struct WhyLine {
  Instant at{};
  std::string alert, who, channel, stage, result, because;
};

// Of an alert or a message by its public ID, or of a person by the outside world's ID, e-mail
// address or name. Nothing if there is no such thing.
std::optional<std::vector<WhyLine>> why(store::Database& db, std::string_view id);

}  // namespace tocsin::notify
