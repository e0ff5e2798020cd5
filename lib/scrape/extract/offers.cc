#include "scrape/extract/offers.h"

#include "base/text.h"
#include "scrape/extract/availability_text.h"
#include "scrape/extract/currency_text.h"
#include "scrape/extract/date_phrase.h"
#include "scrape/extract/number_text.h"

namespace tocsin::scrape {
namespace {

constexpr int kMaxNesting = 4;  // offers within offers

class Reader {
 public:
  Reader(const OfferScope& scope, OfferSet& out) : scope_(scope), graph_(scope.graph), out_(out) {}

  // What an enclosing AggregateOffer says of the offers it holds.
  struct Outer {
    OfferFacts facts;
    Currency currency;
  };

  void read(const Value& value, const Outer& outer, int depth) {
    const Node* node = graph_.node(value);
    if (node == nullptr) {
      read_text(clean(value.text));
    } else if (depth < kMaxNesting) {
      read_node(*node, outer, depth);
    }
  }

 private:
  void complain(std::string_view what) {
    scope_.problems.add(fmt::format("{}: {}", scope_.where, what));
  }

  // `"offers": "https://…/buy"`, `<span itemprop="offers">from £20</span>`.
  void read_text(const std::string& text) {
    OfferFacts offer;
    const PriceText price = read_price(text, hint({}));
    const bool priced = price.low && !price.low->currency.code().empty();
    if (priced) set_price(offer, price, text);
    if (price.sold_out) offer.availability = Availability::sold_out;
    // Digits without a currency may be part of an address.
    const bool is_link = !priced && text.find(' ') == std::string::npos &&
                         text.find_first_of("./") != std::string::npos;
    if (is_link) offer.url = scope_.page.resolve(text);
    if (offer != OfferFacts{}) out_.offers.push_back(std::move(offer));
  }

  void read_node(const Node& node, const Outer& outer, int depth) {
    if (node.is("Demand")) return;  // somebody looks for tickets
    OfferFacts offer = outer.facts;
    Currency currency = read_currency_of(node);
    if (currency.code().empty()) currency = outer.currency;
    read_window(node);
    read_link_and_words(node, offer);
    const std::size_t before = out_.offers.size();
    for (const std::string_view nested : Names{"offers", "itemListElement", "item"}) {
      for (const Value& value : node.values(nested)) read(value, {offer, currency}, depth + 1);
    }
    if (out_.offers.size() > before) return;
    if (node.is("OfferCatalog") || node.is("ItemList") || node.is("ListItem")) return;
    read_seats(node, offer);
    read_identity(node, offer);
    read_money(node, currency, offer);
    read_quantity(node, offer);
    out_.offers.push_back(std::move(offer));
  }

  void read_window(const Node& node) {
    // Sites write 1899 or 1900 where they have no date.
    constexpr Instant kEarliest{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};
    const auto at = [&](Names names) -> std::optional<Instant> {
      const DateHint hint{scope_.page.language, scope_.page.now};
      const auto date = read_sale_start(graph_.text(node, names), hint);
      if (!date || date->wall < kEarliest) return std::nullopt;
      return date->precision == StartPrecision::exact ? date->at : date->wall - scope_.offset;
    };
    const auto from = at({"validFrom", "availabilityStarts"});
    const auto until = at({"validThrough", "availabilityEnds", "priceValidUntil"});
    if (from && (!out_.on_sale_from || *from < *out_.on_sale_from)) out_.on_sale_from = from;
    if (until && (!out_.on_sale_until || *until > *out_.on_sale_until)) out_.on_sale_until = until;
  }

  void read_link_and_words(const Node& node, OfferFacts& offer) {
    if (auto url = scope_.page.resolve(graph_.text(node, {"url"})); !url.empty()) {
      offer.url = std::move(url);
    }
    if (const auto text = graph_.text(node, {"availability"}); !text.empty()) {
      if (const auto known = read_availability(text)) {
        offer.availability = *known;
      } else {
        complain(fmt::format("unknown availability \"{}\"", utf8_prefix(text, 80)));
      }
    }
    if (const auto method = graph_.text(node, {"availableDeliveryMethod"}); !method.empty()) {
      offer.delivery = method.substr(method.find_last_of("/#") + 1);
    }
  }

