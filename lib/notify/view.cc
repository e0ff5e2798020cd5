#include "notify/view.h"

#include <array>

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "base/wall_time.h"
#include "base/zone.h"
#include "net/url.h"

namespace tocsin::notify {
namespace {

using std::chrono::days;

bool is_money(const Json& value) {
  return value.is_object() && value.contains("amount") && value.contains("currency") &&
         value["amount"].is_string() && value["currency"].is_string();
}

Json for_people(const Json& value, const std::string& name, const std::string& zone,
                const Wording& words) {
  if (is_money(value)) {
    return value["amount"].get<std::string>() + " " + value["currency"].get<std::string>();
  }
  if (value.is_string() && name.ends_with("_at")) {
    const auto time = parse_instant(value.get_ref<const std::string&>());
    return time ? Json(say_local(*time, zone, words)) : value;
  }
  if (value.is_object()) {
    Json out = Json::object();
    const std::string own_zone =
        value.value("time_zone", Json(zone)).is_string() ? value.value("time_zone", zone) : zone;
    for (const auto& [key, inner] : value.items())
      out[key] = for_people(inner, key, own_zone, words);
    return out;
  }
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& inner : value) out.push_back(for_people(inner, "", zone, words));
    return out;
  }
  return value;
}

// Text or number at object.name, as text; empty if absent.
std::string text_at(const Json& values, const char* object, const char* name = nullptr) {
  const auto outer = values.find(object);
  if (outer == values.end()) return "";
  const Json* value = &*outer;
  if (name != nullptr) {
    if (!value->is_object() || !value->contains(name)) return "";
    value = &(*value)[name];
  }
  if (value->is_string()) return value->get<std::string>();
  return value->is_number() ? value->dump() : "";
}

// The few facts a person decides by, in the order in which one asks.
Json facts_of(const Json& v, const Wording& words) {
  Json facts = Json::array();
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) facts.push_back({{"name", name}, {"value", value}});
  };
  add(words.event, text_at(v, "event", "name"));
  add(words.when, text_at(v, "event", "starts_at"));
  add(words.where, v.contains("event") && v["event"].is_object() && v["event"].contains("venue") &&
                           v["event"]["venue"].is_object()
                       ? text_at(v["event"], "venue", "name")
                       : text_at(v, "event", "venue"));
  const std::string section = text_at(v, "offer", "section");
  const std::string row = text_at(v, "offer", "row");
  add(words.seats, section + (section.empty() || row.empty() ? "" : ", ") +
                       (row.empty() ? "" : fmt::format("{} {}", words.row, row)));
  add(words.tickets, text_at(v, "offer", "quantity"));
  const std::string price = text_at(v, "price");
  const std::string before = text_at(v, "previous_price");
  add(words.price,
      price.empty() ? text_at(v, "offer", "price")
                    : price + (before.empty() ? "" : fmt::format(" ({} {})", words.was, before)));
  add(words.watch, text_at(v, "watch", "name"));
  add(words.ticket, text_at(v, "ticketNumber"));
  add(words.status, text_at(v, "status"));
  return facts;
}

// The one thing to do. Only web addresses: a mail never links to "javascript:".
Json action_of(const Json& values, const Wording& words) {
  struct Candidate {
    const char *object, *name;
    std::string_view label;
  };
  const std::array<Candidate, 3> candidates{{{"offer", "url", words.see_offer},
                                             {"event", "url", words.see_event},
                                             {"url", nullptr, words.open}}};
  for (const Candidate& c : candidates) {
    const auto url = net::Url::parse(text_at(values, c.object, c.name));
    if (url) return {{"url", url->text()}, {"label", c.label}};
  }
  return nullptr;
}

