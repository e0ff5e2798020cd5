#include "analyze/match.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "analyze/wording.h"
#include "base/text.h"

namespace tocsin::analyze {
namespace {

using store::StoredOffer;

constexpr double kEarthRadiusKm = 6371.0088;  // IUGG mean radius
constexpr double kHalf = 0.5;
// A performer named in the event's name only: most likely, not certainly, the one.
constexpr double kInName = 0.8;

double full(bool meets) {
  return meets ? 1 : 0;
}

bool wants(const WatchCriteria& criteria, std::string_view platform) {
  return std::any_of(criteria.platforms.begin(), criteria.platforms.end(),
                     [&](const Name& p) { return p.folded == platform; });
}

// `sink(criterion, value, meets, reason)`; the reason is a function, called only where it is shown.
template <typename Sink>
class Judge {
 public:
  Judge(const WatchCriteria& criteria, Sink& sink) : c_(criteria), sink_(sink) {}

  void event(const EventView& e, const Watcher& w) {
    if (c_.event) named_event(e);
    if (!c_.performers.empty()) performer(e);
    if (c_.venue) venue(e);
    if (c_.city) city(e, w);
    if (c_.category) {
      const bool is = has_phrase(e.category, c_.category->folded);
      say(Criterion::category, full(is), is, [&] {
        return e.category.empty() ? std::string("category not stated")
                                  : fmt::format("{} {} {}", e.facts().category,
                                                is ? "is" : "is not", c_.category->text);
      });
    }
    if (!c_.keywords.empty()) keywords(e);
    if (c_.from || c_.until || c_.has(Criterion::weekdays) || !c_.hours.empty()) times(e, w);
    if (!c_.platforms.empty()) {
      const bool is = std::any_of(e.platforms.begin(), e.platforms.end(),
                                  [&](const std::string& p) { return wants(c_, p); });
      say(Criterion::platforms, full(is), is,
          [&] { return fmt::format("{}at {}", is ? "" : "only ", e.stored.platform); });
    }
  }

  void offer(const StoredOffer& o) {
    if (!c_.sections.empty()) seat(Criterion::sections, "section", c_.sections, o.facts.section);
    if (!c_.rows.empty()) seat(Criterion::rows, "row", c_.rows, o.facts.row);
    if (c_.quantity) quantity(o);
    if (c_.has(Criterion::resale)) resale(o);
    if (c_.min_price) price(Criterion::min_price, o.each, *c_.min_price, 1);
    if (c_.max_price) price(Criterion::max_price, o.each, *c_.max_price, 1);
    if (c_.budget) price(Criterion::budget, o.each, *c_.budget, c_.tickets());
  }

 private:
  template <typename Reason>
  void say(Criterion which, double value, bool meets, const Reason& reason) {
    sink_(which, value, meets, reason);
  }

  void named_event(const EventView& e) {
    const std::string& wanted = c_.event->text;
    const bool id = std::find(e.ids.begin(), e.ids.end(), to_lower(wanted)) != e.ids.end();
    const bool is = id || has_phrase(e.name, c_.event->folded);
    say(Criterion::event, full(is), is, [&] {
      return is ? fmt::format("the event is {}", e.facts().name)
                : fmt::format("{} is another event than {}", e.facts().name, wanted);
    });
  }

  void performer(const EventView& e) {
    double value = 0;
    const Name* best = &c_.performers.front();
    for (const Name& wanted : c_.performers) {
      const bool listed = std::any_of(e.performers.begin(), e.performers.end(),
                                      [&](const auto& p) { return p == wanted.folded; });
      const double v = listed ? 1 : has_phrase(e.text, wanted.folded) ? kInName : 0;
      if (v > value) {
        value = v;
        best = &wanted;
      }
    }
    say(Criterion::performer, value, value > 0, [&] {
      return value >= 1  ? fmt::format("{} performs", best->text)
             : value > 0 ? fmt::format("named after {}", best->text)
                         : fmt::format("without {}", best->text);
    });
  }

  void venue(const EventView& e) {
    const bool is = has_phrase(e.venue, c_.venue->folded);
    say(Criterion::venue, full(is), is, [&] {
      return e.venue.empty() ? std::string("venue not stated")
                             : fmt::format("at {}", e.facts().venue.name);
    });
  }

