#include "scrape/extract/events.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/text.h"
#include "base/time.h"
#include "scrape/extract/date_phrase.h"
#include "scrape/extract/event_words.h"
#include "scrape/extract/offers.h"
#include "scrape/extract/start.h"

namespace tocsin::scrape {
namespace {

std::optional<double> read_coordinate(const std::string& text, double most) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (!(value >= -most && value <= most)) return std::nullopt;
  return value;
}

class Mapper {
 public:
  Mapper(const Graph& graph, const PageContext& page, Problems& problems)
      : graph_(graph), page_(page), problems_(problems) {}

  std::vector<EventNode> read() {
    std::vector<const Node*> nodes;
    for (const Node& node : graph_.nodes()) {
      if (event_type(node) == nullptr || node.properties.empty()) continue;
      nodes.push_back(&node);
      for (const Node* part : graph_.all_nodes(node, {"subEvent", "subEvents"})) {
        whole_of_.emplace(part, &node);
      }
    }
    collect_reversed_offers();
    std::vector<EventNode> out;
    for (const Node* node : nodes) {
      if (auto event = read_event(*node)) out.push_back(std::move(*event));
    }
    return out;
  }

 private:
  // An Offer whose itemOffered is the event belongs to it as well.
  void collect_reversed_offers() {
    for (const Node& node : graph_.nodes()) {
      if (!node.is("Offer") && !node.is("AggregateOffer")) continue;
      for (const Node* item : graph_.all_nodes(node, {"itemOffered"})) {
        if (event_type(*item) != nullptr) reversed_offers_[item].push_back(&node);
      }
    }
  }

  std::optional<EventNode> read_event(const Node& node) {
    EventNode out;
    out.id = node.id;
    EventFacts& event = out.found.event;
    event.category = event_type(node)->category;
    event.performers = performers_of(node);
    event.name = name_of(node, event.performers);
    if (event.name.empty()) {
      problems_.add(fmt::format("an event of type {} has no name and was left out",
                                utf8_prefix(node.types.front(), 40)));
      return std::nullopt;
    }
    where_ = fmt::format("event \"{}\"", utf8_prefix(event.name, 80));
    event.external_id = identifier(graph_, node, {"identifier"});
    event.url = url_of(node);
    event.status = status_of(node, event.name);
    read_venue(node, event.venue);
    inherit(node, event);
    read_times(node, out);
    read_offers(node, out);
    return out;
  }

  void complain(std::string_view what) { problems_.add(fmt::format("{}: {}", where_, what)); }

  std::vector<std::string> performers_of(const Node& node) const {
    std::vector<std::string> out;
    for (std::string& name : graph_.texts(node, {"performer", "performers", "homeTeam", "awayTeam",
                                                 "competitor", "actor", "actors"})) {
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
    }
    return out;
  }

  std::string name_of(const Node& node, const std::vector<std::string>& performers) const {
    if (auto name = graph_.text(node, {"name", "headline", "summary"}); !name.empty()) return name;
    const auto home = graph_.text(node, {"homeTeam"});
    const auto away = graph_.text(node, {"awayTeam"});
    if (!home.empty() && !away.empty()) return fmt::format("{} v {}", home, away);
    if (!performers.empty()) return join(performers, ", ");
    const auto whole = whole_of_.find(&node);
    return whole == whole_of_.end() ? "" : graph_.text(*whole->second, {"name"});
  }

  std::string url_of(const Node& node) const {
    if (auto url = page_.resolve(graph_.text(node, {"url"})); !url.empty()) return url;
    const bool is_address = node.id.starts_with("http") && node.id.find('#') == std::string::npos;
    return is_address ? page_.resolve(node.id) : "";
  }

  // Of several statements the one that changes most: a cancelled event was also rescheduled.
  std::optional<EventStatus> status_of(const Node& node, const std::string& name) {
    constexpr EventStatus kOrder[] = {EventStatus::cancelled, EventStatus::postponed,
                                      EventStatus::rescheduled, EventStatus::moved_online,
                                      EventStatus::scheduled};
    const auto texts = graph_.texts(node, {"eventStatus"});
    for (const EventStatus status : kOrder) {
      for (const std::string& text : texts) {
        if (read_status(text) == status) return status;
      }
    }
    if (!texts.empty()) {
      complain(fmt::format("unknown status \"{}\"", utf8_prefix(texts.front(), 80)));
    }
    return status_in_name(name);
  }

  // Where people go; a stream when there is nothing else or the event says that it is online only.
  void read_venue(const Node& node, Venue& venue) const {
    const std::string mode = schema_word(graph_.text(node, {"eventAttendanceMode"}));
    const bool online = mode == "onlineeventattendancemode" || mode == "online";
    const Node* stream = nullptr;
    for (const Value& value : node.values("location")) {
      const Node* place = graph_.node(value);
      if (place != nullptr && place->is("VirtualLocation")) {
        if (stream == nullptr) stream = place;
      } else if (online || venue != Venue{}) {
        continue;
      } else if (place == nullptr) {
        venue.name = clean(value.text);
      } else {
        read_place(*place, venue);
      }
    }
    if (venue != Venue{} || (stream == nullptr && !online)) return;
    if (stream != nullptr) venue.name = graph_.text(*stream, {"name"});
    if (venue.name.empty()) venue.name = "Online";
  }

