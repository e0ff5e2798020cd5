// Messages that may or may not have arrived: their providers are asked, and where nobody can say,
// the channel's guarantee decides.
#pragma once

#include <functional>

#include "notify/deliver.h"
#include "notify/deliver/fallback.h"

namespace tocsin::notify {

// Counts confirmed: those whose providers had them. `engine` is called once something is to be
// asked. In transactions of its own.
void resolve_uncertain(store::Database& db, Carriers& carriers, const DeliverOptions& options,
                       const std::function<net::Engine&()>& engine, Fallback& fallback,
                       alert::Counts& counts);

}  // namespace tocsin::notify
