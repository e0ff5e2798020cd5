#include "notify/plan/news.h"

#include <algorithm>

#include "base/time.h"
#include "notify/plan/bypass.h"
#include "notify/plan/routing.h"

namespace tocsin::notify {
namespace {

struct Memory {
  Priority priority = 0;  // 0: knows nothing
  Instant last{};
  int reminders = 0;
};

bool is_of(const Knows& k, const Recipient& who) {
  if (who.person_id) return k.person_id == who.person_id;
  return !k.person_id && std::any_of(who.places.begin(), who.places.end(),
                                     [&](const Place& p) { return p.id == k.destination_id; });
}

Memory memory_of(const std::vector<Knows>& known, const Recipient& who) {
  Memory out;
  for (const Knows& k : known) {
    if (k.purpose == Purpose::resolved || !is_of(k, who)) continue;
    out.priority = std::max(out.priority, k.priority);
    out.last = std::max(out.last, k.at);
    if (k.purpose == Purpose::reminder) ++out.reminders;
  }
  return out;
}

}  // namespace

std::optional<Instant> repeat_at(const Item& item, Instant told, Duration window) {
  if (item.route == nullptr || item.route->repeat_interval <= Duration::zero()) return std::nullopt;
  if (class_of(*item.notice) == MessageClass::direct) return std::nullopt;
  return told + std::max(item.route->repeat_interval, window);
}

Batch keep_news(Batch batch, Instant now, Duration window, const std::vector<Knows>& known,
                std::deque<Notice>& notices) {
  return sift(std::move(batch), "news", [&](Item& item) -> std::optional<Objection> {
    const Memory memory = memory_of(known, *item.recipient);
    if (memory.priority == 0) return std::nullopt;
    if (item.notice->priority > memory.priority) {
      Notice& rise = notices.emplace_back(*item.notice);
      rise.purpose = Purpose::update;
      rise.ordinal = rise.priority;  // what was told only rises, so each is told once
      item.notice = &rise;
      return std::nullopt;
    }
    const auto again = repeat_at(item, memory.last, window);
    if (!again || *again > now) return Objection{Reason::same_state, "", again};
    Notice& reminder = notices.emplace_back(*item.notice);
    reminder.purpose = Purpose::reminder;
    reminder.ordinal = memory.reminders + 1;
    item.notice = &reminder;
    return std::nullopt;
  });
}

}  // namespace tocsin::notify
