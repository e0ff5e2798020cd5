#include "store/offer_listing.h"

#include "base/json.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define EVENT_COLUMNS                                                                      \
  "platform.name, event.external_id, event.name, event.category, event.performers, "       \
  "venue_name, venue_street, venue_city, venue_region, venue_country, venue_postal_code, " \
  "venue_latitude, venue_longitude, starts_at, start_precision, time_zone, doors_at, "     \
  "event.status, on_sale_from, on_sale_until, event.url, starts_local, start_guess"
#define OFFER_COLUMNS                                                                    \
  "offer.external_id, section, seat_row, seats, price_is, resale, delivery, offer.url, " \
  "price_guess"
#define FROM_OFFERS                                     \
  "FROM offer JOIN event ON event.id = offer.event_id " \
  "JOIN platform ON platform.id = event.platform_id "

const Query kOffers("offer_listing.offers",
                    "SELECT offer.id, " EVENT_COLUMNS ", " OFFER_COLUMNS
                    ", offer.last_seen_at, price_minor, fees_minor, currency, quantity, "
                    "availability " FROM_OFFERS
                    "WHERE offer.id > $1 AND closed_at IS NULL AND offer.last_seen_at >= $2 "
                    "AND (CAST($3 AS TEXT) = '' OR platform.name = $3) "
                    "ORDER BY offer.id LIMIT $4",
                    Reach::whole);
const Query kBareEvents("offer_listing.bare_events",
                        "SELECT event.id, " EVENT_COLUMNS
                        ", event.last_seen_at FROM event "
                        "JOIN platform ON platform.id = event.platform_id "
                        "WHERE event.id > $1 AND event.last_seen_at >= $2 "
                        "AND (CAST($3 AS TEXT) = '' OR platform.name = $3) "
                        "AND NOT EXISTS (SELECT 1 FROM offer WHERE offer.event_id = event.id) "
                        "ORDER BY event.id LIMIT $4",
                        Reach::whole);
// The window sees all rows of each offer it is given; what ended too early is left out after it.
const Query kPrices(
    "offer_listing.prices",
    "SELECT offer.id, " EVENT_COLUMNS ", " OFFER_COLUMNS
    ", held.at, held.price_minor, held.fees_minor, held.currency, held.quantity, "
    "held.availability, COALESCE(held.until, offer.closed_at) "
    "FROM (SELECT price_point.*, LEAD(at) OVER (PARTITION BY offer_id ORDER BY at) AS until "
    "FROM price_point WHERE offer_id > $1 AND offer_id <= $2) AS held "
    "JOIN offer ON offer.id = held.offer_id JOIN event ON event.id = offer.event_id "
    "JOIN platform ON platform.id = event.platform_id "
    "WHERE COALESCE(held.until, offer.closed_at, $3) >= $3 "
    "AND (CAST($4 AS TEXT) = '' OR platform.name = $4) ORDER BY offer.id, held.at",
    Reach::whole);
const Query kLastOffer("offer_listing.last_offer", "SELECT COALESCE(max(id), 0) FROM offer",
                       Reach::whole);

constexpr int kEventAt = 1;
constexpr int kOfferAt = kEventAt + 23;
constexpr int kPriceAt = kOfferAt + 9;

EventFacts event(const Rows& row) {
  const auto at = [](int i) { return kEventAt + 1 + i; };
  EventFacts f;
  f.external_id = row.string(at(0));
  f.name = row.string(at(1));
  f.category = row.string(at(2));
  f.performers = Json::parse(row.text(at(3))).get<std::vector<std::string>>();
  f.venue = {row.string(at(4)), row.string(at(5)), row.string(at(6)),      row.string(at(7)),
             row.string(at(8)), row.string(at(9)), row.maybe_real(at(10)), row.maybe_real(at(11))};
  f.starts_at = row.maybe_instant(at(12));
  f.start_precision = row.as<StartPrecision>(at(13));
  f.time_zone = row.string(at(14));
  f.doors_at = row.maybe_instant(at(15));
  if (!row.is_null(at(16))) f.status = row.as<EventStatus>(at(16));
  f.on_sale_from = row.maybe_instant(at(17));
  f.on_sale_until = row.maybe_instant(at(18));
  f.url = row.string(at(19));
  f.starts_local = row.maybe_instant(at(20));
  f.start_guess = row.flag(at(21));
  return f;
}

OfferFacts offer(const Rows& row) {
  OfferFacts f;
  f.external_id = row.string(kOfferAt);
  f.section = row.string(kOfferAt + 1);
  f.row = row.string(kOfferAt + 2);
  f.seats = row.string(kOfferAt + 3);
  f.price_is = row.as<PriceIs>(kOfferAt + 4);
  if (!row.is_null(kOfferAt + 5)) f.resale = row.flag(kOfferAt + 5);
  f.delivery = row.string(kOfferAt + 6);
  f.url = row.string(kOfferAt + 7);
  f.price_guess = row.flag(kOfferAt + 8);
  f.price = read_money(row, kPriceAt + 1, kPriceAt + 3);
  f.fees = read_money(row, kPriceAt + 2, kPriceAt + 3);
  f.quantity = row.maybe_integer(kPriceAt + 4);
  f.availability = row.as<Availability>(kPriceAt + 5);
  return f;
}

Observation observation(const Rows& row) {
  return {row.string(kEventAt), event(row), offer(row), row.instant(kPriceAt)};
}

}  // namespace

std::vector<Listed> current_offers_after(Database& db, std::int64_t offer_id,
                                         const ListingFilter& filter, std::int64_t limit) {
  std::vector<Listed> out;
  for (Rows row = db.query(kOffers, offer_id, filter.since, filter.platform, limit); row.next();) {
    out.push_back({row.integer(0), observation(row)});
  }
  return out;
}

std::vector<Listed> bare_events_after(Database& db, std::int64_t event_id,
                                      const ListingFilter& filter, std::int64_t limit) {
  std::vector<Listed> out;
  for (Rows row = db.query(kBareEvents, event_id, filter.since, filter.platform, limit);
       row.next();) {
    out.push_back({row.integer(0), {row.string(kEventAt), event(row), {}, row.instant(kOfferAt)}});
  }
  return out;
}

std::vector<ListedPrice> prices_of(Database& db, std::int64_t after_offer, std::int64_t to_offer,
                                   const ListingFilter& filter) {
  std::vector<ListedPrice> out;
  for (Rows row = db.query(kPrices, after_offer, to_offer, filter.since, filter.platform);
       row.next();) {
    out.push_back({row.integer(0), observation(row), row.maybe_instant(kPriceAt + 6)});
  }
  return out;
}

std::int64_t last_offer_id(Database& db) {
  Rows row = db.query(kLastOffer);
  return row.next() ? row.integer(0) : 0;
}

}  // namespace tocsin::store
