#include "support/market.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

namespace tocsin::test {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr auto kClubs = std::to_array<const char*>(
    {"Northgate", "Harbour City", "Millbrook", "Easton", "Kingsmere", "Vale Rovers"});
constexpr int kDaysOnSale = 60;
constexpr int kHours = kDaysOnSale * 24;

// Draws that are the same with every standard library: only the engine's own numbers are fixed.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}

  double uniform() { return (static_cast<double>(engine_()) + 0.5) / 4294967296.0; }
  double normal() {
    return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * 3.14159265358979 * uniform());
  }
  int whole(int least, int most) {
    return least + static_cast<int>(uniform() * (most - least + 1));
  }
  int poisson(double mean) {
    int n = 0;
    for (double p = uniform(), limit = std::exp(-mean); p > limit; p *= uniform()) ++n;
    return n;
  }
  bool chance(double p) { return uniform() < p; }

 private:
  std::mt19937 engine_;
};

struct Listing {
  std::int64_t price = 0;
  int left = 0;
  int read_as = -1;  // of MarketEvent::offers
};

// One match, lived from its opening to its start.
class Match {
 public:
  Match(Random& random, MarketEvent& event, double worth)
      : random_(random), event_(event), worth_(worth) {
    capacity_ = random_.whole(60, 320);
    face_ = 100 * random_.whole(35, 90);
    listings_.push_back({face_, capacity_, -1});
    // So many orders, at two and a half tickets each, as would take from a third to more than all.
    orders_ = capacity_ / 2.5 * std::exp(1.1 * worth_ + 0.25 * random_.normal() + 0.35);
  }

  void live() {
    int next_reading = random_.whole(0, 5);
    for (int hour = 0; hour < kHours; ++hour) {
      sell(hour);
      if (hour % 24 == 12) resell(hour);
      record();
      if (hour != next_reading) continue;
      read(hour);
      next_reading += random_.whole(5, 7) + outage();
    }
  }

 private:
  // The share of all orders that comes in this hour.
  static double profile(int hour) {
    const double age = hour / 24.0, left = (kHours - hour) / 24.0;
    return (0.35 * std::exp(-age / 3) / 3 + 0.3 / kDaysOnSale + 0.35 * std::exp(-left / 5) / 5) /
           24;
  }

  Listing* cheapest(int quantity) {
    Listing* best = nullptr;
    for (Listing& l : listings_) {
      if (l.left >= quantity && (best == nullptr || l.price < best->price)) best = &l;
    }
    return best;
  }

  void sell(int hour) {
    for (int n = random_.poisson(orders_ * profile(hour)); n > 0; --n) {
      const int quantity = random_.whole(1, 4);
      Listing* l = cheapest(quantity);
      const double limit =
          static_cast<double>(face_) * std::exp(0.75 + 0.4 * worth_ + 0.4 * random_.normal());
      if (l == nullptr || static_cast<double>(l->price) > limit) continue;
      l->left -= quantity;
      sold_ += quantity;
    }
    Listing& box_office = listings_.front();
    const double gone = 1 - static_cast<double>(box_office.left) / capacity_;
    const int steps = (gone > 0.5 ? 1 : 0) + (gone > 0.8 ? 1 : 0);
    if (worth_ > 0 && steps > raised_) {
      box_office.price += face_ / 10;
      raised_ = steps;
    }
  }

  void resell(int hour) {
    const double left = (kHours - hour) / 24.0;
    const double scarce = listings_.front().left == 0 ? 0.1 : -0.05;
    for (std::size_t i = 1; i < listings_.size(); ++i) {
      Listing& l = listings_[i];
      if (l.left == 0) continue;
      if (random_.chance(left < 4 ? 0.2 : 0.012)) l.left = 0;  // withdrawn
      if (!random_.chance(0.35)) continue;
      const double give_in = left < 8 ? -0.05 : -0.01;
      const double drift = give_in + 0.04 * worth_ + 0.15 * scarce + 0.04 * random_.normal();
      l.price = reasonable(static_cast<double>(l.price) * std::exp(drift));
    }
    const double sold_share = std::min(1.0, static_cast<double>(sold_) / capacity_);
    for (int n = random_.poisson(left < 2 ? 0 : 0.7 * sold_share); n > 0; --n) {
      const double level = 0.2 + 0.3 * worth_ + scarce + 0.18 * random_.normal();
      listings_.push_back(
          {reasonable(static_cast<double>(face_) * std::exp(level)), random_.whole(1, 4), -1});
    }
  }