  void read_seats(const Node& node, OfferFacts& offer) {
    std::vector<std::string> seats;
    std::int64_t tickets = 0;
    const auto read_seat = [&](const Node& seat) {
      const auto number = graph_.text(seat, {"seatNumber"});
      if (!number.empty()) seats.push_back(number);
      if (offer.section.empty()) offer.section = graph_.text(seat, {"seatSection", "seatingType"});
      if (offer.row.empty()) offer.row = graph_.text(seat, {"seatRow"});
      ++tickets;
    };
    if (!graph_.text(node, {"seatSection", "seatRow", "seatNumber"}).empty()) read_seat(node);
    for (const Node* item : graph_.all_nodes(node, {"ticketedSeat", "itemOffered"})) {
      const auto inner = graph_.all_nodes(*item, {"ticketedSeat"});
      if (inner.empty() && !graph_.text(*item, {"seatSection", "seatRow", "seatNumber"}).empty()) {
        read_seat(*item);
      }
      for (const Node* seat : inner) read_seat(*seat);
    }
    if (seats.size() > 1) offer.quantity = tickets;
    if (!seats.empty()) offer.seats = join(seats, ", ");
    read_category(node, offer);
  }

  void read_category(const Node& node, OfferFacts& offer) {
    const auto category = graph_.text(node, {"category"});
    const std::string word = fold(category);
    const bool secondary = word == "secondary" || word == "resale";
    if (secondary || word == "primary") {
      offer.resale = secondary;
    } else if (offer.section.empty()) {
      offer.section = category;
    }
    if (!offer.section.empty()) return;
    const auto name = graph_.text(node, {"name"});
    if (!name.empty() && fold(name) != fold(scope_.event_name)) offer.section = name;
  }

  void read_identity(const Node& node, OfferFacts& offer) {
    offer.external_id = identifier(graph_, node, {"sku", "identifier", "serialNumber"});
    if (offer.external_id.empty() && !node.id.starts_with("_:")) offer.external_id = node.id;
  }

  void read_quantity(const Node& node, OfferFacts& offer) {
    for (const std::string_view name : Names{"inventoryLevel", "offerCount"}) {
      for (const Value& value : node.values(name)) {
        const Node* level = graph_.node(value);
        const std::string text =
            level == nullptr ? clean(value.text) : graph_.text(*level, {"value", "minValue"});
        if (const auto count = read_count(text)) {
          offer.quantity = count;
          return;
        }
      }
    }
  }

  PriceHint hint(Currency currency) const {
    return {scope_.page.language, scope_.country, currency};
  }

  Currency read_currency_of(const Node& node) {
    const auto text = graph_.text(node, {"priceCurrency", "currency"});
    if (text.empty()) return {};
    if (const auto found = read_currency(text, hint({}))) return found->currency;
    complain(fmt::format("unknown currency \"{}\"", utf8_prefix(text, 40)));
    return {};
  }

  void read_money(const Node& node, Currency currency, OfferFacts& offer) {
    for (const std::string_view name : Names{"lowPrice", "price", "minPrice"}) {
      for (const Value& value : node.values(name)) {
        if (!offer.price) read_price_value(value, currency, offer);
      }
    }
    for (const Node* part : graph_.all_nodes(node, {"priceSpecification"})) {
      read_specification(*part, currency, offer);
    }
  }

  // The parts of a compound price first: they tell fees from the ticket's own price.
  void read_specification(const Node& node, Currency outer, OfferFacts& offer) {
    const Currency stated = read_currency_of(node);
    const Currency currency = stated.code().empty() ? outer : stated;
    for (const Node* part : graph_.all_nodes(node, {"priceComponent"})) {
      read_component(*part, currency, offer);
    }
    read_component(node, currency, offer);
  }

