// What a site says about getting a ticket, as the word we keep for it.
#pragma once

#include <optional>
#include <string_view>

#include "model/offer.h"

namespace tocsin::scrape {

// schema.org's ItemAvailability with or without its prefix, and what sites write for people in the
// languages of price_words.h: "sold out", "ausverkauft", "only 3 left", "bientôt en vente". Nothing
// for any other text.
std::optional<Availability> read_availability(std::string_view text);

}  // namespace tocsin::scrape