  void city(const EventView& e, const Watcher& w) {
    const Venue& at = e.facts().venue;
    if (e.city == c_.city->folded) {
      return say(Criterion::city, 1, true, [&] { return fmt::format("in {}", at.city); });
    }
    if (c_.radius_km && w.centre && at.latitude && at.longitude) {
      const double km = distance_km(*w.centre, {*at.latitude, *at.longitude});
      const bool is = km <= *c_.radius_km;
      const double value = is ? 1 - kHalf * km / *c_.radius_km : 0;
      return say(Criterion::city, value, is, [&] {
        return fmt::format("{:.0f} km from {}{}", km, c_.city->text, is ? "" : ", too far");
      });
    }
    say(Criterion::city, 0, false, [&] {
      return at.city.empty() ? std::string("city not stated")
                             : fmt::format("in {}, not {}", at.city, c_.city->text);
    });
  }

  void keywords(const EventView& e) {
    double found = 0;
    std::string missing;
    for (const Name& k : c_.keywords) {
      if (has_phrase(e.text, k.folded)) {
        ++found;
      } else if (missing.empty()) {
        missing = k.text;
      }
    }
    say(Criterion::keywords, found / static_cast<double>(c_.keywords.size()), missing.empty(), [&] {
      return missing.empty() ? std::string("all keywords found")
                             : fmt::format("'{}' not found", missing);
    });
  }

  void times(const EventView& e, const Watcher& w) {
    const auto wall = local_start(e, w.zone);
    const bool day_only = e.facts().start_precision == StartPrecision::day;
    const auto when = [&] {
      return wall ? say_wall_time(*wall, day_only) : std::string("start not stated");
    };
    const auto bound = [&](Criterion which, const DayOrInstant& b, bool lower) {
      bool is = false;
      if (wall && b.whole_day) {
        const auto day = std::chrono::floor<std::chrono::days>(*wall).time_since_epoch();
        is = lower ? day >= b.at.time_since_epoch() : day <= b.at.time_since_epoch();
      } else if (wall) {
        const Instant start = *start_instant(e, w.zone);
        is = lower ? start >= b.at : start <= b.at;
      }
      say(which, full(is), is, [&] {
        return when() + (is || !wall ? "" : lower ? ", too early" : ", too late");
      });
    };
    if (c_.from) bound(Criterion::from, *c_.from, true);
    if (c_.until) bound(Criterion::until, *c_.until, false);
    if (c_.has(Criterion::weekdays)) {
      const bool is = wall && c_.weekdays[weekday(*wall)];
      say(Criterion::weekdays, full(is), is,
          [&] { return when() + (is || !wall ? "" : ", not on a day asked for"); });
    }
    if (!c_.hours.empty()) {
      const bool is = wall && !day_only && within_hours(*wall);
      say(Criterion::hours, full(is), is, [&] {
        return day_only ? std::string("time not stated")
                        : when() + (is || !wall ? "" : ", outside the hours asked for");
      });
    }
  }

  static std::size_t weekday(LocalTime t) {
    const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(t)};
    return day.iso_encoding() - 1;
  }

  bool within_hours(LocalTime t) const {
    const auto of_day = t - std::chrono::floor<std::chrono::days>(t);
    return std::any_of(c_.hours.begin(), c_.hours.end(), [&](const HourRange& r) {
      return (of_day >= r.from && of_day < r.until) || of_day + std::chrono::days{1} < r.until;
    });
  }

  void seat(Criterion which, std::string_view what, const SeatSet& wanted,
            const std::string& given) {
    const bool is = !given.empty() && wanted.contains(given);
    say(which, full(is), is, [&] {
      if (given.empty()) return fmt::format("{} not stated", what);
      return fmt::format("{} {} is {}among {}", what, given, is ? "" : "not ", wanted.text());
    });
  }

  void quantity(const StoredOffer& o) {
    const auto& has = o.facts.quantity;
    const bool is = !has || *has >= *c_.quantity;
    say(Criterion::quantity, has ? full(is) : kHalf, is, [&] {
      if (!has) return std::string("quantity not stated");
      return fmt::format("{}{} together", is ? "" : "only ", say_tickets(*has));
    });
  }

  void resale(const StoredOffer& o) {
    const bool wants_primary = c_.primary.value_or(c_.resale != true);
    const bool wants_resale = c_.resale.value_or(c_.primary != true);
    const auto& is_resale = o.facts.resale;
    const bool is = !is_resale || (*is_resale ? wants_resale : wants_primary);
    say(Criterion::resale, is_resale ? full(is) : kHalf, is, [&] {
      return std::string(!is_resale   ? "primary or resale not stated"
                         : *is_resale ? "resale"
                                      : "primary sale");
    });
  }

