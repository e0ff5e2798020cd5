// The `offer` record (JSON lines, format 1) of one observation.
#pragma once

#include "base/json.h"
#include "model/offer.h"

namespace tocsin {

OrderedJson money_json(const Money& money);  // {"amount":"119.50","currency":"GBP"}
// Absent facts are left out; an observation without an offer has "offer": null.
OrderedJson offer_record(const Observation& seen);

}  // namespace tocsin
