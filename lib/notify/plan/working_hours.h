// Working hours: what reminds people of service levels reaches nobody who is not at work. Pure, as
// long as what it is given is.
//
// A reminder is an sla_warning that is not critical, and what follows from it (its repetitions, its
// end). By whatever channel, it waits until its recipient is at work. A breach, what is critical,
// escalation steps and what was asked for by command do not wait for that.
//
// Whose hours: the calendar that the recipient's preference `working_hours` names ("off": none,
// they are always at work), else that of their organization, else the one that is configured, else
// none. The zone is the calendar's. A calendar that nobody knows, or that never opens again, holds
// nothing: a reminder at a bad hour is better than none.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "notify/plan/bypass.h"
#include "notify/plan/quiet_hours.h"

namespace tocsin::notify {

// The first instant from `from` on that the calendar of this name has as working time; nothing
// where there is no such calendar or no such instant. The same question has the same answer as long
// as a run lasts.
using Opens = std::function<std::optional<Instant>(const std::string& calendar, Instant from)>;

// What the preference says of who is always at work.
inline constexpr std::string_view kNoWorkingHours = "off";

struct WorkingHours {
  std::string calendar;  // of recipients who have none; empty: they are always at work
  Opens opens;           // none: everybody is always at work
};

// By its class and kind.
bool is_reminder(MessageClass what, std::string_view kind);

// The calendar that says when they work; empty: they always do.
std::string calendar_of(const Recipient& recipient, const WorkingHours& hours);

// The first instant from `from` on at which they are at work.
Instant at_work(const Recipient& recipient, Instant from, const WorkingHours& hours);

// Stage: what would leave in quiet hours, or as a reminder outside of working hours, waits for the
// first instant that is in neither; all that waits for a person leaves as one. Where somebody works
// only when it is quiet, reminders wait for work alone, for otherwise they would wait for ever.
Batch obey_hours(Batch batch, Instant now, const QuietDefaults& quiet, const WorkingHours& hours);

}  // namespace tocsin::notify
