#include "scrape/platform/rule_reader.h"

#include <algorithm>

#include "base/text.h"
#include "scrape/extract/date_phrase.h"
#include "scrape/extract/start.h"

namespace tocsin::scrape {
namespace {

constexpr std::string_view kNone;

// The property of schema.org by which structured data says the same; "" where it has no plain one.
constexpr std::string_view property_of(EventField field) {
  switch (field) {
    case EventField::id:
      return "identifier";
    case EventField::name:
      return "name";
    case EventField::url:
      return "url";
    case EventField::performers:
      return "performer";
    case EventField::starts_at:
      return "startDate";
    case EventField::start_time:
      return "startTime";
    case EventField::doors_at:
      return "doorTime";
    case EventField::status:
      return "eventStatus";
    default:
      return kNone;
  }
}

constexpr std::string_view address_property_of(EventField field) {
  switch (field) {
    case EventField::street:
      return "streetAddress";
    case EventField::city:
      return "addressLocality";
    case EventField::region:
      return "addressRegion";
    case EventField::country:
      return "addressCountry";
    case EventField::postal_code:
      return "postalCode";
    default:
      return kNone;
  }
}

constexpr std::string_view property_of(OfferField field) {
  switch (field) {
    case OfferField::id:
      return "sku";
    case OfferField::section:
      return "seatSection";
    case OfferField::row:
      return "seatRow";
    case OfferField::seats:
      return "seatNumber";
    case OfferField::quantity:
      return "inventoryLevel";
    case OfferField::price:
      return "price";
    case OfferField::currency:
      return "priceCurrency";
    case OfferField::availability:
      return "availability";
    case OfferField::delivery:
      return "availableDeliveryMethod";
    case OfferField::url:
      return "url";
    default:
      return kNone;
  }
}

class Reader {
 public:
  Reader(const Platform& platform, const PageRules& rules, Finder& finder, const Place& page,
         const PageContext& context, const std::string& name, Problems& problems)
      : platform_(platform),
        rules_(rules),
        finder_(finder),
        page_(page),
        context_(context),
        name_(name),
        problems_(problems) {}

  RuleReading read() {
    RuleReading out;
    std::vector<Place> items{page_};
    if (!rules_.events.empty()) items = finder_.items(rules_.events, {page_, page_, page_});
    cut(items, kMostRuleItems, "events");
    out.items = items.size();
    for (const Place& item : items) read_event(item, out.events);
    return out;
  }

 private:
  void cut(std::vector<Place>& items, std::size_t most, std::string_view what) {
    if (items.size() <= most) return;
    problems_.add(fmt::format("{} {}; only {} were read", items.size(), what, most));
    items.resize(most);
  }

  std::string text(EventField field, const Scopes& scopes) {
    const auto rule = rules_.event.find(field);
    return rule == rules_.event.end() ? "" : finder_.text(rule->second, scopes);
  }
  std::string text(OfferField field, const Scopes& scopes) {
    const auto rule = rules_.offer.find(field);
    return rule == rules_.offer.end() ? "" : finder_.text(rule->second, scopes);
  }

  void read_event(const Place& item, std::vector<EventNode>& out) {
    const Scopes scopes{item, item, page_};
    Graph graph;
    Node& event = graph.add();
    event.types = {"Event"};
    for (const auto& [field, rule] : rules_.event) {
      const std::string_view property = property_of(field);
      if (property.empty()) continue;
      for (Value& value : finder_.values(rule, scopes)) {
        if (field == EventField::url) value.text = context_.resolve(value.text);
        if (!value.text.empty()) event.add(property, std::move(value));
      }
    }
    if (!name_.empty() && event.values("name").empty()) {
      event.add("name", {name_, nullptr, false});
    }
    // What fills a list without being an entry: advertisements, separators.
    if (event.properties.empty()) return;
    add_place(graph, event, scopes);
    add_zone(graph, event, scopes);
    prices_are_.clear();
    if (!rules_.offer.empty()) add_offers(graph, event, item);
    graph.index();
    for (EventNode& found : find_events(graph, context_, problems_)) {
      complete(found, scopes);
      out.push_back(std::move(found));
    }
  }

