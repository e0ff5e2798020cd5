#include "analyze/outlook/course.h"

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::analyze {
namespace {

constexpr std::int64_t kAbsurd = 20;  // times away from the median

struct Change {
  Instant at{};
  std::size_t offer = 0;
  const store::PricePoint* point = nullptr;  // null: closed
};

std::vector<Change> changes_until(std::span<const store::OfferPast> offers, Instant now,
                                  std::int64_t& later) {
  std::vector<Change> out;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    for (const store::PricePoint& p : offers[i].points) {
      if (p.at > now) {
        ++later;
      } else {
        out.push_back({p.at, i, &p});
      }
    }
    const auto& closed = offers[i].closed_at;
    if (closed && *closed <= now) out.push_back({*closed, i, nullptr});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Change& a, const Change& b) { return a.at < b.at; });
  return out;
}

// That of most offers on sale in the end; of the last price where none is.
Currency currency_of(const std::vector<Change>& changes, std::size_t offers) {
  std::vector<const store::PricePoint*> last(offers, nullptr);
  Currency newest;
  for (const Change& c : changes) {
    last[c.offer] = c.point;
    if (c.point != nullptr && c.point->each) newest = c.point->each->currency;
  }
  std::map<std::string_view, int> votes;
  for (const store::PricePoint* p : last) {
    if (p != nullptr && p->each && is_buyable(p->availability)) ++votes[p->each->currency.code()];
  }
  const auto most = std::max_element(
      votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == votes.end() ? newest : Currency::parse(most->first).value_or(newest);
}

class Prices {
 public:
  Prices(const std::vector<Change>& changes, const Currency& currency) : currency_(currency) {
    std::vector<std::int64_t> all;
    for (const Change& c : changes) {
      if (c.point == nullptr || !c.point->each || !is_buyable(c.point->availability)) continue;
      if (c.point->each->currency == currency && c.point->each->minor > 0) {
        all.push_back(c.point->each->minor);
      }
    }
    if (all.empty()) return;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    median_ = *middle;
  }

  std::optional<std::int64_t> usable(const store::PricePoint& p) {
    if (!p.each || !is_buyable(p.availability)) return std::nullopt;
    if (p.each->currency != currency_) {
      ++foreign_;
      return std::nullopt;
    }
    const std::int64_t minor = p.each->minor;
    if (minor <= 0 || minor < median_ / kAbsurd || minor / kAbsurd > median_) {
      ++absurd_;
      return std::nullopt;
    }
    return minor;
  }

  void remark(std::vector<std::string>& out) const {
    if (foreign_ > 0) {
      out.push_back(fmt::format("{} left out that {} not in {}", count(foreign_),
                                foreign_ == 1 ? "is" : "are", currency_.code()));
    }
    if (absurd_ > 0) {
      out.push_back(fmt::format(
          "{} left out as absurd: nothing, or twenty times away from the rest", count(absurd_)));
    }
  }

 private:
  static std::string count(std::int64_t n) {
    return fmt::format("{} price{}", n, n == 1 ? "" : "s");
  }

  Currency currency_;
  std::int64_t median_ = 0, foreign_ = 0, absurd_ = 0;
};

// A row of seats, or an offer that tells none: what each platform lists of it.
class Place {
 public:
  std::int64_t stock() const {
    std::int64_t out = 0;
    for (const Listed& l : listed_) out = std::max(out, l.stock);
    return out;
  }
  void add(std::int64_t event_id, std::int64_t stock) {
    for (Listed& l : listed_) {
      if (l.event_id == event_id) return void(l.stock += stock);
    }
    listed_.push_back({event_id, stock});
  }

 private:
  struct Listed {
    std::int64_t event_id = 0, stock = 0;
  };
  std::vector<Listed> listed_;
};

// All offers as they stand at one instant.
class Standing {
 public:
  Standing(std::span<const store::OfferPast> offers, StockUnit unit)
      : offers_(offers.size()), unit_(unit) {
    std::map<std::string_view, std::size_t> by_name;
    for (std::size_t i = 0; i < offers.size(); ++i) {
      offers_[i].event_id = offers[i].event_id;
      offers_[i].place = places_.size();
      if (!offers[i].place.empty()) {
        offers_[i].place = by_name.try_emplace(offers[i].place, places_.size()).first->second;
      }
      if (offers_[i].place == places_.size()) places_.emplace_back();
    }
  }

  void set(std::size_t offer, const store::PricePoint* point, Prices& prices) {
    State& s = offers_[offer];
    if (s.price) prices_.erase(prices_.find(*s.price));
    s.price.reset();
    const bool on_sale = point != nullptr && is_buyable(point->availability);
    if (on_sale) s.price = prices.usable(*point);
    if (s.price) prices_.insert(*s.price);
    const std::int64_t stock = !on_sale ? 0
                               : unit_ == StockUnit::offers
                                   ? 1
                                   : std::max<std::int64_t>(0, *point->quantity);
    Place& place = places_[s.place];
    stock_ -= place.stock();
    place.add(s.event_id, stock - s.stock);
    stock_ += place.stock();
    s.stock = stock;
  }

  Moment at(Instant t) const {
    Moment out{t, {}, stock_};
    if (!prices_.empty()) out.best = *prices_.begin();
    return out;
  }

 private:
  struct State {
    std::int64_t event_id = 0;
    std::size_t place = 0;
    std::optional<std::int64_t> price;
    std::int64_t stock = 0;
  };
  std::vector<State> offers_;
  std::vector<Place> places_;
  StockUnit unit_;
  std::multiset<std::int64_t> prices_;
  std::int64_t stock_ = 0;
};

bool all_counted(const std::vector<Change>& changes) {
  return std::all_of(changes.begin(), changes.end(), [](const Change& c) {
    return c.point == nullptr || !is_buyable(c.point->availability) || c.point->quantity;
  });
}

}  // namespace

