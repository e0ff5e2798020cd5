// What analyze knows, to be shown: the factors of an alert's priority, the facts of an event, the
// verdict of a watch.
#pragma once

#include <string_view>
#include <vector>

#include "alert/alerts.h"
#include "analyze/load.h"
#include "base/json.h"

namespace tocsin::analyze {

// Rows {factor, value, weight, points, reason}; none where the table of kinds sets the priority.
std::vector<OrderedJson> factor_rows(const alert::Alert& alert);
// {alert, kind, priority, priority_name, score, factors, because, reasons, advice}
OrderedJson explain_alert(const alert::Alert& alert);
// Prices, history, stock and time left of an event.
OrderedJson event_features(const Scene& scene, Instant now);
// An offer (or the event, where there is none) against a watch, whatever was stored before.
OrderedJson test_watch(const WatchFacts& watch, const Scene& scene);
// The same for every event that the watch could care for, best first: `watch test`.
std::vector<OrderedJson> test_rows(store::Database& db, Loader& loader, const WatchFacts& watch);
// What the watch last saw: `watch matches`.
std::vector<OrderedJson> match_rows(store::Database& db, std::int64_t watch_id, std::int64_t limit);

}  // namespace tocsin::analyze
