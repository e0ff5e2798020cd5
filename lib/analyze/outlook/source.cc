#include "analyze/outlook/source.h"

#include <algorithm>
#include <set>

#include "analyze/outlook/reliability.h"

namespace tocsin::analyze {
namespace {

constexpr std::int64_t kOfEachTrait = 12;
constexpr std::size_t kEventsHeld = 3000;

}  // namespace

std::shared_ptr<KnownEvent> EventSource::known(std::int64_t event_id) {
  const auto held = known_.find(event_id);
  if (held != known_.end()) return held->second;
  auto& place = known_[event_id];
  auto stored = store::find_event(db_, event_id);
  if (!stored || stored->same_as) return nullptr;
  const auto others = store::events_same_as(db_, event_id);
  auto out = std::make_shared<KnownEvent>(view_of(std::move(*stored), others));
  out->starts_at = start_instant(out->view, zone_);
  const store::StoredEvent& own = out->view.stored;
  out->listed.push_back({own.id, own.platform_id, own.platform});
  for (const store::StoredEvent& other : others) {
    out->listed.push_back({other.id, other.platform_id, other.platform});
  }
  return place = std::move(out);
}

void EventSource::read_course(KnownEvent& event) {
  if (event.course) return;
  std::vector<store::OfferPast> offers;
  double reliable = 0;
  std::vector<std::string> remarks;
  for (const KnownEvent::Listed& at : event.listed) {
    const std::size_t before = offers.size();
    for (store::OfferPast& o : store::offers_past(db_, at.event_id)) offers.push_back(std::move(o));
    const double trust = reliability_of(at.platform_id);
    reliable += trust * static_cast<double>(offers.size() - before);
    if (auto said = say_reliability(at.platform, trust); !said.empty() && offers.size() > before) {
      remarks.push_back(std::move(said));
    }
  }
  Instant read_until = event.view.stored.first_seen_at;
  for (const store::OfferPast& o : offers) {
    read_until = std::max({read_until, o.last_seen_at, o.closed_at.value_or(o.last_seen_at)});
  }
  event.course = course_of(offers, read_until, now_);
  if (!offers.empty()) event.course->reliability = reliable / static_cast<double>(offers.size());
  for (std::string& remark : remarks) event.course->remarks.push_back(std::move(remark));
}

double EventSource::reliability_of(std::int64_t platform_id) {
  const auto [place, added] = reliability_.try_emplace(platform_id, 1.0);
  if (added) {
    place->second = reliability(store::figures_since(db_, platform_id, now_ - kReliabilityWindow));
  }
  return place->second;
}

std::shared_ptr<KnownEvent> EventSource::find(std::int64_t event_id) {
  auto out = known(event_id);
  if (out) read_course(*out);
  return out;
}

Situation EventSource::situation(const KnownEvent& event, const Means& means) {
  Situation out{.course = &*event.course,
                .starts_at = event.starts_at,
                .examples = {},
                .now = now_,
                .method = means.method,
                .category = event.view.category};
  if (means.method == Method::rules) return out;
  if (means.boosted) out.boosted = means.boosted();
  if (!event.starts_at) return out;
  std::set<std::int64_t> ids;
  for (const std::string& trait : event.traits.terms()) {
    for (const std::int64_t id :
         store::events_with_trait(db_, trait, *event.starts_at, kOfEachTrait)) {
      if (id != event.view.stored.id) ids.insert(id);
    }
  }
  struct Candidate {
    double likeness;
    std::shared_ptr<KnownEvent> event;
  };
  std::vector<Candidate> candidates;
  for (const std::int64_t id : ids) {
    auto other = known(id);
    if (!other || !other->starts_at) continue;
    const double like = likeness(event.traits, other->traits).value;
    if (like >= kLeastLikeness) candidates.push_back({like, std::move(other)});
  }
  // The likest first, of these the latest.
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    return std::pair(a.likeness, *a.event->starts_at) > std::pair(b.likeness, *b.event->starts_at);
  });
  for (const Candidate& c : candidates) {
    if (out.examples.size() == kMostExamples) break;
    read_course(*c.event);
    if (c.event->course->moments.empty()) continue;
    out.examples.push_back({c.event->view.stored.id, c.event->view.facts().name, &*c.event->course,
                            *c.event->starts_at, c.likeness * c.event->course->reliability});
  }
  return out;
}

void EventSource::forget_many() {
  if (known_.size() > kEventsHeld) known_.clear();
}

}  // namespace tocsin::analyze
