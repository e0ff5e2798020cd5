#include <fmt/format.h>

#include "base/error.h"
#include "escalate/policy.h"

namespace tocsin::escalate {
namespace {

Json to_json(const Match& m) {
  return {{"priorities", m.priorities},
          {"kinds", m.kinds},
          {"organizations", m.organizations},
          {"hours", word(m.hours)}};
}

Json to_json(const Step& s) {
  Json to = Json::array(), channels = Json::array();
  for (const Target& t : s.to) to.push_back(text_of(t));
  for (const Channel c : s.channels) channels.push_back(word(c));
  return {
      {"delay_ms", s.delay.count()}, {"to", to}, {"channels", channels}, {"only", to_json(s.only)}};
}

Json maybe(const std::optional<Duration>& d) {
  return d ? Json(d->count()) : Json();
}

std::optional<Duration> duration_at(const Json& json, const char* name) {
  const Json& value = json.at(name);
  return value.is_null() ? std::nullopt : std::optional(Duration{value.get<std::int64_t>()});
}

template <typename E>
E word_at(const Json& json) {
  return from_word<E>(json.get_ref<const std::string&>()).value();
}

Match match_from(const Json& json) {
  return {json.at("priorities").get<std::vector<Priority>>(),
          json.at("kinds").get<std::vector<std::string>>(),
          json.at("organizations").get<std::vector<std::string>>(),
          word_at<Hours>(json.at("hours"))};
}

Step step_from(const Json& json) {
  Step s{.delay = Duration{json.at("delay_ms").get<std::int64_t>()}, .to = {}};
  for (const Json& t : json.at("to")) {
    s.to.push_back(parse_target(t.get_ref<const std::string&>()).value());
  }
  for (const Json& c : json.at("channels")) s.channels.push_back(word_at<Channel>(c));
  s.only = match_from(json.at("only"));
  return s;
}

}  // namespace

Json to_json(const Policy& p) {
  Json steps = Json::array();
  for (const Step& s : p.steps) steps.push_back(to_json(s));
  return {{"name", p.name},
          {"match", to_json(p.match)},
          {"calendar", p.calendar},
          {"initial_delay_ms", p.initial_delay.count()},
          {"max_delay_ms", p.max_delay.count()},
          {"max_attempts", p.max_attempts},
          {"jitter", p.jitter},
          {"repeat_from", p.repeat_from},
          {"wakes", p.wakes},
          {"max_deferral_ms", maybe(p.max_deferral)},
          {"forgotten_after_ms", maybe(p.forgotten_after)},
          {"steps", steps}};
}

Policy policy_from(const Json& json) {
  try {
    Policy p{.name = json.at("name")};
    p.match = match_from(json.at("match"));
    p.calendar = json.at("calendar");
    p.initial_delay = Duration{json.at("initial_delay_ms").get<std::int64_t>()};
    p.max_delay = Duration{json.at("max_delay_ms").get<std::int64_t>()};
    p.max_attempts = json.at("max_attempts");
    p.jitter = json.at("jitter");
    p.repeat_from = json.at("repeat_from");
    p.wakes = json.at("wakes");
    p.max_deferral = duration_at(json, "max_deferral_ms");
    p.forgotten_after = duration_at(json, "forgotten_after_ms");
    for (const Json& s : json.at("steps")) p.steps.push_back(step_from(s));
    return p;
  } catch (const std::exception& e) {
    fail(Exit::software, "a frozen escalation policy cannot be read: {}", e.what());
  }
}

}  // namespace tocsin::escalate
