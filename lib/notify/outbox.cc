#include "notify/outbox.h"

#include <fmt/format.h>

#include <utility>

#include "base/id.h"
#include "base/log.h"
#include "base/time.h"
#include "notify/identity.h"
#include "notify/links.h"
#include "store/decisions.h"

namespace tocsin::notify {
namespace {

Reason reason_of(const Item& item) {
  if (item.held_until) return item.held_by;
  if (item.stand_in_for != nullptr) return Reason::deputy;
  if (item.notice->purpose == Purpose::escalation) return Reason::escalated;
  if (item.by_habit) return Reason::habit;
  return item.notice->purpose == Purpose::direct ? Reason::direct : Reason::planned;
}

std::string detail_of(const Item& item) {
  std::vector<std::string> parts;
  if (item.held_until) parts.push_back("until " + format_instant(*item.held_until));
  if (!item.held_detail.empty()) parts.push_back(item.held_detail);
  if (!item.bundle.empty()) parts.push_back(item.bundle);
  if (item.stand_in_for != nullptr) parts.push_back("in place of " + item.stand_in_for->name);
  if (item.route != nullptr && item.route->name != "default") {
    parts.push_back("route " + item.route->name);
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

store::Sent as_sent(const store::Message& m) {
  store::Sent s;
  s.person_id = m.person_id;
  s.destination_id = m.destination_id;
  s.channel = m.channel;
  s.purpose = m.purpose;
  s.kind = m.kind;
  s.subject_key = m.subject_key;
  s.bundle = m.bundle;
  s.priority = m.priority;
  s.state = m.state;
  s.reason = m.reason;
  s.created_at = m.created_at;
  s.left_at = m.due_at;
  return s;
}

}  // namespace

Writing writing_for(const Recipient* who, const Settings& settings) {
  Writing out;
  out.time_zone = settings.quiet.time_zone;
  out.language = settings.language;
  if (who == nullptr) return out;
  out.recipient_name = who->name;
  out.contact_of = who->contact_of;
  out.can_answer = who->person_id.has_value();
  if (!who->language.empty()) out.language = who->language;
  out.templates = who->templates;
  if (who->person_id) out.reader = fmt::format("person/{}", *who->person_id);
  if (!who->time_zone.empty()) out.time_zone = who->time_zone;
  return out;
}

void write(store::Message& m, Carriers& carriers, const Writing& writing) {
  m.content = carriers.find(m.channel)->compose(writing);
  m.variant = carriers.variant_of(m.channel, writing);
}

bool Outbox::put(const Item& item, PlanResult& result) {
  const Notice& n = *item.notice;
  const Recipient& who = *item.recipient;
  store::Message m;
  m.public_id = new_id(IdKind::message, options_.now);
  m.alert_id = n.alert_id;
  m.person_id = who.person_id;
  m.destination_id = item.place->id;
  m.channel = item.place->channel;
  m.address = item.place->address;
  m.purpose = n.purpose;
  m.kind = n.kind;
  m.subject_key = n.subject_key();
  m.priority = n.priority;
  m.identity = text_of({n.alert_public_id, who.person_id, item.place->id, n.purpose, n.ordinal});
  m.state = item.held_until ? MessageState::held : MessageState::pending;
  m.reason = reason_of(item);
  m.bundle = item.bundle;
  m.due_at = item.leaves_at(options_.now);
  m.expires_at = m.due_at + settings_.expire_after;
  m.created_at = options_.now;
  const auto against = [&](Reason reason, std::string detail) {
    Dropped d;
    d.notice = &n;
    d.recipient = &who;
    d.place = item.place;
    d.stage = reason == Reason::unrenderable ? "render" : "outbox";
    d.reason = reason;
    d.detail = std::move(detail);
    record(n.alert_id, d);
    ++result.counts["suppressed"];
    return false;
  };
  Writing writing = writing_for(&who, settings_);
  writing.notice = &n;
  writing.message = m.public_id;
  writing.links = links_for(settings_, who, n, m.channel, m.public_id, options_.now);
  writing.answers = first_told(db_, n, item.place->id);
  try {
    write(m, carriers_, writing);
  } catch (const std::exception& e) {
    log::error(n.alert_public_id, "cannot be written for {}: {}", word(m.channel), e.what());
    return against(Reason::unrenderable, e.what());
  }
  ++result.counts[item.held_until ? "held" : "planned"];
  if (options_.dry_run) {
    facts_.note(item, as_sent(m));
    result.messages.push_back({n.alert_public_id, who.name, m.address, n.title, m.channel,
                               n.priority, item.held_until, m.reason});
    return true;
  }
  const auto id = store::add_message(db_, m);
  if (!id) {
    --result.counts[item.held_until ? "held" : "planned"];
    return against(Reason::duplicate, "this message was made before");
  }
  remember_links(db_, *id, writing.links, n);
  facts_.note(item, as_sent(m));
  made_.push_back(m.public_id);
  store::add_decision(db_, {options_.now, n.alert_id, who.person_id, item.place->id, id, "outbox",
                            m.reason, detail_of(item)});
  return true;
}

void Outbox::record(std::optional<std::int64_t> alert_id, const Dropped& d) {
  if (options_.dry_run) return;
  store::add_decision(
      db_, {options_.now, alert_id, d.recipient == nullptr ? std::nullopt : d.recipient->person_id,
            d.place == nullptr ? std::nullopt : std::optional(d.place->id), std::nullopt,
            std::string(d.stage), d.reason, d.detail});
}

Json Outbox::take_made() {
  return std::exchange(made_, Json::array());
}

}  // namespace tocsin::notify
