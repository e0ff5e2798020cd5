#include "store/outlooks.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

const Query kPast("outlooks.past",
                  "SELECT o.id, o.closed_at, p.at, p.price_minor, p.fees_minor, p.each_minor, "
                  "p.currency, p.quantity, p.availability, o.last_seen_at, o.section, o.seat_row "
                  "FROM offer o "
                  "JOIN price_point p ON p.offer_id = o.id WHERE o.event_id = $1 "
                  "ORDER BY o.id, p.at");
const Query kDue("outlooks.due",
                 "SELECT event_id, version, due_at, made_at FROM event_outlook "
                 "WHERE due_at IS NOT NULL AND due_at <= $1 AND (due_at > $2 OR "
                 "(due_at = $2 AND event_id > $3)) ORDER BY due_at, event_id LIMIT $4");
const Query kSave("outlooks.save",
                  "UPDATE event_outlook SET made_at = $3, outlook = $4, "
                  "due_at = CASE WHEN version = $2 THEN $5 ELSE due_at END WHERE event_id = $1");
const Query kPostpone("outlooks.postpone",
                      "UPDATE event_outlook SET due_at = $3 WHERE event_id = $1 AND version = $2");
const Query kFind("outlooks.find",
                  "SELECT made_at, outlook FROM event_outlook WHERE event_id = $1 AND "
                  "made_at IS NOT NULL");

const Query kTraits("outlooks.traits",
                    "SELECT trait, starts_at FROM event_trait WHERE event_id = $1");
const Query kAddTrait("outlooks.add_trait",
                      "INSERT INTO event_trait (trait, starts_at, event_id) VALUES ($1, $2, $3)");
const Query kDropTrait("outlooks.drop_trait",
                       "DELETE FROM event_trait WHERE trait = $1 AND starts_at = $2 AND "
                       "event_id = $3");
const Query kWithTrait("outlooks.events_with_trait",
                       "SELECT event_id FROM event_trait WHERE trait = $1 AND starts_at < $2 "
                       "ORDER BY starts_at DESC, event_id DESC LIMIT $3");

const Query kBeginning("outlooks.events_beginning",
                       "SELECT id FROM event WHERE starts_at >= $1 AND starts_at < $2 AND "
                       "same_as IS NULL ORDER BY starts_at, id",
                       Reach::whole);

#define FORECAST_COLUMNS                                                                  \
  "event_id, kind, horizon, made_at, target_at, model, currency, base_minor, quantiles, " \
  "probability, confidence"
const Query kLastMade("outlooks.last_made",
                      "SELECT kind, horizon, MAX(made_at) FROM forecast WHERE event_id = $1 "
                      "GROUP BY kind, horizon");
const Query kAdd("outlooks.add_forecast",
                 "INSERT INTO forecast (" FORECAST_COLUMNS
                 ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING");
const Query kToScore("outlooks.to_score",
                     "SELECT id, " FORECAST_COLUMNS
                     ", outcome FROM forecast WHERE scored_at IS NULL AND target_at <= $1 AND "
                     "(target_at > $2 OR (target_at = $2 AND id > $3)) "
                     "ORDER BY target_at, id LIMIT $4");
const Query kScore("outlooks.score",
                   "UPDATE forecast SET scored_at = $2, outcome = $3, unknown = $4 WHERE id = $1");
const Query kScored("outlooks.scored",
                    "SELECT id, " FORECAST_COLUMNS
                    ", outcome FROM forecast WHERE scored_at IS NOT NULL AND target_at >= $1 "
                    "AND outcome IS NOT NULL ORDER BY target_at");
const Query kDropScored("outlooks.drop_scored",
                        "DELETE FROM forecast WHERE id IN (SELECT id FROM forecast WHERE "
                        "scored_at IS NOT NULL AND target_at < $1 ORDER BY target_at LIMIT $2)");

StoredForecast stored_forecast(const Rows& row) {
  StoredForecast f;
  f.id = row.integer(0);
  f.event_id = row.integer(1);
  f.kind = row.as<ForecastKind>(2);
  f.horizon = row.string(3);
  f.made_at = row.instant(4);
  f.target_at = row.instant(5);
  f.model = row.string(6);
  f.currency = row.string(7);
  f.base = read_money(row, 8, 7);
  if (!row.is_null(9)) f.quantiles = Json::parse(row.text(9)).get<std::vector<std::int64_t>>();
  f.probability = row.maybe_real(10);
  f.confidence = row.real(11);
  f.outcome = row.maybe_integer(12);
  return f;
}

// Nothing where half of it is missing: "row 3" is somewhere in every section.
std::string place_of(std::string_view section, std::string_view row) {
  const std::string a = fold(section), b = fold(row);
  return a.empty() || b.empty() ? "" : a + '\n' + b;
}

DueOutlook due_outlook(const Rows& row) {
  return {row.integer(0), row.integer(1), row.instant(2), row.maybe_instant(3)};
}

}  // namespace