  void add_place(Graph& graph, Node& event, const Scopes& scopes) {
    Node& address = graph.add();
    for (const auto& [field, rule] : rules_.event) {
      const std::string_view property = address_property_of(field);
      if (property.empty()) continue;
      if (auto found = finder_.text(rule, scopes); !found.empty()) {
        address.add(property, {std::move(found), nullptr, false});
      }
    }
    if (!platform_.country.empty() && address.values("addressCountry").empty()) {
      address.add("addressCountry", {platform_.country, nullptr, false});
    }
    Node& place = graph.add();
    place.types = {"Place"};
    const std::pair<EventField, std::string_view> facts[] = {{EventField::venue, "name"},
                                                             {EventField::latitude, "latitude"},
                                                             {EventField::longitude, "longitude"}};
    for (const auto& [field, property] : facts) {
      if (auto found = text(field, scopes); !found.empty()) {
        place.add(property, {std::move(found), nullptr, false});
      }
    }
    if (!address.properties.empty()) place.add("address", {"", &address, false});
    if (!place.properties.empty()) event.add("location", {"", &place, false});
  }

  void add_zone(Graph& graph, Node& event, const Scopes& scopes) {
    std::string zone = text(EventField::time_zone, scopes);
    if (zone.empty()) zone = platform_.time_zone;
    if (zone.empty()) return;
    Node& schedule = graph.add();
    schedule.types = {"Schedule"};
    schedule.add("scheduleTimezone", {std::move(zone), nullptr, false});
    event.add("eventSchedule", {"", &schedule, false});
  }

  void add_offers(Graph& graph, Node& event, const Place& item) {
    std::vector<Place> places{item};
    if (!rules_.offers.empty()) places = finder_.items(rules_.offers, {item, item, page_});
    cut(places, kMostRuleItems - std::min(offers_, kMostRuleItems), "offers");
    offers_ += places.size();
    for (const Place& place : places) add_offer(graph, event, {place, item, page_});
  }

  void add_offer(Graph& graph, Node& event, const Scopes& scopes) {
    Node& offer = graph.add();
    for (const auto& [field, rule] : rules_.offer) {
      const std::string_view property = property_of(field);
      if (property.empty()) continue;
      for (Value& value : finder_.values(rule, scopes)) offer.add(property, std::move(value));
    }
    const std::string fees = text(OfferField::fees, scopes);
    const std::string resale = text(OfferField::resale, scopes);
    if (offer.properties.empty() && fees.empty() && resale.empty()) return;
    offer.types = {"Offer"};
    if (offer.values("priceCurrency").empty() && !platform_.currency.empty()) {
      offer.add("priceCurrency", {platform_.currency, nullptr, false});
    }
    if (!fees.empty()) {
      Node& fee = graph.add();
      fee.add("priceComponentType", {"fee", nullptr, false});
      fee.add("price", {fees, nullptr, false});
      offer.add("priceSpecification", {"", &fee, false});
    }
    if (resale == "true" || resale == "resale") {
      offer.add("category", {"secondary", nullptr, false});
    } else if (resale == "false" || resale == "primary") {
      offer.add("category", {"primary", nullptr, false});
    }
    prices_are_.push_back(from_word<PriceIs>(text(OfferField::price_is, scopes)));
    event.add("offers", {"", &offer, false});
  }

  // What structured data has no plain word for.
  void complete(EventNode& found, const Scopes& scopes) {
    EventFacts& event = found.found.event;
    if (auto category = text(EventField::category, scopes); !category.empty()) {
      event.category = to_lower(category);
    }
    const auto sale = [&](EventField field, std::optional<Instant>& into) {
      // Sites write 1900 where they have no date.
      constexpr Instant kEarliest{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};
      const auto date = read_sale_start(text(field, scopes), {context_.language, context_.now});
      if (!date || date->wall < kEarliest) return;
      into = date->precision == StartPrecision::exact
                 ? date->at
                 : date->wall - offset_of(found).value_or(Duration{0});
    };
    sale(EventField::on_sale_from, event.on_sale_from);
    sale(EventField::on_sale_until, event.on_sale_until);
    auto& offers = found.found.offers;
    for (std::size_t i = 0; i < offers.size() && offers.size() == prices_are_.size(); ++i) {
      if (prices_are_[i]) offers[i].price_is = *prices_are_[i];
    }
  }

  const Platform& platform_;
  const PageRules& rules_;
  Finder& finder_;
  const Place& page_;
  const PageContext& context_;
  const std::string& name_;
  Problems& problems_;
  std::size_t offers_ = 0;
  std::vector<std::optional<PriceIs>> prices_are_;  // of the event's offers, as they were found
};

}  // namespace

RuleReading read_by_rules(const Platform& platform, const PageRules& rules, Finder& finder,
                          const Place& page, const PageContext& context, const std::string& name,
                          Problems& problems) {
  return Reader(platform, rules, finder, page, context, name, problems).read();
}

}  // namespace tocsin::scrape
