#include "alert/acting.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/time.h"
#include "base/wall_time.h"
#include "base/zone.h"
#include "store/activity.h"
#include "store/message_history.h"
#include "store/people.h"

namespace tocsin::alert {
namespace {

using std::chrono::days;

// What the history calls it, and how people read it.
struct Named {
  std::string_view action, words;
};

Named named(AlertAct act) {
  switch (act) {
    case AlertAct::acknowledge:
      return {"acknowledged", "Acknowledged"};
    case AlertAct::take:
    case AlertAct::assign:
      return {"assigned", "Assigned"};
    case AlertAct::snooze:
      return {"snoozed", "Snoozed"};
    case AlertAct::resolve:
      return {"resolved", "Resolved"};
    case AlertAct::ignore:
      return {"ignored", "Ignored"};
  }
  return {"", ""};
}

// "10:02", with the day where it is another than today's.
std::string say_time(Instant t, Instant now, const std::string& zone_name) {
  if (t >= kZoneHorizon || now >= kZoneHorizon) return format_instant(t);
  const Zone zone = Zone::find_or(zone_name, Zone::utc());
  const LocalTime local = zone.to_local(t);
  const auto day = std::chrono::floor<days>(local);
  const std::chrono::year_month_day date{day};
  const std::string out = say_time_of_day(local) + (zone.name() == "UTC" ? " UTC" : "");
  if (day == std::chrono::floor<days>(zone.to_local(now))) return out;
  return fmt::format("{} on {}-{:02}-{:02}", out, static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

// While it lives, what is noted is by the person.
class Speaking {
 public:
  Speaking(Trail& trail, const std::optional<std::int64_t>& person_id)
      : trail_(trail),
        before_(trail.speak_for(person_id ? fmt::format("person:{}", *person_id)
                                          : std::string(trail.actor()))) {}
  ~Speaking() { trail_.speak_for(std::move(before_)); }
  Speaking(const Speaking&) = delete;
  Speaking& operator=(const Speaking&) = delete;

 private:
  Trail& trail_;
  std::string before_;
};

bool may_act(store::Database& db, const Alert& alert, const store::Person& who) {
  if (who.disabled) return false;
  for (const std::string_view role : {"super_admin", "ops_manager", "agent"}) {
    if (who.role == role) return true;
  }
  return alert.assignee_id == who.id ||
         store::was_told_of(db, alert.id, who.id, who.organization_id);
}

class Acting {
 public:
  Acting(store::Database& db, Trail& trail, const Alert& alert, const Deed& deed, const Doer& doer)
      : db_(db), trail_(trail), alert_(alert), deed_(deed), doer_(doer) {}

  Acted act() {
    if (doer_.person_id) {
      const auto who = store::find_person(db_, *doer_.person_id);
      if (!who || !may_act(db_, alert_, *who)) {
        return {Effect::not_allowed, "You may do nothing about this alert."};
      }
      zone_ = who->time_zone;
    }
    if (!is_open(alert_.status)) return {Effect::ended, say_last("Over: ", word(alert_.status))};
    const Speaking speaking(trail_, doer_.person_id);
    const bool done = change();
    note_activity();
    return {done ? Effect::done : Effect::already,
            say_last(done ? "" : "Already ", named(deed_.act).action)};
  }

 private:
  bool change() {
    switch (deed_.act) {
      case AlertAct::acknowledge:
        return acknowledge(db_, trail_, alert_.id, why());
      case AlertAct::resolve:
        return resolve(db_, trail_, alert_.id, why());
      case AlertAct::ignore:
        return ignore(db_, trail_, alert_.id, why());
      case AlertAct::snooze:
        return put_off();
      case AlertAct::take:
        if (!doer_.person_id) fail(Exit::usage, "who takes it?");
        return assign(db_, trail_, alert_.id, *doer_.person_id, why());
      case AlertAct::assign:
        return hand_on();
    }
    return false;
  }

  bool put_off() {
    const Instant now = trail_.now();
    const Instant until =
        deed_.until.value_or(now + (deed_.ends_when ? kLongestSnooze : kUsualSnooze));
    if (until <= now)
      fail(Exit::bad_input, "a snooze cannot end at {}: that is past", format_instant(until));
    if (until > now + kLongestSnooze) {
      fail(Exit::bad_input, "a snooze lasts {} days at most", kLongestSnooze / days{1});
    }
    if (alert_.snoozed_until == until && alert_.snooze_ends_when == deed_.ends_when) return false;
    std::string detail = "until " + format_instant(until);
    if (deed_.ends_when) {
      detail += *deed_.ends_when == SnoozeEvent::rises ? " or until it rises"
                                                       : " or until it is raised again";
    }
    if (const std::string more = why(); !more.empty()) detail += ", " + more;
    return snooze(db_, trail_, alert_.id, {until, deed_.ends_when}, detail);
  }

  bool hand_on() {
    const auto to = deed_.to ? store::find_person(db_, *deed_.to) : std::nullopt;
    if (!to) fail(Exit::no_input, "there is no such person to assign it to");
    if (to->disabled) fail(Exit::bad_input, "{} is disabled", to->name);
    return assign(db_, trail_, alert_.id, to->id, why());
  }

  std::string why() const {
    std::string out = doer_.by.empty() ? "" : fmt::format("by {}", doer_.by);
    if (!deed_.reason.empty()) out += (out.empty() ? "" : ": ") + deed_.reason;
    return out;
  }

  void note_activity() {
    if (!doer_.person_id) return;
    const bool takes_it = deed_.act == AlertAct::acknowledge || deed_.act == AlertAct::take;
    store::add_activity(db_, {.id = 0,
                              .person_id = *doer_.person_id,
                              .kind = takes_it                        ? "ack"
                                      : deed_.act == AlertAct::ignore ? "dismiss"
                                                                      : "click",
                              .at = trail_.now(),
                              .alert = alert_.public_id,
                              .ticket = ""});
  }

  // How it came to what it is, by the last entry of that name.
  std::string say_last(std::string_view before, std::string_view action) {
    const auto entries = history(db_, alert_.id);
    const auto last = std::find_if(entries.rbegin(), entries.rend(),
                                   [&](const HistoryEntry& h) { return h.action == action; });
    if (last == entries.rend()) return "";
    std::string what(action);
    if (before.empty()) what = named(deed_.act).words;
    if (const auto now = find(db_, alert_.id); now && action == "snoozed" && now->snoozed_until) {
      what += " until " + say_time(*now->snoozed_until, trail_.now(), zone_);
    } else if (now && action == "assigned" && now->assignee_id) {
      what += " to " + name_of_actor(db_, fmt::format("person:{}", *now->assignee_id));
    }
    return fmt::format("{}{} by {} at {}.", before, what, name_of_actor(db_, last->actor),
                       say_time(last->at, trail_.now(), zone_));
  }

  store::Database& db_;
  Trail& trail_;
  const Alert& alert_;
  const Deed& deed_;
  const Doer& doer_;
  std::string zone_;
};

}  // namespace

Acted act_on(store::Database& db, Trail& trail, const Alert& alert, const Deed& deed,
             const Doer& doer) {
  return Acting(db, trail, alert, deed, doer).act();
}

std::string name_of_actor(store::Database& db, const std::string& actor) {
  constexpr std::string_view kPerson = "person:";
  if (!actor.starts_with(kPerson)) return actor;
  std::int64_t id = 0;
  std::from_chars(actor.data() + kPerson.size(), actor.data() + actor.size(), id);
  const auto person = store::find_person(db, id);
  return person ? person->name : actor;
}

}  // namespace tocsin::alert