std::vector<OfferPast> offers_past(Database& db, std::int64_t event_id) {
  std::vector<OfferPast> out;
  std::optional<std::int64_t> last;
  for (Rows row = db.query(kPast, event_id); row.next();) {
    if (last != row.integer(0)) {
      last = row.integer(0);
      out.push_back({{},
                     row.maybe_instant(1),
                     row.instant(9),
                     event_id,
                     place_of(row.text(10), row.text(11))});
    }
    out.back().points.push_back({row.instant(2), read_money(row, 3, 6), read_money(row, 4, 6),
                                 read_money(row, 5, 6), row.maybe_integer(7),
                                 row.as<Availability>(8)});
  }
  return out;
}

std::vector<DueOutlook> outlooks_due(Database& db, Instant now, const DueOutlook& after,
                                     std::int64_t limit) {
  return read_all(db.query(kDue, now, after.due_at, after.event_id, limit), due_outlook);
}

void save_outlook(Database& db, const DueOutlook& due, Instant made_at, std::string_view outlook,
                  std::optional<Instant> next) {
  db.execute(kSave, due.event_id, due.version, made_at, outlook, next);
}

void postpone_outlook(Database& db, const DueOutlook& due, std::optional<Instant> until) {
  db.execute(kPostpone, due.event_id, due.version, until);
}

std::optional<StoredOutlook> find_outlook(Database& db, std::int64_t event_id) {
  Rows row = db.query(kFind, event_id);
  if (!row.next()) return std::nullopt;
  return StoredOutlook{row.instant(0), row.string(1)};
}

void file_traits(Database& db, std::int64_t event_id, std::optional<Instant> starts_at,
                 const std::vector<std::string>& traits) {
  struct Filed {
    std::string trait;
    Instant starts_at{};
    auto operator<=>(const Filed&) const = default;
  };
  std::vector<Filed> stored, wanted;
  for (Rows row = db.query(kTraits, event_id); row.next();) {
    stored.push_back({row.string(0), row.instant(1)});
  }
  if (starts_at) {
    for (const std::string& trait : traits) wanted.push_back({trait, *starts_at});
  }
  for (const Filed& f : stored) {
    if (std::find(wanted.begin(), wanted.end(), f) != wanted.end()) continue;
    db.execute(kDropTrait, f.trait, f.starts_at, event_id);
  }
  for (const Filed& f : wanted) {
    if (std::find(stored.begin(), stored.end(), f) != stored.end()) continue;
    db.execute(kAddTrait, f.trait, f.starts_at, event_id);
  }
}

std::vector<std::int64_t> events_with_trait(Database& db, std::string_view trait, Instant before,
                                            std::int64_t limit) {
  return read_all(db.query(kWithTrait, trait, before, limit), read_id);
}

std::vector<std::int64_t> events_beginning(Database& db, Instant from, Instant until) {
  return read_all(db.query(kBeginning, from, until), read_id);
}

std::vector<LastMade> forecasts_last_made(Database& db, std::int64_t event_id) {
  std::vector<LastMade> out;
  for (Rows row = db.query(kLastMade, event_id); row.next();) {
    out.push_back({row.as<ForecastKind>(0), row.string(1), row.instant(2)});
  }
  return out;
}

void add_forecast(Database& db, const StoredForecast& f) {
  const std::string quantiles = Json(f.quantiles).dump();
  db.execute(kAdd, f.event_id, f.kind, f.horizon, f.made_at, f.target_at, f.model,
             text_or_null(f.currency), f.base ? std::optional(f.base->minor) : std::nullopt,
             f.quantiles.empty() ? Value(nullptr) : Value(quantiles), f.probability, f.confidence);
}

std::vector<StoredForecast> forecasts_to_score(Database& db, Instant until,
                                               const StoredForecast& after, std::int64_t limit) {
  return read_all(db.query(kToScore, until, after.target_at, after.id, limit), stored_forecast);
}

void score_forecast(Database& db, std::int64_t id, Instant now, std::optional<std::int64_t> outcome,
                    std::string_view unknown) {
  db.execute(kScore, id, now, outcome, text_or_null(unknown));
}

std::int64_t drop_scored_forecasts(Database& db, Instant before, std::int64_t limit) {
  return db.execute(kDropScored, before, limit);
}

void each_scored_forecast(Database& db, Instant since,
                          const std::function<void(const StoredForecast&)>& each) {
  for (Rows row = db.query(kScored, since); row.next();) each(stored_forecast(row));
}

}  // namespace tocsin::store
