#include "scrape/extract/open_graph.h"

#include <array>

#include "base/text.h"
#include "scrape/extract/entities.h"

namespace tocsin::scrape {
namespace {

struct Meaning {
  std::string_view names, property;  // the names by blanks, the first that is given counts
};

constexpr auto kEvent = std::to_array<Meaning>(
    {{"og:title", "name"},
     {"og:url", "url"},
     {"event:start_time event:start_date event:start og:start_time og:start_date og:event:start",
      "startDate"}});
constexpr auto kPlace = std::to_array<Meaning>(
    {{"event:location event:location:name event:venue og:venue place:name", "name"},
     {"event:location:latitude place:location:latitude og:latitude", "latitude"},
     {"event:location:longitude place:location:longitude og:longitude", "longitude"}});
constexpr auto kAddress = std::to_array<Meaning>(
    {{"og:street-address business:contact_data:street_address", "streetAddress"},
     {"og:locality business:contact_data:locality", "addressLocality"},
     {"og:region business:contact_data:region", "addressRegion"},
     {"og:postal-code business:contact_data:postal_code", "postalCode"},
     {"og:country-name business:contact_data:country_name", "addressCountry"}});
constexpr auto kOffer = std::to_array<Meaning>(
    {{"product:price:amount og:price:amount event:price", "price"},
     {"product:price:currency og:price:currency event:currency", "priceCurrency"},
     {"product:availability og:availability", "availability"},
     {"event:ticket_url event:ticket_uri event:tickets", "url"}});

class Description {
 public:
  Description(const std::vector<MetaProperty>& meta, Graph& graph) : meta_(meta), graph_(graph) {}

  bool is_event() const {
    const std::string type = to_lower(content("og:type"));
    for (const std::string_view word : {"event", "concert", "gig", "performance"}) {
      const std::size_t at = type.rfind(word);
      if (at == std::string::npos) continue;
      const bool begins =
          at == 0 || std::string_view(".:_-").find(type[at - 1]) != std::string_view::npos;
      if (begins && at + word.size() == type.size()) return true;
    }
    return !content("event:start_time").empty();
  }

  void read() {
    Node& event = graph_.add();
    event.types = {"Event"};
    take(kEvent, event);
    Node& address = graph_.add();
    take(kAddress, address);
    Node& place = graph_.add();
    place.types = {"Place"};
    take(kPlace, place);
    if (!address.properties.empty()) place.add("address", {"", &address, false});
    if (!place.properties.empty()) event.add("location", {"", &place, false});
    Node& offer = graph_.add();
    offer.types = {"Offer"};
    take(kOffer, offer);
    if (!offer.properties.empty()) event.add("offers", {"", &offer, false});
  }

 private:
  std::string content(std::string_view name) const {
    for (const MetaProperty& meta : meta_) {
      if (!equal_ignoring_case(meta.name, name)) continue;
      if (std::string text = clean(decode_entities(meta.content)); !text.empty()) return text;
    }
    return "";
  }

  template <std::size_t N>
  void take(const std::array<Meaning, N>& meanings, Node& node) const {
    for (const Meaning& meaning : meanings) {
      for (const std::string& name : split(meaning.names, ' ')) {
        std::string text = content(name);
        if (text.empty()) continue;
        node.add(meaning.property, {std::move(text), nullptr, false});
        break;
      }
    }
  }

  const std::vector<MetaProperty>& meta_;
  Graph& graph_;
};

}  // namespace

void read_open_graph(const std::vector<MetaProperty>& meta, Graph& graph) {
  Description description(meta, graph);
  if (description.is_event()) description.read();
}

}  // namespace tocsin::scrape
