// Silences: matchers on labels, and the stage that obeys them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notify/plan/item.h"

namespace tocsin::notify {

// "name=value", "name!=value", "name=~regex", "name!~regex" (POSIX extended, anchored at both
// ends); blanks and double quotes around the value do not count. An absent label is the empty text.
class Matcher {
 public:
  static std::optional<Matcher> parse(std::string_view text);
  bool matches(const Notice& notice) const;

 private:
  enum class Operator { equal, unequal, like, unlike };
  Matcher(std::string label, Operator op, std::string value)
      : label_(std::move(label)), operator_(op), value_(std::move(value)) {}
  std::string label_;
  Operator operator_;
  std::string value_;
};

struct Mute {
  std::string public_id, reason;
  Instant until{};
  std::vector<Matcher> matchers;  // all must match; none: nothing is muted

  bool covers(const Notice& notice) const;
};

// The label by its name; kind, priority and subject (type:id) are labels of every notice.
std::string label_of(const Notice& notice, const std::string& name);

// Stage. An alert that is muted is to be looked at again when the mute ends: see again_at().
Batch obey_silences(Batch batch, const std::vector<Mute>& mutes);
// When what was silenced among the dropped is to be planned again.
std::optional<Instant> again_at(const Notice& notice, const std::vector<Mute>& mutes);

}  // namespace tocsin::notify