  void read_place(const Node& place, Venue& venue) const {
    venue.name = graph_.text(place, {"name"});
    const Node* address = place.is("PostalAddress") ? &place : graph_.node(place, {"address"});
    if (address == nullptr) {
      venue.street = graph_.text(place, {"address"});
    } else {
      venue.street = graph_.text(*address, {"streetAddress"});
      venue.city = graph_.text(*address, {"addressLocality"});
      venue.region = graph_.text(*address, {"addressRegion"});
      venue.country = graph_.text(*address, {"addressCountry"});
      venue.postal_code = graph_.text(*address, {"postalCode"});
    }
    const Node* geo = graph_.node(place, {"geo"});
    if (geo == nullptr) geo = &place;
    const auto latitude = read_coordinate(graph_.text(*geo, {"latitude"}), 90);
    const auto longitude = read_coordinate(graph_.text(*geo, {"longitude"}), 180);
    if (!latitude || !longitude) return;
    venue.latitude = latitude;
    venue.longitude = longitude;
  }

  // A performance says only what differs from the whole it is part of.
  void inherit(const Node& node, EventFacts& event) const {
    const auto found = whole_of_.find(&node);
    if (found == whole_of_.end()) return;
    const Node& whole = *found->second;
    if (event.venue == Venue{}) read_venue(whole, event.venue);
    if (event.performers.empty()) event.performers = performers_of(whole);
    if (event.category.empty() && event_type(whole) != nullptr) {
      event.category = event_type(whole)->category;
    }
  }

  DateHint date_hint() const { return {page_.language, page_.now}; }

  void read_times(const Node& node, EventNode& out) {
    EventFacts& event = out.found.event;
    const std::string text = graph_.text(node, {"startDate"});
    auto start = read_date_phrase(text, date_hint());
    if (!text.empty() && !start) {
      complain(fmt::format("cannot read the start \"{}\"", utf8_prefix(text, 80)));
    }
    if (!start) return;
    if (start->precision == StartPrecision::day) {
      if (auto timed = on_day(*start, graph_.text(node, {"startTime"}))) start = timed;
    }
    const Node* schedule = graph_.node(node, {"eventSchedule"});
    if (start->zone.empty() && schedule != nullptr) {
      start->zone = graph_.text(*schedule, {"scheduleTimezone"});
    }
    if (!set_start(*start, out)) {
      complain(fmt::format("unknown time zone \"{}\"", utf8_prefix(start->zone, 40)));
    }
    if (start->guess) {
      complain(fmt::format("the start \"{}\" is ambiguous; read as {}", utf8_prefix(text, 80),
                           format_instant(start->at)));
    }
    const std::string doors = graph_.text(node, {"doorTime"});
    auto opening = read_date_phrase(doors, date_hint());
    if (!opening) opening = on_day(*start, doors);
    if (!opening || opening->precision == StartPrecision::day) return;
    event.doors_at = opening->precision == StartPrecision::exact
                         ? opening->at
                         : opening->wall - offset_of(out).value_or(Duration{0});
  }

  // A time of day ("19:30", "T19:30:00", "8pm") on the day of the start.
  static std::optional<DateText> on_day(const DateText& start, std::string_view time) {
    if (time.starts_with('T')) time.remove_prefix(1);
    if (time.empty()) return std::nullopt;
    const std::string day = format_instant(start.wall).substr(0, 10);
    auto out = read_date(fmt::format("{}T{}", day, time));
    if (!out) out = read_date_phrase(fmt::format("{} {}", day, time), {});
    if (!out || out->precision == StartPrecision::day) return std::nullopt;
    out->guess = start.guess;
    return out;
  }

  void read_offers(const Node& node, EventNode& out) {
    EventFacts& event = out.found.event;
    const OfferScope scope{graph_,
                           page_,
                           problems_,
                           where_,
                           event.name,
                           event.venue.country,
                           offset_of(out).value_or(Duration{0})};
    OfferSet set;
    set.offers.reserve(node.values("offers").size());
    for (const Value& value : node.values("offers")) read_offer(value, scope, set);
    if (const auto reversed = reversed_offers_.find(&node); reversed != reversed_offers_.end()) {
      for (const Node* offer : reversed->second) read_offer({"", offer, false}, scope, set);
    }
    // An address of the event itself as @id tells its offers nothing apart.
    for (OfferFacts& offer : set.offers) {
      if (!node.id.empty() && offer.external_id == node.id) offer.external_id.clear();
    }
    if (set.offers.empty() && name_says_sold_out(event.name)) {
      set.offers.emplace_back().availability = Availability::sold_out;
    }
    out.found.offers = std::move(set.offers);
    event.on_sale_from = set.on_sale_from;
    event.on_sale_until = set.on_sale_until;
  }

  const Graph& graph_;
  const PageContext& page_;
  Problems& problems_;
  std::string where_;
  std::unordered_map<const Node*, const Node*> whole_of_;
  std::unordered_map<const Node*, std::vector<const Node*>> reversed_offers_;
};

}  // namespace

std::vector<EventNode> find_events(const Graph& graph, const PageContext& page,
                                   Problems& problems) {
  return Mapper(graph, page, problems).read();
}

}  // namespace tocsin::scrape