  // Whole pounds, not below a third of the face value.
  std::int64_t reasonable(double price) const {
    return std::max<std::int64_t>(std::llround(price / 100) * 100, face_ / 3);
  }

  void record() {
    std::int64_t best = std::numeric_limits<std::int64_t>::max(), stock = 0;
    for (const Listing& l : listings_) {
      if (l.left == 0) continue;
      best = std::min(best, l.price);
      stock += l.left;
    }
    event_.best.push_back(stock == 0 ? 0 : best);
    event_.stock.push_back(stock);
  }

  void read(int hour) {
    const Instant at = event_.opens + hours{hour};
    event_.readings.push_back(at);
    for (std::size_t i = 0; i < listings_.size(); ++i) {
      Listing& l = listings_[i];
      if (l.read_as < 0) {
        if (l.left == 0) continue;
        l.read_as = static_cast<int>(event_.offers.size());
        event_.offers.emplace_back().facts.resale = i > 0;
      }
      note(event_.offers[static_cast<std::size_t>(l.read_as)], l, at, i > 0);
    }
  }

  static void note(MarketOffer& offer, const Listing& l, Instant at, bool resale) {
    if (offer.closed_at) return;
    if (l.left == 0 && resale) {
      offer.closed_at = at;
      return;
    }
    const Money price{l.price, *Currency::parse("GBP")};
    const store::PricePoint point{
        at,    price,  {},
        price, l.left, l.left == 0 ? Availability::sold_out : Availability::in_stock};
    if (!offer.points.empty()) {
      const store::PricePoint& last = offer.points.back();
      if (last.price == point.price && last.quantity == point.quantity) return;
    }
    offer.points.push_back(point);
  }

  int outage() {
    if (random_.chance(0.0004)) return 30 * 24;
    return random_.chance(0.01) ? random_.whole(24, 96) : 0;
  }

  Random& random_;
  MarketEvent& event_;
  double worth_, orders_ = 0;
  int capacity_ = 0, sold_ = 0, raised_ = 0;
  std::int64_t face_ = 0;
  std::vector<Listing> listings_;  // the box office first
};

}  // namespace

std::size_t MarketEvent::hour_of(Instant t) const {
  const auto hour = std::chrono::floor<hours>(t - opens).count();
  return std::min(static_cast<std::size_t>(std::max<std::int64_t>(0, hour)), best.size() - 1);
}

Instant MarketEvent::read_until(Instant t) const {
  const auto after = std::upper_bound(readings.begin(), readings.end(), t);
  return after == readings.begin() ? opens : *std::prev(after);
}

std::vector<MarketEvent> simulate_market(std::uint32_t seed, std::size_t events) {
  Random random(seed);
  std::array<double, kClubs.size()> form{}, following{};
  for (double& f : following) f = 0.35 * random.normal();
  std::vector<MarketEvent> out(events);
  Instant starts = Instant{std::chrono::sys_days{std::chrono::year{2025} / 3 / 1}} + hours{19};
  for (MarketEvent& event : out) {
    const auto home = static_cast<std::size_t>(random.whole(0, kClubs.size() - 1));
    const auto away =
        (home + static_cast<std::size_t>(random.whole(1, kClubs.size() - 1))) % kClubs.size();
    starts += days{random.whole(1, 3)};
    event.facts.name = std::string(kClubs[home]) + " v " + kClubs[away];
    event.facts.performers = {kClubs[home], kClubs[away]};
    event.facts.category = "Football";
    event.facts.venue.name = std::string(kClubs[home]) + " Ground";
    event.facts.starts_at = starts;
    event.opens = starts - hours{kHours};
    form[home] = 0.8 * form[home] + 0.25 * random.normal();
    const std::chrono::weekday day{std::chrono::floor<days>(starts)};
    const double worth = following[home] + form[home] + 0.4 * following[away] +
                         (day == std::chrono::Saturday ? 0.25 : 0.0);
    Match(random, event, worth).live();
  }
  return out;
}

}  // namespace tocsin::test
