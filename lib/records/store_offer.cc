#include "model/offer.h"
#include "records/handlers.h"

namespace tocsin::records {
namespace {

Venue venue(const RecordView& v) {
  return {v.text("name"),    v.text("street"),      v.text("city"),       v.text("region"),
          v.text("country"), v.text("postal_code"), v.number("latitude"), v.number("longitude")};
}

EventFacts event(const RecordView& e) {
  EventFacts out;
  out.external_id = e.text("external_id");
  out.name = e.text("name");
  out.category = e.text("category");
  out.url = e.text("url");
  out.time_zone = e.text("time_zone");
  out.performers = e.texts("performers");
  if (const auto where = e.object("venue")) out.venue = venue(*where);
  out.starts_at = e.time("starts_at");
  const bool only_a_day =
      out.starts_at && e.text("starts_at").size() == std::string_view("2026-01-31").size();
  out.start_precision = e.as<StartPrecision>("start_precision")
                            .value_or(only_a_day ? StartPrecision::day : StartPrecision::exact);
  out.doors_at = e.time("doors_at");
  out.on_sale_from = e.time("on_sale_from");
  out.on_sale_until = e.time("on_sale_until");
  out.status = e.as<EventStatus>("status");
  return out;
}

OfferFacts offer(const RecordView& o) {
  OfferFacts out;
  out.external_id = o.text("external_id");
  out.section = o.text("section");
  out.row = o.text("row");
  out.seats = o.text("seats");
  out.quantity = o.integer("quantity");
  out.price = o.money("price");
  out.fees = o.money("fees");
  out.price_is = o.as<PriceIs>("price_is").value_or(PriceIs::each);
  out.availability = o.as<Availability>("availability").value_or(Availability::unknown);
  out.resale = o.flag("resale");
  out.delivery = o.text("delivery");
  out.url = o.text("url");
  return out;
}

}  // namespace

Stored store_offer(Session& session, const RecordView& record) {
  Observation seen;
  seen.platform = record.text("platform");
  seen.event = event(record.object("event").value());
  if (const auto part = record.object("offer")) seen.offer = offer(*part);
  seen.observed_at = record.time("observed_at").value_or(session.now());
  const store::Observed did = session.offers().observe(seen, std::nullopt);
  Stored out;
  out.id = did.offer_id.value_or(did.event_id);
  const bool is_new = seen.offer ? did.new_offer : did.new_event;
  if (is_new) {
    out.change = store::Change::created;
  } else if (did.event_changed || did.offer_changed) {
    out.change = store::Change::updated;
  }
  return out;
}

}  // namespace tocsin::records
