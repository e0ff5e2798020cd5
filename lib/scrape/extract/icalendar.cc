#include "scrape/extract/icalendar.h"

#include "base/libical.h"

#include <set>

#include "base/icalendar.h"
#include "base/text.h"
#include "base/time.h"
#include "base/zone.h"
#include "scrape/extract/calendar_time.h"
#include "scrape/extract/entities.h"
#include "scrape/extract/event_words.h"
#include "scrape/extract/feed.h"
#include "scrape/extract/price_text.h"
#include "scrape/extract/start.h"

namespace tocsin::scrape {
namespace {

std::string plain(const char* text) {
  return text == nullptr ? "" : clean(decode_entities(to_utf8(text)));
}

class Calendar {
 public:
  Calendar(icalcomponent* calendar, const PageContext& page, Problems& problems,
           std::vector<EventNode>& out)
      : calendar_(calendar), page_(page), problems_(problems), out_(out) {
    default_zone_ = extension(calendar, "X-WR-TIMEZONE");
    if (!Zone::exists(default_zone_)) default_zone_.clear();
  }

  void read() {
    for_each(calendar_, [&](icalcomponent* event) {
      const icaltimetype exception = libical().icalcomponent_get_recurrenceid(event);
      if (!libical().icaltime_is_null_time(exception)) {
        excepted_.insert(plain(libical().icalcomponent_get_uid(event)) + wall_key(exception));
      }
    });
    for_each(calendar_, [&](icalcomponent* event) { read_event(event); });
  }

 private:
  template <typename Visit>
  static void for_each(icalcomponent* calendar, const Visit& visit) {
    for (icalcomponent* e =
             libical().icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         e != nullptr;
         e = libical().icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
      visit(e);
    }
  }

  // A property that the standard does not name; "" where there is none.
  static std::string extension(icalcomponent* component, std::string_view name) {
    for (icalproperty* p = libical().icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY);
         p != nullptr;
         p = libical().icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)) {
      const char* own = libical().icalproperty_get_x_name(p);
      if (own == nullptr || !equal_ignoring_case(own, name)) continue;
      const char* value = libical().icalproperty_get_value_as_string(p);
      return plain(value);
    }
    return "";
  }

  void read_event(icalcomponent* component) {
    EventNode node;
    EventFacts& event = node.found.event;
    event.name = plain(libical().icalcomponent_get_summary(component));
    icalproperty* start =
        libical().icalcomponent_get_first_property(component, ICAL_DTSTART_PROPERTY);
    if (event.name.empty()) {
      problems_.add("a VEVENT has no SUMMARY and was left out");
      return;
    }
    event.external_id = plain(libical().icalcomponent_get_uid(component));
    read_words(component, event);
    read_place(component, event.venue);
    read_offer(component, node);
    if (start == nullptr) {
      problems_.add(fmt::format("event \"{}\": no start", utf8_prefix(event.name, 80)));
      return add(std::move(node));
    }
    read_times(component, start, node);
  }

  void read_words(icalcomponent* component, EventFacts& event) const {
    if (icalproperty* p =
            libical().icalcomponent_get_first_property(component, ICAL_URL_PROPERTY)) {
      event.url = page_.resolve(plain(libical().icalproperty_get_url(p)));
    }
    if (icalproperty* p =
            libical().icalcomponent_get_first_property(component, ICAL_CATEGORIES_PROPERTY)) {
      const std::string all = plain(libical().icalproperty_get_categories(p));
      event.category = to_lower(trim(std::string_view(all).substr(0, all.find(','))));
    }
    if (icalproperty* p =
            libical().icalcomponent_get_first_property(component, ICAL_STATUS_PROPERTY)) {
      event.status = read_status(plain(libical().icalproperty_get_value_as_string(p)));
    }
    if (const auto stated = status_in_name(event.name)) event.status = stated;
  }

