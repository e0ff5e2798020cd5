// Events of the simulated market as outlooks see them at an instant, with what was known then of
// the events before them.
#pragma once

#include <deque>

#include "analyze/outlook/horizon.h"
#include "analyze/outlook/similar.h"
#include "support/market.h"

namespace tocsin::analyze::test {

inline EventView view(const EventFacts& facts) {
  store::StoredEvent stored;
  stored.facts = facts;
  return view_of(std::move(stored));
}

inline Course course(const tocsin::test::MarketEvent& event, Instant now) {
  std::vector<store::OfferPast> offers;
  for (const auto& o : event.offers) offers.push_back({o.points, o.closed_at});
  return course_of(offers, event.read_until(now), now);
}

class MarketView {
 public:
  explicit MarketView(std::vector<tocsin::test::MarketEvent> events) : events_(std::move(events)) {
    for (const auto& e : events_) traits_.emplace_back(view(e.facts));
  }

  const std::vector<tocsin::test::MarketEvent>& events() const { return events_; }

  // The courses live until the next call.
  Situation at(std::size_t index, Instant now, Method method = Method::learned) {
    courses_.clear();
    Situation out{.course = &courses_.emplace_back(course(events_[index], now)),
                  .starts_at = events_[index].facts.starts_at,
                  .examples = {},
                  .now = now,
                  .method = method};
    if (method == Method::rules) return out;
    for (std::size_t i = index - std::min<std::size_t>(index, 40); i < index; ++i) {
      const double like = likeness(traits_[index], traits_[i]).value;
      if (like < 0.45) continue;  // another ground, and at most one club the same
      const auto& e = events_[i];
      out.examples.push_back({static_cast<std::int64_t>(i), e.facts.name,
                              &courses_.emplace_back(course(e, now)), *e.facts.starts_at, like});
    }
    std::stable_sort(out.examples.begin(), out.examples.end(),
                     [](const Example& a, const Example& b) { return a.likeness > b.likeness; });
    if (out.examples.size() > kMostExamples) out.examples.resize(kMostExamples);
    return out;
  }

 private:
  std::vector<tocsin::test::MarketEvent> events_;
  std::vector<Traits> traits_;
  std::deque<Course> courses_;
};

}  // namespace tocsin::analyze::test
