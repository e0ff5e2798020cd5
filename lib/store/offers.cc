#include "store/offers.h"

#include <algorithm>

#include "base/json.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define EVENT_COLUMNS                                                                    \
  "e.id, e.identity, e.external_id, e.name, e.category, e.performers, e.venue_name, "    \
  "e.venue_street, e.venue_city, e.venue_region, e.venue_country, e.venue_postal_code, " \
  "e.venue_latitude, e.venue_longitude, e.starts_at, e.start_precision, e.time_zone, "   \
  "e.doors_at, e.status, e.on_sale_from, e.on_sale_until, e.url, e.first_seen_at, "      \
  "e.last_seen_at, e.changed_at, e.platform_id, p.name, e.starts_local, e.start_guess, e.same_as"
#define OFFER_COLUMNS                                                                      \
  "id, event_id, identity, external_id, section, seat_row, seats, quantity, price_minor, " \
  "fees_minor, each_minor, currency, price_is, availability, resale, delivery, url, "      \
  "first_seen_at, last_seen_at, changed_at, closed_at, price_guess, page_id"

const Query kEventByIdentity("offers.event_by_identity",
                             "SELECT " EVENT_COLUMNS
                             " FROM event e JOIN platform p ON p.id = e.platform_id "
                             "WHERE e.platform_id = $1 AND e.identity = $2");
const Query kEventById("offers.event_by_id",
                       "SELECT " EVENT_COLUMNS
                       " FROM event e JOIN platform p ON p.id = e.platform_id WHERE e.id = $1");
const Query kSameAs("offers.events_same_as",
                    "SELECT " EVENT_COLUMNS
                    " FROM event e JOIN platform p ON p.id = e.platform_id "
                    "WHERE e.same_as = $1 ORDER BY e.id");
const Query kAtPlace("offers.events_at_place",
                     "SELECT " EVENT_COLUMNS
                     " FROM event e JOIN platform p ON p.id = e.platform_id "
                     "WHERE e.place_key = $1 AND e.starts_at BETWEEN $2 AND $3 "
                     "ORDER BY e.starts_at, e.id LIMIT 200");
const Query kOfferByIdentity("offers.offer_by_identity",
                             "SELECT " OFFER_COLUMNS
                             " FROM offer WHERE event_id = $1 AND identity = $2");
const Query kOfferById("offers.offer_by_id", "SELECT " OFFER_COLUMNS " FROM offer WHERE id = $1");
const Query kOpenOffers("offers.open_of_event",
                        "SELECT " OFFER_COLUMNS
                        " FROM offer WHERE event_id = $1 AND closed_at IS NULL ORDER BY id");
const Query kHistory("offers.price_history",
                     "SELECT at, price_minor, fees_minor, each_minor, currency, quantity, "
                     "availability FROM price_point WHERE offer_id = $1 ORDER BY at DESC LIMIT $2");

EventFacts event_facts(const Rows& row) {
  EventFacts f;
  f.external_id = row.string(2);
  f.name = row.string(3);
  f.category = row.string(4);
  f.performers = Json::parse(row.text(5)).get<std::vector<std::string>>();
  f.venue = {row.string(6),  row.string(7),  row.string(8),      row.string(9),
             row.string(10), row.string(11), row.maybe_real(12), row.maybe_real(13)};
  f.starts_at = row.maybe_instant(14);
  f.start_precision = row.as<StartPrecision>(15);
  f.time_zone = row.string(16);
  f.doors_at = row.maybe_instant(17);
  if (!row.is_null(18)) f.status = row.as<EventStatus>(18);
  f.on_sale_from = row.maybe_instant(19);
  f.on_sale_until = row.maybe_instant(20);
  f.url = row.string(21);
  f.starts_local = row.maybe_instant(27);
  f.start_guess = row.flag(28);
  return f;
}

StoredEvent stored_event(const Rows& row) {
  StoredEvent e;
  e.id = row.integer(0);
  e.identity = row.string(1);
  e.facts = event_facts(row);
  e.first_seen_at = row.instant(22);
  e.last_seen_at = row.instant(23);
  e.changed_at = row.instant(24);
  e.platform_id = row.integer(25);
  e.platform = row.string(26);
  e.same_as = row.maybe_integer(29);
  return e;
}

StoredOffer stored_offer(const Rows& row) {
  StoredOffer o;
  o.id = row.integer(0);
  o.event_id = row.integer(1);
  o.identity = row.string(2);
  o.facts.external_id = row.string(3);
  o.facts.section = row.string(4);
  o.facts.row = row.string(5);
  o.facts.seats = row.string(6);
  o.facts.quantity = row.maybe_integer(7);
  o.facts.price = read_money(row, 8, 11);
  o.facts.fees = read_money(row, 9, 11);
  o.each = read_money(row, 10, 11);
  o.facts.price_is = row.as<PriceIs>(12);
  o.facts.price_guess = row.flag(21);
  o.facts.availability = row.as<Availability>(13);
  if (!row.is_null(14)) o.facts.resale = row.flag(14);
  o.facts.delivery = row.string(15);
  o.facts.url = row.string(16);
  o.first_seen_at = row.instant(17);
  o.last_seen_at = row.instant(18);
  o.changed_at = row.instant(19);
  o.closed_at = row.maybe_instant(20);
  o.page_id = row.maybe_integer(22);
  return o;
}

}  // namespace

std::optional<StoredEvent> find_event(Database& db, std::int64_t id) {
  return read_first(db.query(kEventById, id), stored_event);
}

std::optional<StoredEvent> find_event(Database& db, std::int64_t platform_id,
                                      std::string_view identity) {
  return read_first(db.query(kEventByIdentity, platform_id, identity), stored_event);
}

std::vector<StoredEvent> events_same_as(Database& db, std::int64_t event_id) {
  std::vector<StoredEvent> out;
  for (Rows rows = db.query(kSameAs, event_id); rows.next();) out.push_back(stored_event(rows));
  return out;
}

std::vector<StoredEvent> events_at_place(Database& db, std::string_view place_key, Instant from,
                                         Instant until) {
  std::vector<StoredEvent> out;
  for (Rows rows = db.query(kAtPlace, place_key, from, until); rows.next();) {
    out.push_back(stored_event(rows));
  }
  return out;
}

std::vector<StoredOffer> open_offers_of_event(Database& db, std::int64_t event_id) {
  return read_all(db.query(kOpenOffers, event_id), stored_offer);
}

std::optional<StoredOffer> find_offer(Database& db, std::int64_t id) {
  return read_first(db.query(kOfferById, id), stored_offer);
}

std::optional<StoredOffer> find_offer(Database& db, std::int64_t event_id,
                                      std::string_view identity) {
  return read_first(db.query(kOfferByIdentity, event_id, identity), stored_offer);
}

std::vector<PricePoint> price_history(Database& db, std::int64_t offer_id, std::int64_t limit) {
  std::vector<PricePoint> out;
  for (Rows row = db.query(kHistory, offer_id, limit); row.next();) {
    out.push_back({row.instant(0), read_money(row, 1, 4), read_money(row, 2, 4),
                   read_money(row, 3, 4), row.maybe_integer(5), row.as<Availability>(6)});
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace tocsin::store
