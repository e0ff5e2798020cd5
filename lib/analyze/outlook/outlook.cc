#include "analyze/outlook/outlook.h"

#include <cmath>

#include "base/time.h"

namespace tocsin::analyze {
namespace {

double rounded(double v) {
  return std::round(v * 1000) / 1000;
}

OrderedJson money_json(std::int64_t minor, const Currency& currency) {
  const Money m{minor, currency};
  return {{"amount", m.amount()}, {"currency", currency.code()}};
}

template <typename T>
OrderedJson or_null(const std::optional<T>& value) {
  return value ? OrderedJson(*value) : OrderedJson();
}

OrderedJson horizon_json(const Horizon& h) {
  return {{"horizon", h.name}, {"at", format_instant(h.target)}};
}

OrderedJson price_json(const PriceOutlook& p) {
  OrderedJson out;
  out["now"] = p.price ? money_json(*p.price, p.currency) : OrderedJson();
  out["model"] = p.model;
  if (!p.reason.empty()) out["reason"] = p.reason;
  if (p.daily_change) out["daily_change_percent"] = rounded(*p.daily_change * 100);
  out["forecasts"] = OrderedJson::array();
  for (const PriceForecast& f : p.forecasts) {
    OrderedJson row = horizon_json(f.horizon);
    row["median"] = money_json(f.median(), p.currency);
    for (std::size_t i = 0; i < kProbabilities.size(); ++i) {
      row["quantiles"][fmt::format("{}", kProbabilities[i])] =
          Money{f.quantiles[i], p.currency}.amount();
    }
    for (std::size_t i = 0; i < kFalls.size(); ++i) {
      row["falls"][std::to_string(kFalls[i])] = rounded(f.falls[i]);
    }
    row["confidence"] = rounded(f.confidence);
    out["forecasts"].push_back(std::move(row));
  }
  if (p.price && !p.similar.empty()) {
    out["similar_median"] = money_json(p.similar[p.similar.size() / 2], p.currency);
    out["similar_percentile"] = std::lround(100 * share_at_most(p.similar, *p.price));
  }
  return out;
}

OrderedJson sell_out_json(const SellOutOutlook& s) {
  OrderedJson out{{"stock", s.stock},
                  {"unit", s.unit == StockUnit::tickets ? "tickets" : "offers"},
                  {"sold_per_day", rounded(s.sold_per_day)},
                  {"added_per_day", rounded(s.added_per_day)}};
  if (!s.reason.empty()) out["reason"] = s.reason;
  out["forecasts"] = OrderedJson::array();
  for (const SellOutForecast& f : s.forecasts) {
    OrderedJson row = horizon_json(f.horizon);
    row["probability"] = rounded(f.probability);
    row["confidence"] = rounded(f.confidence());
    out["forecasts"].push_back(std::move(row));
  }
  return out;
}

}  // namespace

Outlook outlook_of(const Situation& s) {
  Outlook out;
  out.made_at = s.now;
  out.starts_at = s.starts_at;
  out.price = price_outlook(s);
  out.sell_out = sell_out_outlook(s);
  out.demand = demand_outlook(s, out.price, out.sell_out);
  for (const Example& e : s.examples) out.similar.push_back({e.event_id, e.name, e.likeness});
  out.remarks = s.course->remarks;
  return out;
}

OrderedJson outlook_json(const Outlook& o) {
  OrderedJson out{{"made_at", format_instant(o.made_at)}};
  out["starts_at"] = o.starts_at ? OrderedJson(format_instant(*o.starts_at)) : OrderedJson();
  out["price"] = price_json(o.price);
  out["sell_out"] = sell_out_json(o.sell_out);
  out["demand"] = {{"level", or_null(o.demand.level)}, {"trend", word(o.demand.trend)}};
  out["similar"] = OrderedJson::array();
  for (const Named& n : o.similar) {
    out["similar"].push_back(
        {{"event", n.event_id}, {"name", n.name}, {"likeness", rounded(n.likeness)}});
  }
  if (!o.remarks.empty()) out["remarks"] = o.remarks;
  return out;
}

}  // namespace tocsin::analyze
