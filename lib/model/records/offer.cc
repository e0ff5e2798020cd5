// offer, price_point.

#include "model/offer.h"
#include "model/records/fields.h"
#include "model/records/tables.h"

namespace tocsin::records {
namespace {

constexpr Field kVenue[] = {
    text("name"),
    text("street"),
    text("city"),
    text("region"),
    text("country"),
    text("postal_code"),
    number("latitude", -90, 90),
    number("longitude", -180, 180),
};

constexpr Field kEvent[] = {
    text("external_id"),
    required(text("name")),
    text("category"),
    texts("performers"),
    object("venue", kVenue),
    time("starts_at"),
    word("start_precision", Words<StartPrecision>::list),
    flag("start_guess"),
    zone("time_zone"),
    time("doors_at"),
    word("status", Words<EventStatus>::list),
    time("on_sale_from"),
    time("on_sale_until"),
    text("url"),
};

constexpr Field kOfferPart[] = {
    text("external_id"),
    text("section"),
    text("row"),
    text("seats"),
    integer("quantity", 0),
    money("price"),
    money("fees"),
    word("price_is", Words<PriceIs>::list),
    flag("price_guess"),
    word("availability", Words<Availability>::list),
    flag("resale"),
    text("delivery"),
    text("url"),
};

constexpr Field offer_or_null() {
  Field f = object("offer", kOfferPart);
  f.null_means = true;
  return f;
}

constexpr Field kOfferFields[] = {
    required(text("platform")),
    required(object("event", kEvent)),
    offer_or_null(),
    time("observed_at"),
};

constexpr Field kPricePointFields[] = {
    required(text("platform")),
    required(object("event", kEvent)),
    required(object("offer", kOfferPart)),
    money("price"),
    integer("quantity", 0),
    required(word("availability", Words<Availability>::list)),
    required(time("from")),
    time("until"),
};

}  // namespace

constinit const RecordType kOffer{.name = "offer", .fields = kOfferFields};
constinit const RecordType kPricePoint{
    .name = "price_point", .fields = kPricePointFields, .importable = false};

}  // namespace tocsin::records
