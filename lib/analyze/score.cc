#include "analyze/score.h"

#include <algorithm>
#include <array>

#include "analyze/price.h"
#include "analyze/wording.h"
#include "base/text.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

using namespace std::chrono_literals;

// A fall by so much counts in full.
constexpr double kFullFall = 0.30;

struct UrgencyStep {
  Duration within;
  double value;
};
constexpr auto kUrgency = std::to_array<UrgencyStep>(
    {{24h, 1.0}, {72h, 0.8}, {7 * 24h, 0.6}, {30 * 24h, 0.4}, {90 * 24h, 0.2}});
constexpr double kFarOff = 0.1, kStartUnknown = 0.3;

constexpr auto kThresholds = std::to_array<double>({0.20, 0.40, 0.60, 0.80});

struct Floor {
  std::string_view kind;
  Priority at_least;
};
constexpr auto kFloors = std::to_array<Floor>({{"back_in_stock", 3}});

double share_below(const Money& reference, const Money& price) {
  if (reference.currency != price.currency || reference.minor <= 0) return 0;
  return static_cast<double>(reference.minor - price.minor) / static_cast<double>(reference.minor);
}

ScoreFactor price_factor(const ScoreFacts& f) {
  ScoreFactor out{"price", 0, 0, "no fall in price"};
  if (!f.price) {
    out.reason = "no price stated";
    return out;
  }
  const auto take = [&](const std::optional<Money>& reference, double least,
                        std::string_view what) {
    if (!reference) return;
    const double below = share_below(*reference, *f.price);
    if (below < 0 || (below == 0 && least == 0)) return;
    const double value = std::min(1.0, std::max(least, least + below / kFullFall * (1 - least)));
    if (value <= out.value) return;
    out.value = value;
    out.reason = fmt::format("{} is {} below {} ({})", say_money(*f.price),
                             say_percent(change_in_tenths(*reference, *f.price)), what,
                             say_money(*reference));
  };
  take(f.reference, 0, "the price before");
  take(f.median, 0, "its usual price");
  if (f.target && f.target->minor > 0) take(f.target, 0.5, "the price wanted");
  return out;
}

ScoreFactor availability_factor(const ScoreFacts& f) {
  ScoreFactor out{"availability", 0.3, 0, "on sale"};
  const auto take = [&](double value, std::string reason) {
    if (value > out.value) {
      out.value = value;
      out.reason = std::move(reason);
    }
  };
  if (f.kind == "back_in_stock") take(1, "on sale again");
  if (f.tickets && *f.tickets <= f.few) {
    take(1 - 0.4 * static_cast<double>(std::max<std::int64_t>(0, *f.tickets - 1)) /
                 static_cast<double>(std::max<std::int64_t>(1, f.few)),
         fmt::format("{} left", say_tickets(*f.tickets)));
  }
  if (f.limited) take(0.6, "few left by the platform's word");
  if (f.kind == "ticket_match") take(0.5, "newly found");
  return out;
}

ScoreFactor urgency_factor(const ScoreFacts& f) {
  ScoreFactor out{"urgency", kStartUnknown, 0, "start of the event not known"};
  const auto value_of = [](Duration left) {
    for (const UrgencyStep& step : kUrgency) {
      if (left <= step.within) return step.value;
    }
    return kFarOff;
  };
  if (f.until_event) {
    out.value = value_of(*f.until_event);
    out.reason = fmt::format("{} to the event", say_duration(*f.until_event));
  }
  if (f.until_sale_ends && value_of(*f.until_sale_ends) > out.value) {
    out.value = value_of(*f.until_sale_ends);
    out.reason = fmt::format("sale ends in {}", say_duration(*f.until_sale_ends));
  }
  return out;
}

ScoreFactor preference_factor(const ScoreFacts& f) {
  // Seven tenths for the match, the rest for a favourite.
  const double value = 0.7 * f.match + (f.favourites.empty() ? 0 : 0.3);
  std::string reason = fmt::format("meets the watch by {:.0f} %", f.match * 100);
  if (!f.favourites.empty()) reason += fmt::format("; a favourite: {}", join(f.favourites, ", "));
  return {"preference", std::clamp(value, 0.0, 1.0), 0, reason};
}

ScoreFactor market_factor(const ScoreFacts& f) {
  const Market& m = f.market;
  // Half for what is sold, three tenths for movement (ten changes a day count in full), two for a
  // platform that answers: what it says is then fresh.
  double sold = 0.5;
  std::string reason = "stock not stated";
  if (m.left && m.was && *m.was > 0) {
    sold = 1 - std::min(1.0, static_cast<double>(*m.left) / static_cast<double>(*m.was));
    reason = fmt::format("{} of {} seen left", *m.left, say_tickets(*m.was));
  }
  const double movement = std::min(1.0, static_cast<double>(m.changes_today) / 10);
  const double reliability = 1.0 / static_cast<double>(1 + m.platform_failures);
  reason += fmt::format(", {} change{} in a day", m.changes_today, m.changes_today == 1 ? "" : "s");
  if (m.platform_failures > 0) {
    reason += fmt::format(", platform failed {} times in a row", m.platform_failures);
  }
  return {"market", 0.5 * sold + 0.3 * movement + 0.2 * reliability, 0, reason};
}

ScoreFactor engagement_factor(const ScoreFacts& f) {
  return {"engagement", *f.acts_on, 0,
          fmt::format("acted on {:.0f} % of such alerts lately", *f.acts_on * 100)};
}

}  // namespace

Priority priority_of_score(double score) {
  constexpr double kRounding = 1e-9;  // 0.6 made of tenths is 0.6
  Priority out = kLowest;
  for (const double threshold : kThresholds) {
    if (score + kRounding >= threshold) ++out;
  }
  return out;
}

double score_of(const std::vector<ScoreFactor>& breakdown) {
  double sum = 0;
  for (const ScoreFactor& f : breakdown) sum += f.value * f.weight;
  return sum;
}

Scored score(const ScoreFacts& facts, const Weights& w) {
  Scored out;
  const auto add = [&](ScoreFactor factor, double weight) {
    factor.weight = std::max(0.0, weight);
    out.breakdown.push_back(std::move(factor));
  };
  add(price_factor(facts), w.price);
  add(availability_factor(facts), w.availability);
  add(urgency_factor(facts), w.urgency);
  add(preference_factor(facts), w.preference);
  add(market_factor(facts), w.market);
  if (facts.acts_on) add(engagement_factor(facts), w.engagement);
  double total = 0;
  for (const ScoreFactor& f : out.breakdown) total += f.weight;
  for (ScoreFactor& f : out.breakdown) f.weight = total > 0 ? f.weight / total : 0.2;
  out.score = score_of(out.breakdown);
  out.priority = priority_of_score(out.score);
  for (const Floor& floor : kFloors) {
    if (floor.kind != facts.kind || out.priority >= floor.at_least) continue;
    out.priority = floor.at_least;
    out.breakdown.push_back(
        {"floor", 1, 0, fmt::format("{} is never below {}", floor.kind, floor.at_least)});
  }
  return out;
}

std::optional<Instant> next_urgency(Instant event_start, Instant now) {
  std::optional<Instant> next;
  for (const UrgencyStep& step : kUrgency) {
    const Instant at = event_start - step.within;
    if (at > now && (!next || at < *next)) next = at;
  }
  return next;
}

}  // namespace tocsin::analyze
