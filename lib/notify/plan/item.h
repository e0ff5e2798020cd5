// The values that planning's stages pass on: who might be told of what, where, when, and why not.
//
// A stage is a pure function from a Batch and facts to a Batch: items that go on stay in `items`,
// each item that does not leaves a Dropped with the stage's name and the reason.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "model/alert.h"
#include "model/message.h"
#include "notify/template_scope.h"

namespace tocsin::notify {

struct Route;  // routing.h

struct Place {
  std::int64_t id = 0;
  Channel channel = Channel::email;
  std::string address;
  bool enabled = true;
  bool dead = false;
};

// A person, an organization as a recipient of its own (channel posts), an emergency contact or a
// program of the desk's own, as far as planning cares.
struct Recipient {
  std::optional<std::int64_t> person_id, organization_id;
  std::string name, language, time_zone, role;
  std::string calendar;    // of their organization
  std::string contact_of;  // whose emergency contact they are; empty: nobody's
  bool disabled = false;
  bool is_ours = false;                     // a program of the desk's own
  bool hears_critical = false;              // whatever they say: their admin wants it so
  std::map<std::string, Json> preferences;  // merged: system, organization, person, watch
  TemplateScope templates{};
  std::vector<Place> places;  // by rank
};

// That nobody acknowledged it, for a step of its escalation.
struct Unanswered {
  Duration for_so_long{0};
  int missed = 0;  // steps before this one that nobody was told of in time
};

// What there is to tell.
struct Notice {
  std::string alert_public_id;
  std::optional<std::int64_t> alert_id;
  std::string kind, title, body;
  Subject subject;
  Json labels = Json::object(), metadata = Json::object();
  Priority priority = 2;
  Purpose purpose = Purpose::first;
  int ordinal = 1;
  Instant since{};  // when the condition began
  std::optional<Unanswered> unanswered{};
  bool wakes = true;  // of an escalation step: in quiet hours, too

  std::string subject_key() const { return subject.type + ":" + subject.id; }
};

struct Item {
  const Notice* notice = nullptr;
  const Recipient* recipient = nullptr;
  const Route* route = nullptr;             // how it came here; null: no policy
  const Recipient* stand_in_for = nullptr;  // who cannot be reached
  std::vector<Channel> channels;  // those wanted for this, in order of preference; given or chosen
  bool channels_by_rank = false;  // nobody named them: they are those of the places
  bool by_habit = false;          // the first is so by what was learned
  const Place* place = nullptr;   // once chosen
  std::optional<Instant> held_until;  // it waits, for this reason:
  Reason held_by = Reason::planned;
  std::string held_detail;  // what more there is to say of it
  std::string bundle;  // what waits with the same one leaves as one; empty: with all of the person

  Instant leaves_at(Instant now) const { return held_until.value_or(now); }
  // The longest wait is the one that counts.
  void hold(Instant until, Reason why, std::string leaves_with = {}) {
    if (held_until && *held_until >= until) return;
    held_until = until;
    held_by = why;
    held_detail.clear();
    bundle = std::move(leaves_with);
  }
};

// Why an item does not go on, and when that may end: at an instant, or with what mutes it (the
// public ID of a silence or of an alert).
struct Objection {
  Reason reason = Reason::planned;
  std::string detail{};
  std::optional<Instant> again_at{};
  std::string muted_by{};
};

struct Dropped {
  const Notice* notice = nullptr;
  const Recipient* recipient = nullptr;  // null: nobody in particular
  const Place* place = nullptr;
  const Route* route = nullptr;
  std::string_view stage;
  Reason reason = Reason::planned;
  std::string detail{};
  std::optional<Instant> again_at{};
  std::string muted_by{};
};

struct Batch {
  std::vector<Item> items;
  std::vector<Dropped> dropped;
};

// Keeps the items for which `verdict` gives no objection; the others leave theirs.
template <typename Verdict>
Batch sift(Batch batch, std::string_view stage, Verdict&& verdict) {
  auto kept = batch.items.begin();
  for (Item& item : batch.items) {
    std::optional<Objection> against = verdict(item);
    if (against) {
      batch.dropped.push_back({item.notice, item.recipient, item.place, item.route, stage,
                               against->reason, std::move(against->detail), against->again_at,
                               std::move(against->muted_by)});
    } else {
      if (&*kept != &item) *kept = std::move(item);
      ++kept;
    }
  }
  batch.items.erase(kept, batch.items.end());
  return batch;
}

}  // namespace tocsin::notify