Json acts_of(const Links& links, const Wording& words) {
  Json out = Json::array();
  const auto add = [&](const std::string& url, std::string_view label) {
    if (!url.empty()) out.push_back({{"url", url}, {"label", label}});
  };
  add(links.acknowledge, words.acknowledge);
  add(links.take, words.take);
  add(links.snooze, words.snooze);
  add(links.resolve, words.resolve);
  return out;
}

}  // namespace

std::string say_local(Instant t, const std::string& time_zone, const Wording& words) {
  if (t >= kZoneHorizon) return format_instant(t);
  const Zone zone = Zone::find_or(time_zone, Zone::utc());
  const LocalTime local = zone.to_local(t);
  const auto day = std::chrono::floor<days>(local);
  const std::chrono::year_month_day date{day};
  const std::string time = say_time_of_day(local) + (zone.name() == "UTC" ? " UTC" : "");
  return fmt::format(fmt::runtime(words.date), words.days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()),
                     words.months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time);
}

bool can_be_acted_on(const Notice& notice) {
  return !notice.alert_public_id.empty() && notice.purpose != Purpose::resolved &&
         notice.purpose != Purpose::direct && notice.purpose != Purpose::digest;
}

std::string_view template_kind(const Writing& writing) {
  if (!writing.merged.empty()) return "merged";
  if (writing.notice->purpose == Purpose::resolved) return "resolved";
  return writing.notice->kind;
}

std::string action_url(const Notice& notice) {
  const Json action =
      notice.metadata.is_object() ? action_of(notice.metadata, wording_in("")) : Json();
  return action.is_object() ? action["url"].get<std::string>() : "";
}

TemplateChoice template_choice(const Writing& writing, Channel channel, const Settings& settings) {
  TemplateChoice out;
  out.channel = channel;
  out.kind = template_kind(writing);
  out.language = writing.language.empty() ? settings.language : writing.language;
  out.scope = writing.templates;
  const Json& labels = writing.notice->labels;
  if (labels.is_object()) out.scope.region = labels.value("region", out.scope.region);
  out.reader = writing.reader;
  return out;
}

Json view_of(const Writing& writing, const std::string& public_url) {
  const Notice& n = *writing.notice;
  const Wording& words = wording_in(writing.language);
  Json v = n.metadata.is_object() ? for_people(n.metadata, "", writing.time_zone, words)
                                  : Json::object();
  v["facts"] = facts_of(v, words);
  v["action"] = action_of(v, words);
  if (!writing.links.action.empty()) v["action"]["url"] = writing.links.action;
  v["acts"] = writing.merged.empty() ? acts_of(writing.links, words) : Json::array();
  v["kind"] = n.kind;
  v["title"] = n.title;
  v["lines"] = split(n.body, '\n');
  if (!writing.contact_of.empty()) {
    v["lines"].push_back(fmt::format(fmt::runtime(words.emergency_contact), writing.contact_of));
  }
  if (n.unanswered) {
    v["lines"].push_back(
        fmt::format(fmt::runtime(words.unanswered), say_duration(n.unanswered->for_so_long)));
    if (n.unanswered->missed > 0) {
      v["lines"].push_back(fmt::format(fmt::runtime(words.missed_steps), n.unanswered->missed));
    }
  }
  v["priority"] = n.priority;
  v["priority_name"] = words.priority(n.priority);
  v["urgent"] = n.priority >= kCritical;
  v["purpose"] = word(n.purpose);
  v["resolved"] = n.purpose == Purpose::resolved;
  v["since"] = say_local(n.since, writing.time_zone, words);
  v["recipient"] = writing.recipient_name;
  v["public_url"] = public_url;
  v["alert"] = n.alert_public_id;
  if (!writing.merged.empty()) {
    v["merged_count"] = writing.merged.size();
    v["from_quiet_hours"] = writing.from_quiet_hours;
    v["merged"] = Json::array();
    for (const Notice* m : writing.merged) {
      v["merged"].push_back({{"title", m->title}, {"priority_name", words.priority(m->priority)}});
    }
  }
  return v;
}

}  // namespace tocsin::notify
