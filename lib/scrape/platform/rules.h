// A platform file as values: where a site shows events and offers, and how it is asked.
//
// What each key means to the person who writes it is in tocsin-platforms(5). Read once
// (platform_file.h), then only looked at: safe to use from any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/words.h"
#include "scrape/fetching.h"
#include "scrape/platform/json_tree.h"
#include "scrape/platform/url_pattern.h"

namespace re2 {
class RE2;
}

namespace tocsin::scrape {

// What a value is looked for in.
enum class Scope { item, event, page };

// One way to a value.
struct Source {
  enum class Way { element, pointer, constant } way = Way::element;
  Scope scope = Scope::item;
  std::string xpath;      // of an element; empty: the scope's own
  std::string attribute;  // of the element; empty: its text
  JsonPointer pointer;
  std::string constant;
  std::shared_ptr<const re2::RE2> pattern;  // its first group counts, else what it matches
  std::shared_ptr<const Source> unless;     // finds something other than false, 0 and nothing
};

// How a fact is found: the first source that finds something.
struct Field {
  std::vector<Source> sources;
  bool all = false;                                       // every value, not only the first
  std::map<std::string, std::string, std::less<>> words;  // what the site writes, as fold() has it
};

// The facts that a rule may find; the words of platform files.
enum class EventField {
  id,
  name,
  category,
  url,
  performers,
  venue,
  street,
  city,
  region,
  country,
  postal_code,
  latitude,
  longitude,
  starts_at,
  start_time,
  time_zone,
  doors_at,
  status,
  on_sale_from,
  on_sale_until
};
enum class OfferField {
  id,
  section,
  row,
  seats,
  quantity,
  price,
  currency,
  fees,
  price_is,
  availability,
  delivery,
  resale,
  url
};

struct ListNext {
  std::optional<Field> link;  // to the next part
  std::string parameter;      // of the query that numbers the parts
  std::int64_t first = 1;     // the number of the first part
  std::optional<Field> last;  // how many parts there are, where the page says so
  std::int64_t most = 10;     // parts, the first included
};

struct Follow {
  Field links;
  std::vector<UrlPattern> urls;  // only these
  int depth = 1;
  std::int64_t most = 100;  // of one page
  std::optional<Duration> interval;
};

// How pages of one kind are read.
struct PageRules {
  // Where its data is: in elements, in the answer that is JSON, or in JSON within the page.
  enum class Data { html, json, embedded } data = Data::html;
  std::vector<UrlPattern> urls;  // empty: every page of the platform
  Source script;                 // of embedded: the element that holds it
  std::string variable;          // of embedded: the name it is given to in a script
  std::vector<Source> events;    // the items; empty: the page is one
  std::map<EventField, Field> event;
  std::vector<Source> offers;  // within an event; empty: the event is one
  std::map<OfferField, Field> offer;
  std::optional<ListNext> next;
  std::optional<Follow> follow;
};

// What a page that is read well shows.
struct Expectation {
  std::int64_t events = 1;          // at least
  std::int64_t offers = 0;          // at least
  std::vector<std::string> fields;  // that events and offers have: "name", "offer.price"
  double share = 1;                 // of them
};

// What a saved page must give.
struct PageTest {
  std::string file;  // how the path of the saved page ends
  std::string url;
  std::optional<Instant> at;  // when it was saved
  std::optional<std::int64_t> events, offers;
  struct Event {
    std::vector<std::pair<std::string, std::string>> facts;  // by field, as `scrape test` shows it
  };
  std::vector<Event> expected;
};

struct Provenance {
  std::vector<std::string> checked_against;
  std::string checked_on, terms_reviewed;  // dates
  std::string unverified;                  // why nothing was checked
};

enum class StructuredData { first, last, ignore };

struct Platform {
  std::string name, title, origin;  // origin: the file
  Provenance provenance;
  std::vector<UrlPattern> urls;
  std::string language, country, currency, time_zone;
  StructuredData structured = StructuredData::first;
  Fetching fetching;
  struct Secret {
    std::string origin, parameter, key;  // the key of the configuration
  };
  std::vector<Secret> secrets;
  std::vector<PageRules> pages;
  std::optional<Expectation> expect;
  std::vector<PageTest> tests;

  // The first rules that are for this page; null where there are none.
  const PageRules* rules_for(std::string_view url) const;
  // A URL without the credentials that were added to it.
  std::string storable(const std::string& url) const;
};

}  // namespace tocsin::scrape

namespace tocsin {
TOCSIN_WORDS(scrape::EventField, "id", "name", "category", "url", "performers", "venue", "street",
             "city", "region", "country", "postal_code", "latitude", "longitude", "starts_at",
             "start_time", "time_zone", "doors_at", "status", "on_sale_from", "on_sale_until");
TOCSIN_WORDS(scrape::OfferField, "id", "section", "row", "seats", "quantity", "price", "currency",
             "fees", "price_is", "availability", "delivery", "resale", "url");
}  // namespace tocsin
