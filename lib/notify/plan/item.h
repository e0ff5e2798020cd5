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

namespace tocsin::notify {

struct Place {
  std::int64_t id = 0;
  Channel channel = Channel::email;
  std::string address;
  bool enabled = true;
  bool dead = false;
};

// A person, or an organization as a recipient of its own (channel posts), as far as planning cares.
struct Recipient {
  std::optional<std::int64_t> person_id, organization_id;
  std::string name, language, time_zone;
  bool disabled = false;
  std::map<std::string, Json> preferences;  // merged: system, organization, person
  std::vector<Place> places;                // by rank
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

  std::string subject_key() const { return subject.type + ":" + subject.id; }
};

struct Item {
  const Notice* notice = nullptr;
  const Recipient* recipient = nullptr;
  std::vector<Channel> channels;  // those the recipient wants for this, in order of preference
  const Place* place = nullptr;   // once chosen
  std::optional<Instant> held_until;
};

struct Dropped {
  const Notice* notice = nullptr;
  const Recipient* recipient = nullptr;  // null: nobody in particular
  const Place* place = nullptr;
  std::string_view stage;
  Reason reason = Reason::planned;
  std::string detail;
};

struct Batch {
  std::vector<Item> items;
  std::vector<Dropped> dropped;
};

// Keeps the items for which `verdict` gives no reason; the others leave their reason.
struct Objection {
  Reason reason;
  std::string detail;
};
template <typename Verdict>
Batch sift(Batch batch, std::string_view stage, Verdict&& verdict) {
  std::vector<Item> kept;
  kept.reserve(batch.items.size());
  for (Item& item : batch.items) {
    std::optional<Objection> against = verdict(item);
    if (against) {
      batch.dropped.push_back({item.notice, item.recipient, item.place, stage, against->reason,
                               std::move(against->detail)});
    } else {
      kept.push_back(std::move(item));
    }
  }
  batch.items = std::move(kept);
  return batch;
}

}  // namespace tocsin::notify
