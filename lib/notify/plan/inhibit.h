// Inhibition: while a greater trouble is open, its consequences are not told. Pure.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "notify/plan/item.h"
#include "notify/plan/routing.h"

namespace tocsin::notify {

// Which open alerts inhibit which. It is filled with every open alert of the store that could be a
// source, not with what a run happens to have seen: an old alert never leaves before its inhibitor
// is known.
class Inhibitors {
 public:
  explicit Inhibitors(const std::vector<InhibitRule>& rules);

  // The kinds that sources can have; nothing where some rule's source may have any.
  std::optional<std::vector<std::string>> source_kinds() const;
  void add_source(const Notice& open);

  struct Source {
    std::int64_t alert_id = 0;
    std::string alert;  // public ID
    const InhibitRule* rule = nullptr;
  };
  // What inhibits the notice and still does by `holds`. An alert that is source and target of a
  // rule inhibits none that is both, too: itself, above all.
  std::optional<Source> inhibiting(const Notice& notice,
                                   const std::function<bool(const Source&)>& holds) const;

 private:
  struct Entry {
    Source source;
    bool is_target;
  };
  static std::string values_of(const InhibitRule& rule, const Notice& notice);

  const std::vector<InhibitRule>& rules_;
  MatcherIndex sources_, targets_;
  std::vector<std::unordered_map<std::string, std::vector<Entry>>> open_;  // by rule, then values
};

using StillOpen = std::function<bool(const Inhibitors::Source&)>;

// Stage. What is inhibited is muted by the alert that inhibits it.
Batch obey_inhibitions(Batch batch, const Inhibitors& inhibitors, const StillOpen& still_open);

}  // namespace tocsin::notify
