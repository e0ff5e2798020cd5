#include "analyze/outlook/advice.h"

#include <algorithm>
#include <cmath>

#include "analyze/wording.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

constexpr double kWorthIt = 0.03;  // of the price
constexpr double kLikely = 0.5;    // a fall of kFalls[0]
constexpr double kSellOut = 0.25;
constexpr double kSafe = 0.1;     // of a sell-out by the event
constexpr double kHardly = 0.02;  // of the price
constexpr double kCheap = 0.2;    // of similar events
constexpr std::size_t kFewestSimilar = 3;
constexpr double kFalling = -0.005;  // a day

double sold_out_by(const SellOutOutlook& s, Instant t) {
  double out = 0;
  for (const SellOutForecast& f : s.forecasts) {
    if (f.horizon.target <= t) out = std::max(out, f.probability);
  }
  return out;
}

std::string percent(double share) {
  return fmt::format("{:.0f} %", std::abs(share) * 100);
}

struct Waiting {
  const PriceForecast* forecast = nullptr;
  double gain = 0;
};

double expected(const PriceForecast& f) {
  return 0.3 * static_cast<double>(f.quantiles[1]) + 0.4 * static_cast<double>(f.median()) +
         0.3 * static_cast<double>(f.quantiles[5]);
}

// By the horizon that gains most; none of those that end within a day.
Waiting best_waiting(const Outlook& o) {
  Waiting best;
  const double price = static_cast<double>(*o.price.price);
  for (const PriceForecast& f : o.price.forecasts) {
    if (f.horizon.target - o.made_at < std::chrono::hours{24}) continue;
    const double gone = sold_out_by(o.sell_out, f.horizon.target);
    const double costs = (1 - gone) * expected(f) + gone * kDearerElsewhere * price;
    const double gain = 1 - costs / price;
    if (best.forecast == nullptr || gain > best.gain) best = {&f, gain};
  }
  return best;
}

std::vector<std::string> evidence_of(const Outlook& o) {
  std::vector<std::string> out;
  const PriceOutlook& p = o.price;
  if (p.similar.size() >= kFewestSimilar) {
    const Money middle{p.similar[p.similar.size() / 2], p.currency};
    out.push_back(
        fmt::format("{} similar events cost {} in the middle, this one {} (percentile {})",
                    p.similar.size(), say_money(middle), say_money({*p.price, p.currency}),
                    std::lround(100 * share_at_most(p.similar, *p.price))));
  }
  if (p.daily_change && std::abs(*p.daily_change) >= -kFalling) {
    out.push_back(fmt::format("{} {:.1f} % a day", *p.daily_change < 0 ? "falling" : "rising",
                              std::abs(*p.daily_change) * 100));
  }
  const SellOutOutlook& s = o.sell_out;
  if (s.stock > 0) {
    const char* unit = s.unit == StockUnit::tickets ? "ticket" : "offer";
    out.push_back(fmt::format("{} {}{} left, {:.1f} go a day", s.stock, unit,
                              s.stock == 1 ? "" : "s", s.sold_per_day));
  }
  if (!s.forecasts.empty()) {
    const SellOutForecast& last = s.forecasts.back();
    out.push_back(fmt::format("sold out {} with a probability of {}",
                              last.horizon.name == "event" ? "by the event" : "within a week",
                              percent(last.probability)));
  }
  if (!p.reason.empty()) out.push_back(p.reason);
  out.insert(out.end(), o.remarks.begin(), o.remarks.end());
  return out;
}

bool is_known(const PriceOutlook& p) {
  return p.daily_change || p.similar.size() >= kFewestSimilar;
}

bool is_cheap(const PriceOutlook& p) {
  return p.similar.size() >= kFewestSimilar && share_at_most(p.similar, *p.price) <= kCheap &&
         p.daily_change.value_or(0) > kFalling;
}

}  // namespace

std::optional<Advice> advise(const Outlook& o) {
  if (!o.price.price || o.price.forecasts.empty() || !is_known(o.price)) return std::nullopt;
  Advice out;
  out.evidence = evidence_of(o);
  const Waiting waiting = best_waiting(o);
  out.gain = waiting.gain;
  const double gone = sold_out_by(o.sell_out, o.made_at + std::chrono::days{7});
  if (waiting.forecast == nullptr) {
    out.kind = AdviceKind::buy_now;
    out.reason = "Buy now: there is no day left to wait for.";
  } else if (waiting.gain >= kWorthIt && waiting.forecast->falls[0] >= kLikely) {
    const PriceForecast& f = *waiting.forecast;
    out.kind = AdviceKind::wait;
    out.until = f.horizon.target;
    // To the day, as the horizons are: whose zone's it is matters little.
    out.reason = fmt::format("Wait until {}: a fall of {} % or more is {} likely, to about {}.",
                             say_wall_time(Zone::utc().to_local(f.horizon.target), true), kFalls[0],
                             percent(f.falls[0]), say_money({f.median(), o.price.currency}));
  } else if (gone > kSellOut) {
    out.kind = AdviceKind::buy_now;
    out.reason = fmt::format("Buy now: it may be sold out within a week ({}).", percent(gone));
  } else if (waiting.gain <= -kWorthIt) {
    out.kind = AdviceKind::buy_now;
    out.reason =
        fmt::format("Buy now: waiting is expected to cost {} more.", percent(waiting.gain));
  } else if (is_cheap(o.price)) {
    out.kind = AdviceKind::buy_now;
    out.reason = "Buy now: cheaper than similar events, and not falling.";
  } else if (sold_out_by(o.sell_out, Instant::max()) <= kSafe && waiting.gain > -kHardly) {
    out.reason =
        "Watch: neither a fall nor a rise is likely enough to act on, and nothing presses.";
  } else {
    out.kind = AdviceKind::buy_now;
    out.reason = "Buy now: waiting is not expected to gain anything.";
  }
  return out;
}

OrderedJson advice_json(const Advice& a) {
  OrderedJson out{{"advice", word(a.kind)}};
  if (a.until) out["until"] = format_instant(*a.until);
  out["expected_gain_percent"] = std::round(a.gain * 1000) / 10;
  out["reason"] = a.reason;
  out["evidence"] = a.evidence;
  return out;
}

}  // namespace tocsin::analyze
