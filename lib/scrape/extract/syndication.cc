#include "scrape/extract/syndication.h"

#include <charconv>

#include "base/text.h"
#include "scrape/extract/date_phrase.h"
#include "scrape/extract/entities.h"
#include "scrape/extract/event_words.h"
#include "scrape/extract/feed.h"
#include "scrape/extract/price_text.h"
#include "scrape/extract/start.h"
#include "scrape/extract/xml_tree.h"

namespace tocsin::scrape {
namespace {

using Names = std::initializer_list<std::string_view>;

std::optional<double> coordinate(std::string_view text, double most) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && value >= -most && value <= most ? std::optional(value) : std::nullopt;
}

class Entry {
 public:
  Entry(const xmlNode* element, const PageContext& page, const std::string& language,
        Problems& problems)
      : element_(element), page_(page), language_(language), problems_(problems) {}

  std::optional<EventNode> read() {
    EventNode out;
    EventFacts& event = out.found.event;
    event.name = text({"title", "summary"});
    if (event.name.empty()) {
      problems_.add("an entry of the feed has no title and was left out");
      return std::nullopt;
    }
    event.external_id = text({"guid", "id", "uid"});
    event.url = address();
    if (event.url == event.external_id) event.external_id.clear();
    event.category = to_lower(category());
    event.status = status_in_name(event.name);
    read_place(event.venue);
    read_start(out);
    read_offer(out);
    return out;
  }

 private:
  // Of the first child of one of these names that has text, in any namespace.
  std::string text(Names names) const {
    for (const std::string_view name : names) {
      for (const xmlNode* c = element_->children; c != nullptr; c = c->next) {
        if (c->type != XML_ELEMENT_NODE || local_name(c) != name) continue;
        if (std::string out = plain(xml_text(c)); !out.empty()) return out;
      }
    }
    return "";
  }

  // Titles are HTML, and often escaped twice.
  static std::string plain(const std::string& text) {
    std::string out;
    bool in_tag = false;
    for (const char c : decode_entities(text)) {
      if (c == '<') in_tag = true;
      if (!in_tag) out += c;
      if (c == '>') in_tag = false;
    }
    return clean(decode_entities(out));
  }

  std::string category() const {
    if (std::string stated = text({"category", "type"}); !stated.empty()) return stated;
    const xmlNode* term = xml_child(element_, "category");
    return term == nullptr ? "" : clean(xml_attribute(term, "term"));
  }

  // <link>address</link>, or of Atom's links the one that shows the entry.
  std::string address() const {
    std::string out;
    each_child(element_, [&](const xmlNode* c) {
      if (!out.empty() || local_name(c) != "link") return;
      const std::string rel = xml_attribute(c, "rel");
      const std::string href = xml_attribute(c, "href");
      if (rel.empty() || rel == "alternate") out = page_.resolve(href.empty() ? xml_text(c) : href);
    });
    return out;
  }

  void read_place(Venue& venue) const {
    venue.name = text({"location", "venue", "eventlocation"});
    if (const xmlNode* where = xml_child(element_, "where");
        venue.name.empty() && where != nullptr) {
      venue.name = clean(xml_attribute(where, "valueString"));
    }
    std::string latitude = text({"lat", "latitude"});
    std::string longitude = text({"long", "lon", "longitude"});
    const std::string point = text({"point"});
    if (const auto blank = point.find(' '); blank != std::string::npos) {
      latitude = point.substr(0, blank);
      longitude = point.substr(blank + 1);
    }
    const auto north = coordinate(latitude, 90);
    const auto east = coordinate(longitude, 180);
    if (!north || !east) return;
    venue.latitude = north;
    venue.longitude = east;
  }

  void read_start(EventNode& out) {
    const DateHint hint{language_, page_.now};
    std::string stated = text({"startdate", "startDate", "start_date", "dtstart", "eventdate",
                               "event_date", "eventDate", "starttime", "start_time", "start"});
    if (const xmlNode* when = xml_child(element_, "when"); stated.empty() && when != nullptr) {
      stated = xml_attribute(when, "startTime");
    }
    auto start = read_date_phrase(stated, hint);
    if (!stated.empty() && !start) {
      problems_.add(fmt::format("event \"{}\": cannot read the start \"{}\"",
                                utf8_prefix(out.found.event.name, 80), utf8_prefix(stated, 80)));
    }
    if (!start) {
      start = read_date_phrase(out.found.event.name, hint);
      if (!start) start = future_publication();
      if (start) start->guess = true;
    }
    if (start) set_start(*start, out);
  }

  std::optional<DateText> future_publication() const {
    if (!page_.now) return std::nullopt;
    const auto published =
        read_date_phrase(text({"pubDate", "published", "date", "updated"}), {"en", {}});
    const bool future = published && published->at > *page_.now + std::chrono::days{1};
    return future ? published : std::nullopt;
  }

  void read_offer(EventNode& out) const {
    OfferFacts offer;
    const PriceText price = read_price(text({"price", "cost", "x-cost"}),
                                       {language_, out.found.event.venue.country, Currency()});
    offer.price = price.low;
    offer.price_guess = price.guess;
    offer.fees = price.fees;
    if (price.sold_out || name_says_sold_out(out.found.event.name)) {
      offer.availability = Availability::sold_out;
    }
    if (offer != OfferFacts{}) out.found.offers.push_back(std::move(offer));
  }

  const xmlNode* element_;
  const PageContext& page_;
  const std::string& language_;
  Problems& problems_;
};

}  // namespace

std::vector<EventNode> read_syndication(std::string_view text, const PageContext& page,
                                        Problems& problems) {
  std::vector<EventNode> out;
  const XmlTree tree = parse_xml(text, problems);
  if (!tree) return out;
  const xmlNode* root = xmlDocGetRootElement(tree.get());
  const xmlNode* channel = xml_child(root, "channel");
  std::string language = xml_attribute(root, "lang");
  if (language.empty() && channel != nullptr) {
    if (const xmlNode* stated = xml_child(channel, "language")) language = trim(xml_text(stated));
  }
  const auto read = [&](const xmlNode* element) {
    if (local_name(element) != "item" && local_name(element) != "entry") return;
    if (out.size() >= kMostFeedEvents) return;
    if (auto event = Entry(element, page, language, problems).read()) {
      out.push_back(std::move(*event));
    }
  };
  each_child(root, read);
  if (channel != nullptr) each_child(channel, read);
  if (out.size() >= kMostFeedEvents) {
    problems.add(fmt::format("more than {} entries; the rest was left out", kMostFeedEvents));
  }
  return out;
}

}  // namespace tocsin::scrape
