#include "analyze/find.h"

#include "analyze/wording.h"
#include "base/text.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

struct Difference {
  std::string value;  // what is new
  std::vector<std::string> sentences;
};

bool start_differs(const EventMemory& a, const EventMemory& b) {
  if (!a.starts_at || !b.starts_at) return false;
  if (a.precision == StartPrecision::exact && b.precision == StartPrecision::exact) {
    return *a.starts_at != *b.starts_at;
  }
  // Of a day without a time, or a wall time whose zone has become known, only the day counts, and
  // no zone is more than 14 h away.
  if (a.precision == b.precision) return *a.starts_at != *b.starts_at;
  constexpr Duration kSameDay = std::chrono::hours{24 + 14};
  const Duration apart = *a.starts_at - *b.starts_at;
  return apart > kSameDay || apart < -kSameDay;
}

Difference difference(const EventMemory& before, const EventMemory& now, const Sight& s) {
  Difference d;
  const auto add = [&](const std::string& value, std::string sentence) {
    d.value += (d.value.empty() ? "" : ",") + value;
    d.sentences.push_back(std::move(sentence));
  };
  const bool news = now.status && now.status != before.status &&
                    !(now.status == EventStatus::scheduled && !before.status);
  if (news) {
    add(std::string(word(*now.status)),
        now.status == EventStatus::scheduled      ? "takes place after all"
        : now.status == EventStatus::moved_online ? "moved online"
                                                  : std::string(word(*now.status)));
  }
  if (start_differs(before, now)) {
    const auto wall = local_start(s.scene.event, s.watch.watcher.zone);
    add("start " + format_instant(*now.starts_at),
        "now on " + say_wall_time(*wall, now.precision == StartPrecision::day));
  }
  if (!before.venue.empty() && !now.venue.empty() && before.venue != now.venue) {
    add("venue " + now.venue, "now at " + s.scene.event.facts().venue.name);
  }
  return d;
}

}  // namespace

Finding find_event_changed(const Sight& s) {
  Finding f{.kind = "event_changed", .ended = "as it was before"};
  const EventMemory& now = s.state.event;
  const Difference fresh = difference(s.before.event, now, s);
  const bool open = s.is_open(f.kind) && s.before.event_before;
  const Difference all = open ? difference(*s.before.event_before, now, s) : fresh;
  f.holds = !all.value.empty();
  f.begins = !fresh.value.empty();
  f.value = all.value;
  f.headline = join(all.sentences, ", ");
  f.reasons = all.sentences;
  f.priority = now.status == EventStatus::cancelled ? 4 : 3;
  return f;
}

}  // namespace tocsin::analyze
