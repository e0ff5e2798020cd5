#include "escalate/on_call.h"

#include <algorithm>
#include <map>

#include "escalate/rotation.h"

namespace tocsin::escalate {
namespace {

constexpr Duration kMoment{1};
using CrewId = std::uint32_t;
constexpr CrewId kNobody = 0;

struct Piece {
  Instant from, until;
  CrewId crew;
  Source source;
};
using Track = std::vector<Piece>;  // ascending, none overlap, none of nobody

void push(Track& out, const Piece& p) {
  if (p.crew == kNobody || p.until <= p.from) return;
  if (!out.empty() && out.back().until == p.from && out.back().crew == p.crew &&
      out.back().source == p.source) {
    out.back().until = p.until;
  } else {
    out.push_back(p);
  }
}

void push(Track& out, Piece p, Instant from, Instant until) {
  p.from = std::max(p.from, from);
  p.until = std::min(p.until, until);
  push(out, p);
}

// `upper` wherever it has somebody, `lower` elsewhere.
Track cover(const Track& lower, const Track& upper) {
  Track out;
  out.reserve(lower.size() + upper.size());
  Instant at = Instant::min();
  auto l = lower.begin();
  for (const Piece& u : upper) {
    for (; l != lower.end() && l->from < u.from; ++l) {
      push(out, *l, at, u.from);
      if (l->until > u.from) break;
    }
    push(out, u);
    at = u.until;
    while (l != lower.end() && l->until <= at) ++l;
  }
  for (; l != lower.end(); ++l) push(out, *l, at, Instant::max());
  return out;
}

// Whatever lies in [from, until) becomes what `change` makes of it.
template <typename Change>
void rework(Track& track, Instant from, Instant until, const Change& change) {
  const auto first = std::partition_point(track.begin(), track.end(),
                                          [&](const Piece& p) { return p.until <= from; });
  const auto last =
      std::partition_point(first, track.end(), [&](const Piece& p) { return p.from < until; });
  if (first == last) return;
  Track changed;
  for (auto p = first; p != last; ++p) {
    push(changed, *p, Instant::min(), from);
    push(changed, change(*p), from, until);
    push(changed, *p, until, Instant::max());
  }
  track.insert(track.erase(first, last), changed.begin(), changed.end());
}

class Board {
 public:
  Board(const Schedule& schedule, Instant from, Instant until)
      : schedule_(schedule), from_(from), until_(until) {
    id_of({});
  }

  void add_layer(std::size_t index) {
    const Layer& layer = schedule_.layers[index];
    std::vector<CrewId> crews;
    for (const Crew& crew : layer.rotation.crews) crews.push_back(id_of(crew));
    Track turns;
    const Instant from = std::max(from_, layer.from), until = std::min(until_, layer.until);
    for (const Turn& t : turns_in(layer.rotation, from, until)) {
      push(turns, {t.from, t.until, crews[t.crew], {Source::Kind::layer, index}});
    }
    tracks_.push_back(layer.hours
                          ? within(turns, spans_in(*layer.hours, layer.rotation.zone, from, until))
                          : std::move(turns));
  }

  void add(const TemporarySchedule& it, std::size_t index) {
    for (Track& track : tracks_) {
      rework(track, it.from, it.until, [](Piece p) {
        p.crew = kNobody;
        return p;
      });
    }
    for (const auto& shift : it.shifts) {
      add_cover(std::max(it.from, shift.from), std::min(it.until, shift.until), shift.person,
                {Source::Kind::temporary, index});
    }
  }

  void add(const Override& it, std::size_t index) {
    const Source source{Source::Kind::override, index};
    if (!it.replaced) return add_cover(it.from, it.until, *it.person, source);
    for (Track& track : tracks_) {
      rework(track, it.from, it.until, [&](Piece p) {
        const CrewId changed = replaced(p.crew, *it.replaced, it.person);
        if (changed != p.crew) p.source = source;
        p.crew = changed;
        return p;
      });
    }
  }

