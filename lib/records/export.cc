#include "records/export.h"

#include "alert/alerts.h"
#include "base/error.h"
#include "model/offer_json.h"
#include "records/record_writer.h"
#include "store/destinations.h"
#include "store/preferences.h"

namespace tocsin::records {
namespace {

constexpr std::int64_t kPage = 1'000;
constexpr std::int64_t kPageOfOffers = 500;

// Pages through rows that carry their key as `id`.
template <typename Next, typename Write>
void each_page(const Next& next, const Write& write) {
  for (std::int64_t last = 0;;) {
    const auto rows = next(last);
    for (const auto& row : rows) write(row);
    if (rows.empty()) return;
    last = rows.back().id;
  }
}

void export_offers(store::Database& db, const store::ListingFilter& filter, const Sink& sink) {
  const auto write = [&](const store::Listed& row) { sink(offer_record(row.seen)); };
  each_page([&](std::int64_t id) { return current_offers_after(db, id, filter, kPage); }, write);
  each_page([&](std::int64_t id) { return bare_events_after(db, id, filter, kPage); }, write);
}

void export_prices(store::Database& db, const store::ListingFilter& filter, const Sink& sink) {
  const std::int64_t last = store::last_offer_id(db);
  for (std::int64_t id = 0; id < last; id += kPageOfOffers) {
    for (const auto& row : store::prices_of(db, id, id + kPageOfOffers, filter)) {
      sink(price_point_record(row));
    }
  }
}

// The system's own defaults belong to nobody a record could name.
void export_preferences(store::Database& db, const Sink& sink) {
  each_page([&](std::int64_t id) { return preferences_after(db, id, kPage); },
            [&](const store::StoredPreference& row) {
              if (row.owner == store::Owner{}) return;
              const auto watch =
                  row.owner.watch_id ? store::find_watch(db, *row.owner.watch_id) : std::nullopt;
              if (!watch || !watch->removed_at) sink(preference_of(db, row));
            });
}

// Where people and organizations, or their emergency contacts, are reached. What is nobody's
// follows from policies.
void export_destinations(store::Database& db, const Sink& sink, bool of_contacts) {
  each_page([&](std::int64_t id) { return store::destinations_after(db, id, kPage); },
            [&](const store::Destination& row) {
              if (row.owner() == store::Owner{} || row.contact_id.has_value() != of_contacts)
                return;
              sink(of_contacts ? emergency_contact_of(db, row) : destination_of(db, row));
            });
}

void export_alerts(store::Database& db, const Sink& sink) {
  for (std::int64_t before = 0;;) {
    alert::Filter filter;
    filter.before_id = before;
    filter.limit = kPage;
    const auto alerts = alert::list(db, filter);
    for (const auto& a : alerts) sink(alert_of(db, a));
    if (alerts.empty()) return;
    before = alerts.back().id;
  }
}

}  // namespace

void export_records(store::Database& db, const RecordType& type, const store::ListingFilter& filter,
                    const Sink& sink) {
  const auto pages = [&](const auto& after, const auto& record) {
    each_page([&](std::int64_t id) { return after(db, id, kPage); },
              [&](const auto& row) { sink(record(db, row)); });
  };
  if (type.name == "organization") return pages(store::organizations_after, organization_of);
  if (type.name == "user") return pages(store::people_after, user_of);
  if (type.name == "team") return pages(store::teams_after, team_of);
  if (type.name == "destination") return export_destinations(db, sink, false);
  if (type.name == "emergency_contact") return export_destinations(db, sink, true);
  if (type.name == "watch") return pages(store::watches_after, watch_of);
  if (type.name == "activity") return pages(store::activity_after, activity_of);
  if (type.name == "silence") return pages(store::silences_after, silence_of);
  if (type.name == "ticket") return pages(store::tickets_after, ticket_of);
  if (type.name == "ticket_activity") {
    return pages(store::ticket_activity_after, ticket_activity_of);
  }
  if (type.name == "preference") return export_preferences(db, sink);
  if (type.name == "offer") return export_offers(db, filter, sink);
  if (type.name == "price_point") return export_prices(db, filter, sink);
  if (type.name == "alert") return export_alerts(db, sink);
  fail(Exit::software, "nobody exports records of type {}", type.name);
}

}  // namespace tocsin::records