  void read_component(const Node& node, Currency outer, OfferFacts& offer) {
    const Currency stated = read_currency_of(node);
    const Currency currency = stated.code().empty() ? outer : stated;
    const std::string kind = fold(graph_.text(node, {"priceComponentType", "priceType"}) + " " +
                                  graph_.text(node, {"name"}));
    const bool fee =
        kind.find("fee") != std::string::npos || kind.find("surcharge") != std::string::npos;
    for (const std::string_view name : Names{"price", "minPrice"}) {
      for (const Value& value : node.values(name)) {
        if (!fee && !offer.price) {
          read_price_value(value, currency, offer);
        } else if (fee && offer.price) {
          add_fee(value, currency, offer);
        }
      }
    }
  }

  void add_fee(const Value& value, Currency currency, OfferFacts& offer) {
    OfferFacts fee;
    read_price_value(value, currency, fee);
    if (!fee.price || fee.price->currency != offer.price->currency) return;
    if (!offer.fees) offer.fees = Money{0, fee.price->currency};
    offer.fees->minor += fee.price->minor;
  }

  void read_price_value(const Value& value, Currency currency, OfferFacts& offer) {
    const std::string text = graph_.text(value);
    if (text.empty()) return;
    // Three decimals on a page that writes commas are thousands: "1.400".
    const auto point = text.find('.');
    const bool thousands = !value.is_number && point != std::string::npos &&
                           text.size() - point == 4 && currency.decimals() != 3 &&
                           decimal_mark(hint(currency), currency) == ',';
    if (!thousands) {
      if (const auto number = read_number(text, currency)) {
        PriceText exact;
        exact.low = number;
        return set_price(offer, exact, text);
      }
    }
    const PriceText price = read_price(text, hint(currency));
    if (price.sold_out && offer.availability == Availability::unknown) {
      offer.availability = Availability::sold_out;
    }
    if (!price.low && price.sold_out) return;
    set_price(offer, value.is_number ? PriceText{} : price, text);
    if (offer.price && !currency.code().empty() && offer.price->currency != currency) {
      complain(fmt::format("the price \"{}\" contradicts the currency {}", utf8_prefix(text, 80),
                           currency.code()));
    }
  }

  void set_price(OfferFacts& offer, const PriceText& price, std::string_view text) {
    constexpr std::int64_t kMost = 1'000'000'000;  // units, not minor units
    const std::string_view shown = utf8_prefix(text, 80);
    if (!price.low) return complain(fmt::format("cannot read the price \"{}\"", shown));
    const Money& low = *price.low;
    if (low.minor < 0) return complain(fmt::format("the price \"{}\" is negative", shown));
    const auto most = Money::parse(fmt::to_string(kMost), low.currency);
    if (low.minor > most->minor) return complain(fmt::format("the price \"{}\" is absurd", shown));
    if (price.guess) {
      complain(fmt::format("the price \"{}\" is ambiguous; read as {}", shown, low.text()));
    }
    offer.price = low;
    offer.price_guess = price.guess;
    if (price.fees) offer.fees = price.fees;
    if (price.price_is) offer.price_is = *price.price_is;
    if (price.count && !offer.quantity) offer.quantity = price.count;
  }

  const OfferScope& scope_;
  const Graph& graph_;
  OfferSet& out_;
};

}  // namespace

std::string identifier(const Graph& graph, const Node& node, Names properties) {
  for (const std::string_view property : properties) {
    for (const Value& value : node.values(property)) {
      const Node* inner = graph.node(value);
      std::string found =
          inner == nullptr ? clean(value.text) : graph.text(*inner, {"value", "propertyID"});
      if (!found.empty()) return found;
    }
  }
  return "";
}

void read_offer(const Value& value, const OfferScope& scope, OfferSet& out) {
  Reader(scope, out).read(value, {}, 0);
}

}  // namespace tocsin::scrape
