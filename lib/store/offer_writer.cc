#include "store/offer_writer.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "model/event_identity.h"
#include "store/event_links.h"

namespace tocsin::store {
namespace {

const Query kFindPlatform("offers.find_platform", "SELECT id FROM platform WHERE name = $1");
const Query kAddPlatform("offers.add_platform",
                         "INSERT INTO platform (name, created_at) VALUES ($1, $2) "
                         "ON CONFLICT (name) DO NOTHING RETURNING id");
const Query kInsertEvent(
    "offers.insert_event",
    TOCSIN_INSERT(
        "INSERT INTO event (platform_id, identity, external_id, name, category, performers, "
        "venue_name, venue_street, venue_city, venue_region, venue_country, venue_postal_code, "
        "venue_latitude, venue_longitude, starts_at, start_precision, time_zone, doors_at, status, "
        "on_sale_from, on_sale_until, url, first_seen_at, last_seen_at, changed_at, starts_local, "
        "start_guess, place_key) VALUES "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
        "$20, "
        "$21, $22, $23, $23, $23, $24, $25, $26) ON CONFLICT (platform_id, identity) DO NOTHING"));
const Query kUpdateEvent(
    "offers.update_event",
    "UPDATE event SET external_id = $2, name = $3, category = $4, performers = $5, "
    "venue_name = $6, venue_street = $7, venue_city = $8, venue_region = $9, venue_country = $10, "
    "venue_postal_code = $11, venue_latitude = $12, venue_longitude = $13, starts_at = $14, "
    "start_precision = $15, time_zone = $16, doors_at = $17, status = $18, on_sale_from = $19, "
    "on_sale_until = $20, url = $21, last_seen_at = $22, changed_at = $22, starts_local = $23, "
    "start_guess = $24, place_key = $25 WHERE id = $1");
const Query kTouchEvent("offers.touch_event", "UPDATE event SET last_seen_at = $2 WHERE id = $1");
const Query kInsertOffer(
    "offers.insert_offer",
    TOCSIN_INSERT(
        "INSERT INTO offer (event_id, identity, external_id, page_id, section, seat_row, seats, "
        "quantity, price_minor, fees_minor, each_minor, currency, price_is, availability, resale, "
        "delivery, url, first_seen_at, last_seen_at, changed_at, price_guess) VALUES ($1, $2, $3, "
        "$4, "
        "$5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $18, $19)"));
const Query kUpdateOffer(
    "offers.update_offer",
    "UPDATE offer SET external_id = $2, page_id = COALESCE($3, page_id), section = $4, "
    "seat_row = $5, seats = $6, quantity = $7, price_minor = $8, fees_minor = $9, "
    "each_minor = $10, currency = $11, price_is = $12, availability = $13, resale = $14, "
    "delivery = $15, url = $16, last_seen_at = $17, changed_at = $18, price_guess = $19, "
    "closed_at = NULL WHERE id = $1");
const Query kTouchOffer("offers.touch_offer", "UPDATE offer SET last_seen_at = $2 WHERE id = $1");
const Query kAddPoint(
    "offers.add_point",
    "INSERT INTO price_point (offer_id, at, price_minor, fees_minor, each_minor, currency, "
    "quantity, availability) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT (offer_id, at) DO UPDATE SET price_minor = excluded.price_minor, "
    "fees_minor = excluded.fees_minor, each_minor = excluded.each_minor, "
    "currency = excluded.currency, quantity = excluded.quantity, "
    "availability = excluded.availability");
// Asked first: hardly ever is there one to be closed.
const Query kUnseen("offers.unseen",
                    "SELECT event_id FROM offer WHERE page_id = $1 AND closed_at IS NULL AND "
                    "last_seen_at < $2");
const Query kCloseUnseen("offers.close_unseen",
                         "UPDATE offer SET closed_at = $2, changed_at = $2 WHERE page_id = $1 AND "
                         "closed_at IS NULL AND last_seen_at < $2");
const Query kCloseUnseenOnPlatform(
    "offers.close_unseen_on_platform",
    "UPDATE offer SET closed_at = $2, changed_at = $2 WHERE closed_at IS NULL AND "
    "last_seen_at < $2 AND event_id IN (SELECT id FROM event WHERE platform_id = $1) "
    "RETURNING event_id");
const Query kConfirm("offers.confirm",
                     "UPDATE offer SET last_seen_at = $2 WHERE page_id = $1 AND closed_at IS NULL");
// The event that leads those of other platforms is the one that is looked at.
#define SOONER_LOOK                                                                \
  "ON CONFLICT (event_id) DO UPDATE SET "                                          \
  "due_at = CASE WHEN event_look.due_at < excluded.due_at THEN event_look.due_at " \
  "ELSE excluded.due_at END, "                                                     \
  "changed_since = CASE WHEN event_look.changed_since < excluded.changed_since "   \
  "THEN event_look.changed_since ELSE excluded.changed_since END, "                \
  "version = event_look.version + 1"
const Query kLook("offers.look",
                  "INSERT INTO event_look (event_id, due_at, changed_since) "
                  "SELECT COALESCE(same_as, id), $2, $2 FROM event WHERE id = $1 " SOONER_LOOK);
const Query kLookItself("offers.look_itself",
                        "INSERT INTO event_look (event_id, due_at, changed_since) "
                        "VALUES ($1, $2, $2) " SOONER_LOOK);

const Query kForecast("offers.forecast",
                      "INSERT INTO event_outlook (event_id, due_at) "
                      "SELECT COALESCE(same_as, id), $2 FROM event WHERE id = $1 "
                      "ON CONFLICT (event_id) DO UPDATE SET due_at = CASE "
                      "WHEN event_outlook.due_at < excluded.due_at THEN event_outlook.due_at "
                      "ELSE excluded.due_at END, version = event_outlook.version + 1");

std::optional<std::int64_t> minor(const std::optional<Money>& m) {
  return m ? std::optional(m->minor) : std::nullopt;
}
Value code(const std::optional<Money>& m) {
  return m ? Value(m->currency.code()) : Value(nullptr);
}

// Fees in another currency than the price cannot be added up; they are left out.
std::optional<std::int64_t> fees_minor(const OfferFacts& o) {
  if (!o.price || !o.fees || o.fees->currency != o.price->currency) return std::nullopt;
  return o.fees->minor;
}

bool is_history(const OfferFacts& before, const OfferFacts& now) {
  return before.price != now.price || minor(before.fees) != fees_minor(now) ||
         before.quantity != now.quantity || before.availability != now.availability;
}

// Could it be another event, or the same as another one, by what it says now?
bool is_identity(const EventFacts& before, const EventFacts& now) {
  return before.name != now.name || before.performers != now.performers ||
         before.venue != now.venue || before.starts_at != now.starts_at ||
         before.starts_local != now.starts_local || before.time_zone != now.time_zone;
}

}  // namespace

std::int64_t OfferWriter::platform_id(const std::string& name, Instant now) {
  if (const auto known = platforms_.find(name); known != platforms_.end()) return known->second;
  std::int64_t id = 0;
  for (const bool add : {false, true, false}) {
    Rows rows = add ? db_.query(kAddPlatform, name, now) : db_.query(kFindPlatform, name);
    if (!rows.next()) continue;
    id = rows.integer(0);
    break;
  }
  return platforms_[name] = id;
}

OfferWriter::KnownEvent& OfferWriter::event(const Observation& seen, std::int64_t platform,
                                            Observed& result) {
  const std::string identity = event_key(seen.event);
  const std::string cache_key = std::to_string(platform) + '|' + identity;
  if (const auto known = events_.find(cache_key); known != events_.end()) return known->second;
  for (;;) {
    if (auto stored = find_event(db_, platform, identity)) {
      return events_
          .emplace(cache_key, KnownEvent{.id = stored->id,
                                         .facts = std::move(stored->facts),
                                         .last_seen_at = stored->last_seen_at})
          .first->second;
    }
    if (const auto id = insert_event(seen, platform, identity)) {
      result.new_event = true;
      return events_
          .emplace(
              cache_key,
              KnownEvent{
                  .id = *id, .facts = seen.event, .last_seen_at = seen.observed_at, .is_new = true})
          .first->second;
    }
  }
}

std::optional<std::int64_t> OfferWriter::insert_event(const Observation& seen,
                                                      std::int64_t platform,
                                                      const std::string& identity) {
  const EventFacts& e = seen.event;
  const std::string performers = Json(e.performers).dump();
  return db_.insert(kInsertEvent, platform, identity, text_or_null(e.external_id), e.name,
                    text_or_null(e.category), performers, text_or_null(e.venue.name),
                    text_or_null(e.venue.street), text_or_null(e.venue.city),
                    text_or_null(e.venue.region), text_or_null(e.venue.country),
                    text_or_null(e.venue.postal_code), e.venue.latitude, e.venue.longitude,
                    e.starts_at, e.start_precision, text_or_null(e.time_zone), e.doors_at, e.status,
                    e.on_sale_from, e.on_sale_until, text_or_null(e.url), seen.observed_at,
                    e.starts_local, e.start_guess, text_or_null(place_key(e.venue)));
}

Observed OfferWriter::observe(const Observation& seen, std::optional<std::int64_t> page_id) {
  Observed result;
  KnownEvent& known = observe_event(seen, result);
  if (seen.offer) observe_offer(known, *seen.offer, seen.observed_at, page_id, result);
  return result;
}

void OfferWriter::observe(const Observation& seen, const std::vector<OfferFacts>& offers,
                          std::int64_t page_id, const std::function<void(const Observed&)>& each) {
  Observed result;
  KnownEvent& known = observe_event(seen, result);
  if (offers.empty()) return each(result);
  for (const OfferFacts& offer : offers) {
    observe_offer(known, offer, seen.observed_at, page_id, result);
    each(result);
    result = Observed{};
    result.event_id = known.id;
  }
}

OfferWriter::KnownEvent& OfferWriter::observe_event(const Observation& seen, Observed& result) {
  const std::int64_t platform = platform_id(seen.platform, seen.observed_at);
  KnownEvent& known = event(seen, platform, result);
  result.event_id = known.id;
  if (result.new_event) {
    changed(known.id, seen.observed_at);
    StoredEvent made;
    made.id = known.id;
    made.platform_id = platform;
    made.facts = known.facts;
    relink(made, seen.observed_at, true);
  } else if (seen.observed_at >= known.last_seen_at) {
    EventFacts now = merged(known.facts, seen.event);
    if (now != known.facts) {
      const EventFacts& e = now;
      db_.execute(kUpdateEvent, known.id, text_or_null(e.external_id), e.name,
                  text_or_null(e.category), Json(e.performers).dump(), text_or_null(e.venue.name),
                  text_or_null(e.venue.street), text_or_null(e.venue.city),
                  text_or_null(e.venue.region), text_or_null(e.venue.country),
                  text_or_null(e.venue.postal_code), e.venue.latitude, e.venue.longitude,
                  e.starts_at, e.start_precision, text_or_null(e.time_zone), e.doors_at, e.status,
                  e.on_sale_from, e.on_sale_until, text_or_null(e.url), seen.observed_at,
                  e.starts_local, e.start_guess, text_or_null(place_key(e.venue)));
      const bool may_be_another = is_identity(known.facts, now);
      known.facts = std::move(now);
      result.event_changed = true;
      changed(known.id, seen.observed_at);
      if (may_be_another) relink(*find_event(db_, known.id), seen.observed_at, false);
    } else if (seen.observed_at > known.last_seen_at) {
      db_.execute(kTouchEvent, known.id, seen.observed_at);
    }
    known.last_seen_at = seen.observed_at;
  }
  return known;
}

void OfferWriter::observe_offer(KnownEvent& event, const OfferFacts& o, Instant at,
                                std::optional<std::int64_t> page_id, Observed& result) {
  const std::string identity = offer_key(o);
  // An event that is new has the offers that it was given here.
  const bool may_be_stored = !event.is_new || !event.offers.insert(identity).second;
  const auto stored =
      may_be_stored ? find_offer(db_, event.id, identity) : std::optional<StoredOffer>();
  const auto each = minor(o.price_each());
  const auto fees = fees_minor(o);
  bool history = true;
  if (!stored) {
    result.offer_id =
        db_.insert(kInsertOffer, event.id, identity, text_or_null(o.external_id), page_id,
                   text_or_null(o.section), text_or_null(o.row), text_or_null(o.seats), o.quantity,
                   minor(o.price), fees, each, code(o.price), o.price_is, o.availability, o.resale,
                   text_or_null(o.delivery), text_or_null(o.url), at, o.price_guess);
    if (!result.offer_id) fail(Exit::software, "an offer was not stored");
    result.new_offer = true;
  } else {
    result.offer_id = stored->id;
    if (at < stored->last_seen_at) return;
    history = is_history(stored->facts, o) || stored->closed_at.has_value();
    OfferFacts as_stored = o;
    if (!fees) as_stored.fees.reset();
    const bool stays = !page_id || page_id == stored->page_id;
    if (!history && as_stored == stored->facts && stays) {
      if (at > stored->last_seen_at) db_.execute(kTouchOffer, stored->id, at);
      return;
    }
    db_.execute(kUpdateOffer, stored->id, text_or_null(o.external_id), page_id,
                text_or_null(o.section), text_or_null(o.row), text_or_null(o.seats), o.quantity,
                minor(o.price), fees, each, code(o.price), o.price_is, o.availability, o.resale,
                text_or_null(o.delivery), text_or_null(o.url), at,
                history ? at : stored->changed_at, o.price_guess);
  }
  if (!history) return;
  result.offer_changed = true;
  db_.execute(kAddPoint, *result.offer_id, at, minor(o.price), fees, each, code(o.price),
              o.quantity, o.availability);
  changed(event.id, at);
}

void OfferWriter::relink(const StoredEvent& event, Instant at, bool is_new) {
  const Relinked did = relink_event(db_, event);
  for (const std::int64_t other : did.changed) changed(other, at);
  // What followed from the start has no alerts of its own that could end.
  if (did.joined && !(is_new && *did.joined == event.id)) joined_.emplace(*did.joined, at);
}

void OfferWriter::changed(std::int64_t event_id, Instant at) {
  const auto [entry, is_new] = changed_.emplace(event_id, at);
  if (!is_new) entry->second = std::min(entry->second, at);
}

std::int64_t OfferWriter::close_unseen(std::int64_t page_id, Instant at) {
  std::int64_t closed = 0;
  for (Rows rows = db_.query(kUnseen, page_id, at); rows.next(); ++closed) {
    changed(rows.integer(0), at);
  }
  if (closed > 0) db_.execute(kCloseUnseen, page_id, at);
  return closed;
}

std::int64_t OfferWriter::close_unseen_on_platform(std::int64_t platform_id, Instant at) {
  std::int64_t closed = 0;
  for (Rows rows = db_.query(kCloseUnseenOnPlatform, platform_id, at); rows.next(); ++closed) {
    changed(rows.integer(0), at);
  }
  return closed;
}

void OfferWriter::confirm(std::int64_t page_id, Instant at) {
  db_.execute(kConfirm, page_id, at);
}

void OfferWriter::flush() {
  for (const auto& [event_id, at] : changed_) db_.execute(kLook, event_id, at);
  for (const auto& [event_id, at] : joined_) db_.execute(kLookItself, event_id, at);
  flush_silently();
}

void OfferWriter::flush_silently() {
  for (const auto& [event_id, at] : changed_) db_.execute(kForecast, event_id, at);
  changed_.clear();
  joined_.clear();
  events_.clear();
}

}  // namespace tocsin::store
