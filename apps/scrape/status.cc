// scrape status: how the platforms are.

#include <cmath>

#include "base/time.h"
#include "commands.h"
#include "store/platform_health.h"

namespace tocsin::scrape_tool {
namespace {

OrderedJson time_or_null(std::optional<Instant> t) {
  return t ? OrderedJson(format_instant(*t)) : OrderedJson();
}

OrderedJson percent(std::optional<double> share) {
  return share ? OrderedJson(std::round(*share * 1000) / 10) : OrderedJson();
}

OrderedJson milliseconds(std::optional<Duration> d) {
  return d ? OrderedJson(d->count()) : OrderedJson();
}

OrderedJson figures_json(const store::Figures& f) {
  return {{"fetches", f.fetches},
          {"ok_percent", percent(f.success())},
          {"blocked_percent", percent(f.blocked_share())},
          {"detection_percent", percent(f.detection())},
          {"latency_ms", milliseconds(f.mean_latency())},
          {"latency_p50_ms", milliseconds(f.latency_at(0.50))},
          {"latency_p95_ms", milliseconds(f.latency_at(0.95))},
          {"late_ms", milliseconds(f.mean_lateness())}};
}

OrderedJson status_json(const store::PlatformStatus& s) {
  const store::PlatformHealth& h = s.health;
  OrderedJson row{{"platform", h.name},       {"pages", s.pages},     {"due", s.due},
                  {"in_flight", s.in_flight}, {"failing", s.failing}, {"fresh", s.fresh}};
  row["ok_percent"] = percent(s.day.success());
  row["latency_p95_ms"] = milliseconds(s.day.latency_at(0.95));
  row["blocked_percent"] = percent(s.day.blocked_share());
  row["breaker"] = word(h.breaker.state);
  row["breaker_until"] = time_or_null(h.breaker.until);
  row["next_due_at"] =
      time_or_null(s.next_due_at && h.breaker.until ? std::max(*s.next_due_at, *h.breaker.until)
                                                    : s.next_due_at);
  row["failures"] = h.failures;
  row["failing_since"] = time_or_null(h.failing_since);
  row["last_ok_at"] = time_or_null(h.last_ok_at);
  row["error"] = h.failures == 0 ? OrderedJson() : OrderedJson(h.last_error);
  row["day"] = figures_json(s.day);
  row["week"] = figures_json(s.week);
  return row;
}

// Green from 95 of a hundred, yellow from 80, red below.
cli::Colour success_colour(const OrderedJson& row) {
  if (row["ok_percent"].is_null()) return cli::Colour::none;
  const double percent = row["ok_percent"].get<double>();
  if (percent >= 95) return cli::Colour::green;
  return percent >= 80 ? cli::Colour::yellow : cli::Colour::red;
}

cli::Colour blocked_colour(const OrderedJson& row) {
  const bool blocked = !row["blocked_percent"].is_null() && row["blocked_percent"] > 0.0;
  return blocked ? cli::Colour::red : cli::Colour::none;
}

cli::Colour breaker_colour(const OrderedJson& row) {
  if (row["breaker"] == "closed") return cli::Colour::green;
  return row["breaker"] == "open" ? cli::Colour::red : cli::Colour::yellow;
}

}  // namespace

Exit status(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const auto& s : store::platform_status(run.db(), run.now())) rows.push_back(status_json(s));
  run.out().rows({{"platform", "PLATFORM"},
                  {"due", "DUE", true},
                  {"in_flight", "IN FLIGHT", true},
                  {"ok_percent", "OK %", true, success_colour},
                  {"latency_p95_ms", "P95 MS", true},
                  {"blocked_percent", "BLOCKED %", true, blocked_colour},
                  {"breaker", "BREAKER", false, breaker_colour},
                  {"next_due_at", "NEXT"}},
                 rows, "No platforms yet: add a page with `tocsin scrape add URL`.");
  return Exit::ok;
}

}  // namespace tocsin::scrape_tool
