#include "notify/plan/working_hours.h"

#include <algorithm>

#include "notify/plan/preferences.h"

namespace tocsin::notify {
namespace {

// Hours repeat by the week: work that was quiet for so long is so every week.
constexpr Duration kWeek = std::chrono::days{7};

struct Wait {
  Instant until;
  bool for_work = false;  // rather than for the end of quiet hours alone
};

Wait wait_of(const Item& item, Instant from, const QuietDefaults& quiet,
             const WorkingHours& hours) {
  const bool reminds = is_reminder(class_of(*item.notice), item.notice->kind);
  const auto work_after = [&](Instant t) {
    return reminds ? at_work(*item.recipient, t, hours) : t;
  };
  const Instant first = work_after(from);
  Wait wait{first, first > from};
  while (const auto end = quiet_until(item, wait.until, quiet)) {
    if (wait.until > first + kWeek) return {first, true};
    wait.until = work_after(*end);
    wait.for_work = wait.for_work || wait.until > *end;
  }
  return wait;
}

}  // namespace

bool is_reminder(MessageClass what, std::string_view kind) {
  const auto& row = bypass_table()[static_cast<std::size_t>(what)];
  return row.working_hours == HoursRule::hold_reminders && kind == "sla_warning";
}

std::string calendar_of(const Recipient& recipient, const WorkingHours& hours) {
  const Json& wish = preference(recipient, "working_hours");
  std::string own = wish.is_string() ? wish.get<std::string>() : "";
  if (own == kNoWorkingHours) return "";
  if (own.empty()) own = recipient.calendar;
  return own.empty() ? hours.calendar : own;
}

Instant at_work(const Recipient& recipient, Instant from, const WorkingHours& hours) {
  const std::string calendar = calendar_of(recipient, hours);
  if (calendar.empty() || !hours.opens) return from;
  return std::max(from, hours.opens(calendar, from).value_or(from));
}

Batch obey_hours(Batch batch, Instant now, const QuietDefaults& quiet, const WorkingHours& hours) {
  for (Item& item : batch.items) {
    const Instant from = item.leaves_at(now);
    const auto [until, for_work] = wait_of(item, from, quiet, hours);
    if (until == from) continue;
    item.hold(until, for_work ? Reason::working_hours : Reason::quiet_hours);
    if (for_work) item.held_detail = "calendar " + calendar_of(*item.recipient, hours);
  }
  return batch;
}

}  // namespace tocsin::notify