  std::vector<Shift> result() const {
    Track all;
    for (const Track& track : tracks_) all = all.empty() ? track : cover(all, track);
    std::vector<Shift> out;
    out.reserve(all.size());
    for (const Piece& p : all) out.push_back({p.from, p.until, *crews_[p.crew], p.source});
    return out;
  }

 private:
  static Track within(const Track& track, const std::vector<Span>& spans) {
    Track out;
    auto s = spans.begin();
    for (const Piece& p : track) {
      while (s != spans.end() && s->until <= p.from) ++s;
      for (auto here = s; here != spans.end() && here->from < p.until; ++here) {
        push(out, p, here->from, here->until);
      }
    }
    return out;
  }

  void add_cover(Instant from, Instant until, Who person, const Source& source) {
    Track track;
    push(track, {std::max(from, from_), std::min(until, until_), id_of({person}), source});
    if (!track.empty()) tracks_.push_back(std::move(track));
  }

  // Of those who are there.
  CrewId id_of(Crew crew) {
    std::erase_if(crew, [&](Who w) { return !schedule_.people[w].present; });
    const auto [place, is_new] =
        ids_.try_emplace(std::move(crew), static_cast<CrewId>(crews_.size()));
    if (is_new) crews_.push_back(&place->first);
    return place->second;
  }

  CrewId replaced(CrewId id, Who replaced, std::optional<Who> by) {
    Crew crew = *crews_[id];
    if (std::erase(crew, replaced) == 0) return id;
    if (by) {
      const auto place = std::lower_bound(crew.begin(), crew.end(), *by);
      if (place == crew.end() || *place != *by) crew.insert(place, *by);
    }
    return id_of(std::move(crew));
  }

  const Schedule& schedule_;
  Instant from_, until_;
  std::vector<Track> tracks_;  // lowest first
  std::map<Crew, CrewId> ids_;
  std::vector<const Crew*> crews_;
};

bool meets(Instant from, Instant until, Instant other_from, Instant other_until) {
  return from < other_until && other_from < until;
}

}  // namespace

std::vector<Shift> timeline(const Schedule& schedule, const Changes& changes, Instant from,
                            Instant until) {
  Board board(schedule, from, until);
  for (std::size_t i = 0; i < schedule.layers.size(); ++i) board.add_layer(i);
  for (std::size_t i = 0; i < changes.temporaries.size(); ++i) {
    const TemporarySchedule& it = changes.temporaries[i];
    if (meets(from, until, it.from, it.until)) board.add(it, i);
  }
  for (std::size_t i = 0; i < changes.overrides.size(); ++i) {
    const Override& it = changes.overrides[i];
    if (meets(from, until, it.from, it.until)) board.add(it, i);
  }
  return board.result();
}

std::vector<Span> gaps(const std::vector<Shift>& timeline, Instant from, Instant until) {
  std::vector<Span> out;
  for (const Shift& s : timeline) {
    if (from < s.from) out.push_back({from, s.from});
    from = s.until;
  }
  if (from < until) out.push_back({from, until});
  return out;
}

std::optional<Shift> on_call_at(const Schedule& schedule, const Changes& changes, Instant t) {
  auto found = timeline(schedule, changes, t, t + kMoment);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// In steps that double: the next hand-off is mostly near.
std::optional<HandOff> next_hand_off(const Schedule& schedule, const Changes& changes, Instant t,
                                     Instant until) {
  const auto now = on_call_at(schedule, changes, t);
  const Crew before = now ? now->people : Crew{};
  Duration step = std::chrono::days{1};
  for (Instant begin = t; begin < until; step *= 2) {
    const Instant end = std::min(until, begin + step);
    Instant at = begin;  // up to here `before` was on call
    for (const Shift& s : timeline(schedule, changes, begin, end)) {
      if (at < s.from && !before.empty()) return HandOff{at, before, {}};
      if (s.people != before) return HandOff{s.from, before, s.people};
      at = s.until;
    }
    if (at < end && !before.empty()) return HandOff{at, before, {}};
    begin = end;
  }
  return std::nullopt;
}

}  // namespace tocsin::escalate