  static void read_place(icalcomponent* component, Venue& venue) {
    const std::string place = plain(libical().icalcomponent_get_location(component));
    const std::size_t at = place.find(" @ ");
    const std::size_t cut = at == std::string::npos ? place.find(", ") : at;
    venue.name = trim(std::string_view(place).substr(0, cut));
    if (cut != std::string::npos) venue.street = trim(std::string_view(place).substr(cut + 2));
    icalproperty* geo = libical().icalcomponent_get_first_property(component, ICAL_GEO_PROPERTY);
    if (geo == nullptr) return;
    const icalgeotype point = libical().icalproperty_get_geo(geo);
    if (!(point.lat >= -90 && point.lat <= 90 && point.lon >= -180 && point.lon <= 180)) return;
    if (point.lat == 0 && point.lon == 0) return;
    venue.latitude = point.lat;
    venue.longitude = point.lon;
  }

  void read_offer(icalcomponent* component, EventNode& node) {
    OfferFacts offer;
    std::string cost = extension(component, "X-COST");
    if (cost.empty()) cost = extension(component, "COST");
    const PriceText price =
        read_price(cost, {page_.language, node.found.event.venue.country, Currency()});
    if (!cost.empty() && !price.low && !price.sold_out) {
      problems_.add(fmt::format("event \"{}\": cannot read the price \"{}\"",
                                utf8_prefix(node.found.event.name, 80), utf8_prefix(cost, 80)));
    }
    offer.price = price.low;
    offer.price_guess = price.guess;
    offer.fees = price.fees;
    offer.url = page_.resolve(extension(component, "X-TICKETS-URL"));
    const bool sold_out = price.sold_out || name_says_sold_out(node.found.event.name);
    if (sold_out) offer.availability = Availability::sold_out;
    if (offer != OfferFacts{}) node.found.offers.push_back(std::move(offer));
  }

  void read_times(icalcomponent* component, icalproperty* start, const EventNode& node) {
    const CalendarTimes times(component, start, page_.now, problems_);
    const bool exception =
        !libical().icaltime_is_null_time(libical().icalcomponent_get_recurrenceid(component));
    for (const icaltimetype& time : times.starts()) {
      if (out_.size() >= kMostFeedEvents) return;
      const std::string key = wall_key(time);
      EventNode one = node;
      EventFacts& event = one.found.event;
      if (times.repeats() && excepted_.contains(event.external_id + key)) continue;
      if (times.repeats() || exception) event.external_id += key;
      DateText text = date_text(time, calendar_, start);
      if (text.zone.empty() && text.precision != StartPrecision::day) text.zone = default_zone_;
      set_start(text, one);
      add(std::move(one));
    }
  }

  void add(EventNode&& node) {
    if (out_.size() < kMostFeedEvents) out_.push_back(std::move(node));
  }

  icalcomponent* calendar_;
  const PageContext& page_;
  Problems& problems_;
  std::vector<EventNode>& out_;
  std::string default_zone_;
  std::set<std::string> excepted_;  // UID and time of the exceptions
};

}  // namespace

std::vector<EventNode> read_icalendar(std::string_view text, const PageContext& page,
                                      Problems& problems) {
  const IcalComponent root = parse_icalendar(text);
  std::vector<EventNode> out;
  if (!root) {
    problems.add("the calendar cannot be read");
    return out;
  }
  if (const int errors = libical().icalcomponent_count_errors(root.get()); errors > 0) {
    problems.add(fmt::format("the calendar has {} faulty properties; they were left out", errors));
  }
  if (libical().icalcomponent_isa(root.get()) == ICAL_VCALENDAR_COMPONENT) {
    Calendar(root.get(), page, problems, out).read();
  } else {
    for (icalcomponent* c =
             libical().icalcomponent_get_first_component(root.get(), ICAL_VCALENDAR_COMPONENT);
         c != nullptr;
         c = libical().icalcomponent_get_next_component(root.get(), ICAL_VCALENDAR_COMPONENT)) {
      Calendar(c, page, problems, out).read();
    }
  }
  if (out.size() >= kMostFeedEvents) {
    problems.add(fmt::format("more than {} events; the rest was left out", kMostFeedEvents));
  }
  return out;
}

}  // namespace tocsin::scrape
