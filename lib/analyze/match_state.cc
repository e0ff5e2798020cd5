#include "analyze/match_state.h"

#include "base/error.h"

namespace tocsin::analyze {
namespace {

void put(Json& out, const char* name, const std::optional<Money>& m) {
  if (m) out[name] = {m->minor, m->currency.code()};
}

std::optional<Money> money(const Json& in, const char* name) {
  const auto it = in.find(name);
  if (it == in.end()) return std::nullopt;
  const auto currency = Currency::parse(it->at(1).get<std::string>());
  return Money{it->at(0), currency.value_or(Currency{})};
}

Json memory_json(const EventMemory& m) {
  Json out = Json::object();
  if (m.starts_at) out["start"] = to_ms(*m.starts_at);
  if (m.precision != StartPrecision::exact) out["precision"] = word(m.precision);
  if (m.status) out["status"] = word(*m.status);
  if (!m.venue.empty()) out["venue"] = m.venue;
  return out;
}

EventMemory memory_from(const Json& in) {
  EventMemory m;
  if (in.contains("start")) m.starts_at = from_ms(in.at("start"));
  if (in.contains("precision")) {
    m.precision = from_word<StartPrecision>(in.at("precision").get<std::string>())
                      .value_or(StartPrecision::exact);
  }
  if (in.contains("status")) m.status = from_word<EventStatus>(in.at("status").get<std::string>());
  m.venue = in.value("venue", "");
  return m;
}

Json part(const Json& in, const char* name) {
  return in.value(name, Json::object());
}

}  // namespace

Json state_json(const MatchState& s) {
  Json out{{"criteria", s.criteria}, {"meeting", s.meeting}, {"event", memory_json(s.event)}};
  for (const auto& [name, value] : {std::pair{"matched", s.matched},
                                    {"on_sale", s.event_on_sale},
                                    {"low", s.low},
                                    {"fits", s.fits}}) {
    if (value) out[name] = true;
  }
  put(out, "baseline", s.baseline);
  put(out, "told", s.told);
  put(out, "from", s.from);
  put(out, "lowest", s.lowest);
  if (s.event_before) out["event_before"] = memory_json(*s.event_before);
  for (const auto& [kind, open] : s.open) out["open"][kind] = {open.value, open.digest};
  for (const auto& [kind, at] : s.began) out["began"][kind] = to_ms(at);
  for (const auto& [kind, waits] : s.waiting) {
    if (waits) out["waiting"][kind] = true;
  }
  return out;
}

MatchState state_from(const Json& in) {
  MatchState s;
  s.criteria = in.at("criteria");
  s.meeting = in.at("meeting");
  s.event = memory_from(in.at("event"));
  s.matched = in.value("matched", false);
  s.event_on_sale = in.value("on_sale", false);
  s.low = in.value("low", false);
  s.fits = in.value("fits", false);
  s.baseline = money(in, "baseline");
  s.told = money(in, "told");
  s.from = money(in, "from");
  s.lowest = money(in, "lowest");
  if (in.contains("event_before")) s.event_before = memory_from(in.at("event_before"));
  const Json open = part(in, "open"), began = part(in, "began"), waiting = part(in, "waiting");
  for (const auto& [kind, alert] : open.items()) s.open[kind] = {alert.at(0), alert.at(1)};
  for (const auto& [kind, at] : began.items()) s.began[kind] = from_ms(at);
  for (const auto& [kind, waits] : waiting.items()) s.waiting[kind] = waits;
  return s;
}

}  // namespace tocsin::analyze
