#include "notify/deliver/fallback.h"

#include <fmt/format.h>

#include <charconv>

#include "alert/alerts.h"
#include "base/id.h"
#include "base/log.h"
#include "notify/facts.h"
#include "notify/identity.h"
#include "notify/links.h"
#include "notify/outbox.h"
#include "notify/plan/deputy.h"
#include "notify/plan/preferences.h"
#include "store/decisions.h"
#include "store/escalations.h"

namespace tocsin::notify {
namespace {

// An identity ends in "/purpose/ordinal": what all tellings of one occasion have in common.
std::string_view occasion_of(std::string_view identity) {
  const auto ordinal = identity.rfind('/');
  if (ordinal == std::string_view::npos || ordinal == 0) return identity;
  const auto purpose = identity.rfind('/', ordinal - 1);
  return purpose == std::string_view::npos ? identity : identity.substr(purpose);
}

int ordinal_of(std::string_view identity) {
  const std::string_view digits = identity.substr(identity.rfind('/') + 1);
  int out = 1;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

bool can_be_replaced(const store::Message& m) {
  return m.alert_id && m.person_id && m.purpose != Purpose::direct && m.purpose != Purpose::digest;
}

}  // namespace

const Place* next_place(const Recipient& recipient, const std::set<Channel>& used,
                        const std::set<Channel>& carried) {
  const Json& switches = preference(recipient, "channels");
  for (const Place& place : recipient.places) {
    const std::string channel(word(place.channel));
    const bool off = switches.is_object() && switches.contains(channel) &&
                     switches[channel].is_boolean() && !switches[channel].get<bool>();
    if (place.enabled && !place.dead && !off && carried.contains(place.channel) &&
        !used.contains(place.channel)) {
      return &place;
    }
  }
  return nullptr;
}

bool Fallback::replace(const store::Message& m, Instant now, std::string_view why) {
  if (tell_elsewhere(m, now, why)) return true;
  if (m.alert_id) store::delivery_failed(db_, *m.alert_id, now);
  return false;
}

bool Fallback::tell_elsewhere(const store::Message& m, Instant now, std::string_view why) {
  if (!can_be_replaced(m)) return false;
  people_.forget();
  const Recipient* const known = people_.person(*m.person_id);
  const auto alert = alert::find(db_, *m.alert_id);
  if (known == nullptr || !alert) return false;
  const bool over = alert->status == AlertStatus::resolved || alert->status == AlertStatus::ignored;
  if (over && m.purpose != Purpose::resolved) return false;
  Notice notice = notice_of(*alert);
  notice.purpose = m.purpose;
  notice.ordinal = ordinal_of(m.identity);
  const Recipient* const who = people_.as_told_of(known, notice);

  const auto used = channels_used(m);
  Item item;
  item.notice = &notice;
  item.recipient = who;
  item.place = who->disabled ? nullptr : next_place(*who, used, carriers_.carried());
  if (item.place != nullptr && put(m, item, now, why)) return true;
  const auto deputy = deputy_of(m, notice, *who);
  if (deputy && put(m, *deputy, now, why)) return true;
  store::add_decision(db_, {now, m.alert_id, m.person_id, m.destination_id, m.id, "fallback",
                            Reason::no_destination, std::string(why)});
  return false;
}

// Those by which the person was told of this occasion, or was to be.
std::set<Channel> Fallback::channels_used(const store::Message& m) {
  std::set<Channel> used{m.channel};
  for (const store::Message& told : store::messages_of_alert(db_, *m.alert_id)) {
    if (told.person_id == m.person_id && occasion_of(told.identity) == occasion_of(m.identity)) {
      used.insert(told.channel);
    }
  }
  return used;
}

std::optional<Item> Fallback::deputy_of(const store::Message& m, const Notice& notice,
                                        const Recipient& who) {
  Batch batch;
  Dropped& unreached = batch.dropped.emplace_back();
  unreached.notice = &notice;
  unreached.recipient = &who;
  unreached.stage = "fallback";
  unreached.reason = Reason::no_destination;
  batch = find_deputies(std::move(batch), carriers_.carried(),
                        [&](const std::string& token) { return people_.resolve(token); });
  if (batch.items.empty()) return std::nullopt;
  const Item& item = batch.items.front();
  // Whoever hears of it anyway need not hear of it in somebody's place.
  for (const store::Message& told : store::messages_of_alert(db_, *m.alert_id)) {
    if (told.person_id == item.recipient->person_id) return std::nullopt;
  }
  return item;
}

bool Fallback::put(const store::Message& m, Item item, Instant now, std::string_view why) {
  const Notice& notice = *item.notice;
  Batch batch;
  batch.items.push_back(std::move(item));
  batch = obey_hours(std::move(batch), now, settings_.quiet, settings_.working);
  if (batch.items.empty()) return false;
  const Item& one = batch.items.front();
  const Place& place = *one.place;

  store::Message next;
  next.public_id = new_id(IdKind::message, now);
  next.identity = text_of(
      {notice.alert_public_id, one.recipient->person_id, place.id, notice.purpose, notice.ordinal});
  next.alert_id = m.alert_id;
  next.person_id = one.recipient->person_id;
  next.destination_id = place.id;
  next.channel = place.channel;
  next.address = place.address;
  next.purpose = m.purpose;
  next.kind = m.kind;
  next.subject_key = m.subject_key;
  next.priority = m.priority;
  next.state = one.held_until ? MessageState::held : MessageState::pending;
  next.reason = one.held_until ? one.held_by : Reason::fallback;
  next.bundle = one.bundle;
  next.due_at = one.leaves_at(now);
  next.expires_at = next.due_at + settings_.expire_after;
  next.created_at = now;
  Writing writing = writing_for(one.recipient, settings_);
  writing.notice = &notice;
  writing.message = next.public_id;
  writing.links = links_for(settings_, *one.recipient, notice, place.channel, next.public_id, now);
  writing.answers = first_told(db_, notice, place.id);
  try {
    write(next, carriers_, writing);
  } catch (const std::exception& e) {
    log::error(m.public_id, "no fallback by {}: {}", word(place.channel), e.what());
    return false;
  }
  const auto id = store::add_message(db_, next);
  if (!id) return false;
  remember_links(db_, *id, writing.links, notice);
  store::add_decision(db_, {now, m.alert_id, next.person_id, place.id, id, "fallback",
                            one.stand_in_for != nullptr ? Reason::deputy : Reason::fallback,
                            fmt::format("{} by {}: {}", m.public_id, word(m.channel), why)});
  return true;
}

}  // namespace tocsin::notify