  void price(Criterion which, const std::optional<Money>& each, const Money& limit,
             std::int64_t tickets) {
    if (!each || each->currency != limit.currency) {
      return say(which, 0, false, [&] {
        return each ? fmt::format("priced in {}, not {}", each->currency.code(),
                                  limit.currency.code())
                    : std::string("price not stated");
      });
    }
    const Money all{each->minor * tickets, each->currency};
    const bool lower = which == Criterion::min_price;
    const bool is = lower ? all.minor >= limit.minor : all.minor <= limit.minor;
    // A preferred limit that is missed by a little still counts for something.
    const double beyond = lower ? static_cast<double>(limit.minor - all.minor)
                                : static_cast<double>(all.minor - limit.minor);
    const double value =
        is ? 1
           : std::max(0.0,
                      1 - beyond / static_cast<double>(std::max<std::int64_t>(1, limit.minor)));
    say(which, value, is, [&] {
      const std::string sum =
          tickets > 1 ? fmt::format("{} for {}", say_money(all), tickets) : say_money(all);
      return fmt::format("{} is {} {}", sum,
                         is ? (lower ? "at least" : "within") : (lower ? "below" : "over"),
                         say_money(limit));
    });
  }

  const WatchCriteria& c_;
  Sink& sink_;
};

// Adds judgements up.
struct Adding {
  const WatchCriteria& criteria;
  Verdict& verdict;

  template <typename Reason>
  void operator()(Criterion which, double value, bool meets, const Reason&) const {
    const double weight = criteria.weight_of(which);
    verdict.points += weight * value;
    verdict.weight += weight;
    if (which == Criterion::budget) {
      verdict.budget = meets;
      return;
    }
    if (which == Criterion::platforms) verdict.platform = meets;
    if (criteria.requires_(which) && !meets) verdict.requirements = false;
  }
};

struct Listing {
  const WatchCriteria& criteria;
  std::vector<Judgement>& list;

  template <typename Reason>
  void operator()(Criterion which, double value, bool meets, const Reason& reason) const {
    list.push_back(
        {which, criteria.requires_(which), meets, criteria.weight_of(which), value, reason()});
  }
};

}  // namespace

Verdict judge(const WatchCriteria& criteria, const EventView& event, const Watcher& watcher) {
  Verdict out;
  out.budget_required = criteria.requires_(Criterion::budget);
  out.anything_required =
      std::any_of(criteria.required.begin(), criteria.required.end(), [](bool r) { return r; });
  Adding adding{criteria, out};
  Judge(criteria, adding).event(event, watcher);
  return out;
}

Verdict judge(const WatchCriteria& criteria, const Verdict& event, const StoredOffer& offer) {
  Verdict out = event;
  Adding adding{criteria, out};
  Judge(criteria, adding).offer(offer);
  if (out.platform && !offer.platform.empty() && !wants(criteria, fold(offer.platform))) {
    out.points -= criteria.weight_of(Criterion::platforms);
    if (criteria.requires_(Criterion::platforms)) out.requirements = false;
  }
  return out;
}

std::vector<Judgement> explain(const WatchCriteria& criteria, const EventView& event,
                               const StoredOffer* offer, const Watcher& watcher) {
  std::vector<Judgement> out;
  Listing listing{criteria, out};
  Judge judge(criteria, listing);
  if (offer != nullptr && !offer->platform.empty() && event.platforms.size() > 1) {
    EventView there = event;
    there.platforms = {fold(offer->platform)};
    there.stored.platform = offer->platform;
    judge.event(there, watcher);
  } else {
    judge.event(event, watcher);
  }
  if (offer != nullptr) judge.offer(*offer);
  return out;
}

double distance_km(const Place& a, const Place& b) {
  constexpr double kRadian = std::numbers::pi / 180;
  const double lat = std::sin((b.latitude - a.latitude) * kRadian / 2);
  const double lon = std::sin((b.longitude - a.longitude) * kRadian / 2);
  const double h =
      lat * lat + std::cos(a.latitude * kRadian) * std::cos(b.latitude * kRadian) * lon * lon;
  return 2 * kEarthRadiusKm * std::asin(std::min(1.0, std::sqrt(h)));
}

}  // namespace tocsin::analyze
