#include "notify/facts.h"

#include <algorithm>

#include "alert/planning.h"
#include "base/log.h"
#include "notify/plan/preferences.h"
#include "notify/plan/routing_file.h"
#include "store/habits.h"
#include "store/messages.h"
#include "store/silences.h"

namespace tocsin::notify {
namespace {

// What is read only as it is asked is read anew when so much has gathered.
constexpr std::size_t kMostKept = 20'000;

std::optional<Matchers> matchers_of(const std::string& text) {
  std::string why;
  const auto list = parse_json(text, why);
  if (!list || !list->is_array()) return std::nullopt;
  Matchers out;
  for (const Json& item : *list) {
    auto matcher =
        item.is_string() ? Matcher::parse(item.get_ref<const std::string&>()) : std::nullopt;
    if (!matcher) return std::nullopt;
    out.push_back(std::move(*matcher));
  }
  return out;
}

Instant how_far_back(const Settings& settings, const Routing& routing, Instant now) {
  return now - std::max({settings.window, routing.longest_gathering(), routing.ladders.longest()});
}

}  // namespace

std::vector<Mute> mutes_at(store::Database& db, Instant now, const Routing& routing) {
  std::vector<Mute> out;
  for (const store::Silence& s : store::silences_at(db, now)) {
    Instant until = s.until;
    if (!s.mute_time.empty()) {
      const MuteTime* times = routing.mute_time(s.mute_time);
      if (times == nullptr) {
        log::warning(s.public_id, "left out: there is no mute time '{}'", s.mute_time);
        continue;
      }
      const auto end = times->until(now);
      if (!end) continue;
      until = std::min(until, *end);
    }
    auto matchers = matchers_of(s.matchers);
    if (!matchers) {
      log::warning(s.public_id, "left out: its matchers cannot be read");
      continue;
    }
    out.push_back({s.public_id, s.reason, until, std::move(*matchers), s.maintenance});
  }
  return out;
}

std::optional<Reason> overtaken(AlertStatus status) {
  switch (status) {
    case AlertStatus::active:
      return std::nullopt;
    case AlertStatus::acknowledged:
      return Reason::acknowledged;
    case AlertStatus::snoozed:
      return Reason::snoozed;
    case AlertStatus::resolved:
    case AlertStatus::ignored:
      return Reason::no_longer_true;
  }
  return std::nullopt;
}

Notice notice_of(const alert::Alert& alert) {
  Notice n;
  n.alert_id = alert.id;
  n.alert_public_id = alert.public_id;
  n.kind = alert.facts.kind;
  n.title = alert.facts.title;
  n.body = alert.facts.body;
  n.subject = alert.facts.subject;
  n.labels = alert.facts.labels;
  n.metadata = alert.facts.metadata;
  n.priority = alert.facts.priority;
  n.since = alert.first_seen_at;
  return n;
}

RunFacts::RunFacts(store::Database& db, const Settings& settings, std::set<Channel> carried,
                   Instant now)
    : db_(db),
      routing_(load_routing(settings.policies, settings.quiet.time_zone)),
      people_(db),
      histories_(db, how_far_back(settings, routing_, now)) {
  chain_.now = now;
  chain_.carried = std::move(carried);
  chain_.quiet = settings.quiet;
  chain_.working = settings.working;
  chain_.mutes = &mutes_;
  chain_.ladders = &routing_.ladders;
  chain_.still_open = [this](const Inhibitors::Source& source) {
    const auto known = open_.find(source.alert_id);
    if (known != open_.end()) return known->second;
    return open_[source.alert_id] = alert::is_open_now(db_, source.alert_id);
  };
  chain_.resolve = [this](const std::string& token) { return people_.resolve(token); };
  chain_.group = [this](const Item& item, const std::string& key) {
    return histories_.of(item).group(item.place->id, key);
  };
  chain_.told = [this, window = settings.window](const Item& item) {
    return histories_.of(item).told(item.notice->kind, item.notice->subject_key(),
                                    chain_.now - window);
  };
  chain_.habits = [this](const Recipient& who) -> const Habits* {
    auto known = habits_.find(*who.person_id);
    if (known == habits_.end()) {
      const bool learns = preference(who, "learning") != Json(false);
      known = habits_.emplace(*who.person_id, std::nullopt).first;
      if (learns) known->second = store::habits_of(db_, *who.person_id);
    }
    return known->second ? &*known->second : nullptr;
  };
  chain_.flow = [this](const Item& item, Budget budget) -> const Flow& {
    return flow(item, budget);
  };
}

void RunFacts::refresh() {
  mutes_ = Mutes(mutes_at(db_, chain_.now, routing_));
  open_.clear();
  if (people_.size() + histories_.size() > kMostKept) {
    people_.forget();
    histories_.forget();
    habits_.clear();
  }
  if (!inhibitors_) read_inhibitors();
}

// All that are open now; one that is raised later while this run goes on inhibits from the next on.
void RunFacts::read_inhibitors() {
  inhibitors_.emplace(routing_.inhibit);
  chain_.inhibitors = &*inhibitors_;
  if (routing_.inhibit.empty()) return;
  const auto add = [&](const std::vector<alert::Alert>& alerts) {
    for (const alert::Alert& a : alerts) inhibitors_->add_source(notice_of(a));
  };
  if (const auto kinds = inhibitors_->source_kinds()) {
    for (const std::string& kind : *kinds) add(alert::open_of_kind(db_, kind));
  } else {
    add(alert::open_of_any_kind(db_));
  }
}

std::string first_told(store::Database& db, const Notice& notice, std::int64_t destination_id) {
  if (!notice.alert_id || notice.purpose == Purpose::first) return "";
  for (const store::Message& m : store::messages_of_alert(db, *notice.alert_id)) {
    if (m.destination_id == destination_id && !m.provider_id.empty()) return m.provider_id;
  }
  return "";
}

}  // namespace tocsin::notify
