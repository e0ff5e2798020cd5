#include "base/time.h"
#include "model/offer.h"
#include "records/handlers.h"

namespace tocsin::records {
namespace {

Venue venue(const RecordView& v) {
  return {v.text("name"),    v.text("street"),      v.text("city"),       v.text("region"),
          v.text("country"), v.text("postal_code"), v.number("latitude"), v.number("longitude")};
}

// The clocks at the venue, where the time was written with its distance from UTC.
std::optional<Instant> wall_time(const std::string& rfc3339) {
  constexpr std::size_t kOffset = std::string_view("+01:00").size();
  if (rfc3339.size() <= kOffset) return std::nullopt;
  const std::size_t sign = rfc3339.size() - kOffset;
  if (rfc3339[sign] != '+' && rfc3339[sign] != '-') return std::nullopt;
  return parse_instant(rfc3339.substr(0, sign) + "Z");
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
  out.starts_local =
      out.start_precision == StartPrecision::exact ? wall_time(e.text("starts_at")) : out.starts_at;
  out.start_guess = e.flag("start_guess").value_or(false);
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
  out.price_guess = o.flag("price_guess").value_or(false);
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
