// Export: what is stored, as records that import reads back. Pages by key: memory is bounded.
#pragma once

#include <functional>

#include "base/json.h"
#include "model/record.h"
#include "store/offer_listing.h"

namespace tocsin::records {

using Sink = std::function<void(const OrderedJson& record)>;

// Every record of this type, in the order of storing, its fields in the order of its table. The
// filter is for offer and price_point; what else there is has no platform.
void export_records(store::Database& db, const RecordType& type, const store::ListingFilter& filter,
                    const Sink& sink);

}  // namespace tocsin::records