const Moment* Course::at(Instant t) const {
  const auto after = std::upper_bound(moments.begin(), moments.end(), t,
                                      [](Instant a, const Moment& m) { return a < m.at; });
  return after == moments.begin() ? nullptr : &*std::prev(after);
}

std::optional<std::int64_t> Course::best_at(Instant t) const {
  const Moment* m = at(t);
  return m == nullptr ? std::nullopt : m->best;
}

std::optional<Instant> Course::known_until(Instant t) const {
  constexpr Duration kNearEnough = std::chrono::hours{12};
  if (t <= read_until) return t;
  return t <= read_until + kNearEnough ? std::optional(read_until) : std::nullopt;
}

Course course_of(std::span<const store::OfferPast> offers, Instant read_until, Instant now,
                 std::optional<Currency> currency) {
  std::int64_t later = 0;
  const std::vector<Change> changes = changes_until(offers, now, later);
  Course out;
  out.currency = currency.value_or(currency_of(changes, offers.size()));
  out.unit = all_counted(changes) ? StockUnit::tickets : StockUnit::offers;
  out.read_until = std::min(read_until, now);
  Prices prices(changes, out.currency);
  Standing standing(offers, out.unit);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    standing.set(changes[i].offer, changes[i].point, prices);
    if (i + 1 < changes.size() && changes[i + 1].at == changes[i].at) continue;
    Moment now_holds = standing.at(changes[i].at);
    if (out.moments.empty() || !out.moments.back().same_state(now_holds)) {
      out.moments.push_back(now_holds);
    }
  }
  if (!changes.empty()) out.read_until = std::max(out.read_until, changes.back().at);
  prices.remark(out.remarks);
  if (later > 0) {
    out.remarks.push_back(fmt::format("{} row{} left out that {} dated in the future", later,
                                      later == 1 ? "" : "s", later == 1 ? "is" : "are"));
  }
  return out;
}

Course known_at(const Course& course, Instant t) {
  Course out;
  out.currency = course.currency;
  out.unit = course.unit;
  out.reliability = course.reliability;
  out.read_until = std::min(course.read_until, t);
  for (const Moment& m : course.moments) {
    if (m.at <= t) out.moments.push_back(m);
  }
  return out;
}

}  // namespace tocsin::analyze
