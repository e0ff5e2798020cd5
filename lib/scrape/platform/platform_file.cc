#include "scrape/platform/platform_file.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "base/toml_table.h"
#include "base/zone.h"
#include "net/url.h"
#include "scrape/extract/currency_text.h"
#include "scrape/platform/facts.h"
#include "scrape/platform/fetch_file.h"
#include "scrape/platform/field_file.h"

namespace tocsin::scrape {
namespace {

using Known = std::string_view;
constexpr Known kFileKeys[] = {"title",
                               "urls",
                               "checked_against",
                               "checked_on",
                               "terms_reviewed",
                               "unverified",
                               "language",
                               "country",
                               "currency",
                               "time_zone",
                               "structured_data",
                               "fetch",
                               "page",
                               "expect",
                               "test"};
constexpr Known kPageKeys[] = {"urls",  "data",  "events", "offers",
                               "event", "offer", "next",   "follow"};
constexpr Known kDataKeys[] = {"css", "xpath", "attribute", "variable"};
constexpr Known kNextKeys[] = {"link", "parameter", "first", "last", "most"};
constexpr Known kFollowKeys[] = {"links", "urls", "depth", "most", "interval"};
constexpr Known kExpectKeys[] = {"events", "offers", "fields", "share"};
constexpr Known kTestKeys[] = {"file", "url", "at", "events", "offers", "event"};
constexpr TomlWord kStructured[] = {{"first", static_cast<int>(StructuredData::first)},
                                    {"last", static_cast<int>(StructuredData::last)},
                                    {"ignore", static_cast<int>(StructuredData::ignore)}};

// A page shows at most so many links to the next part or to what it lists; nothing grows without
// bound (store/pages.h has the limit of a platform).
constexpr std::int64_t kMostParts = 100, kMostLinks = 1000, kDeepest = 3;

class Reader {
 public:
  Reader(const TomlTable& file, Platform& out) : file_(file), out_(out) {}

  void read() {
    out_.title = file_.text("title").value_or(out_.name);
    out_.urls = patterns(file_, "urls");
    read_provenance();
    read_defaults();
    read_fetching(file_, out_);
    for (const auto& [name, t] : file_.tables("page", kPageKeys)) read_page(t);
    if (const auto t = file_.table("expect", kExpectKeys)) read_expectation(*t);
    for (const auto& [name, t] : file_.tables("test", kTestKeys)) read_test(t);
  }

 private:
  static std::vector<UrlPattern> patterns(const TomlTable& t, std::string_view key) {
    std::vector<UrlPattern> out;
    for (const std::string& text : t.texts(key)) {
      auto pattern = UrlPattern::parse(text);
      if (!pattern) {
        t.refuse(key,
                 fmt::format("'{}' is no pattern such as \"https://www.site.example/*\"", text));
      }
      out.push_back(std::move(*pattern));
    }
    return out;
  }

  static std::int64_t count(const TomlTable& t, std::string_view key, std::int64_t otherwise,
                            std::int64_t least, std::int64_t most) {
    const std::int64_t value = t.integer(key).value_or(otherwise);
    if (value < least || value > most) {
      t.refuse(key, fmt::format("'{}' must be {} to {}", key, least, most));
    }
    return value;
  }

  std::string day(std::string_view key) {
    const std::string text = file_.text(key).value_or("");
    if (!text.empty() && (text.size() != 10 || !parse_instant(text))) {
      file_.refuse(key, fmt::format("'{}' must be a date such as \"2026-01-31\"", key));
    }
    return text;
  }

  void read_provenance() {
    Provenance& p = out_.provenance;
    p.checked_against = file_.texts("checked_against");
    p.checked_on = day("checked_on");
    p.terms_reviewed = day("terms_reviewed");
    p.unverified = file_.text("unverified").value_or("");
    if (p.checked_against.empty() && p.unverified.empty()) {
      file_.refuse(
          "checked_against and checked_on say what the file was tried on; unverified = \"why\" "
          "says that it was not");
    }
    if (!p.checked_against.empty() && p.checked_on.empty()) file_.refuse("'checked_on' is missing");
  }

  void read_defaults() {
    out_.language = file_.text("language").value_or("");
    out_.country = file_.text("country").value_or("");
    out_.currency = file_.text("currency").value_or("");
    if (!out_.currency.empty() && !Currency::parse(out_.currency)) {
      file_.refuse("currency", fmt::format("'{}' is no ISO 4217 code", out_.currency));
    }
    out_.time_zone = file_.text("time_zone").value_or("");
    if (!out_.time_zone.empty() && !Zone::exists(out_.time_zone)) {
      file_.refuse("time_zone", fmt::format("there is no time zone '{}'", out_.time_zone));
    }
    out_.structured =
        file_.word<StructuredData>("structured_data", kStructured).value_or(StructuredData::first);
  }

  static void read_data(const TomlTable& t, PageRules& out) {
    const toml::node* node = t.node("data");
    if (node == nullptr) return;
    if (node->is_table()) {
      out.data = PageRules::Data::embedded;
      const TomlTable where = t.below(*node, "data", kDataKeys);
      out.variable = where.text("variable").value_or("");
      out.script = read_element(where);
      if (out.variable.empty() == out.script.xpath.empty()) {
        t.refuse(*node, "either css, xpath or variable must say where the JSON is");
      }
      return;
    }
    const auto text = t.text("data").value_or("");
    if (text != "html" && text != "json") {
      t.refuse(*node,
               "'data' must be \"html\", \"json\" or where the JSON is: { css = \"script#state\" } "
               "or { variable = \"STATE\" }");
    }
    out.data = text == "json" ? PageRules::Data::json : PageRules::Data::html;
  }

  template <typename E>
  static void read_fields(const TomlTable& page, std::string_view key, PageRules::Data data,
                          std::map<E, Field>& out) {
    const auto t = page.table(key, Words<E>::list);
    if (!t) return;
    for (const std::string_view name : Words<E>::list) {
      if (t->has(name)) out.emplace(*from_word<E>(name), read_field(*t, name, data));
    }
  }

  void read_page(const TomlTable& t) {
    PageRules page;
    page.urls = patterns(t, "urls");
    read_data(t, page);
    page.events = read_places(t, "events", page.data);
    page.offers = read_places(t, "offers", page.data);
    read_fields(t, "event", page.data, page.event);
    read_fields(t, "offer", page.data, page.offer);
    if (!page.offers.empty() && page.offer.empty()) {
      t.refuse("offers", "[page.offer] must say what is found in an offer");
    }
    if (!page.offer.empty() && page.event.empty()) {
      t.refuse("offer", "[page.event] must say whose offers these are");
    }
    if (const auto next = t.table("next", kNextKeys)) read_next(*next, page);
    if (const auto follow = t.table("follow", kFollowKeys)) read_follow(*follow, page);
    out_.pages.push_back(std::move(page));
  }

  static void read_next(const TomlTable& t, PageRules& page) {
    ListNext& next = page.next.emplace();
    next.parameter = t.text("parameter").value_or("");
    if (t.has("link") == !next.parameter.empty()) {
      t.refuse("either 'link' or 'parameter' must say where the next part is");
    }
    if (t.has("link")) next.link = read_field(t, "link", page.data);
    if (t.has("last")) next.last = read_field(t, "last", page.data);
    next.first = count(t, "first", 1, 0, 1'000'000);
    next.most = count(t, "most", 10, 1, kMostParts);
  }

  static void read_follow(const TomlTable& t, PageRules& page) {
    Follow& follow = page.follow.emplace();
    if (!t.has("links")) t.refuse("'links' is missing");
    follow.links = read_field(t, "links", page.data);
    follow.links.all = true;
    follow.urls = patterns(t, "urls");
    follow.depth = static_cast<int>(count(t, "depth", 1, 1, kDeepest));
    follow.most = count(t, "most", 100, 1, kMostLinks);
    if (const auto text = t.text("interval")) {
      follow.interval = parse_duration(*text);
      if (!follow.interval || *follow.interval <= Duration{0}) {
        t.refuse("interval", "'interval' must be a duration such as \"6h\"");
      }
    }
  }

  static void check_fact(const TomlTable& t, std::string_view key, const std::string& name) {
    const auto known = fact_names();
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    const auto near = nearest(name, known);
    t.refuse(key, fmt::format("there is no field '{}'{}", name,
                              near ? fmt::format(" (did you mean '{}'?)", *near) : ""));
  }

  void read_expectation(const TomlTable& t) {
    Expectation& expect = out_.expect.emplace();
    expect.events = count(t, "events", 1, 0, 10'000);
    expect.offers = count(t, "offers", 0, 0, 10'000);
    expect.fields = t.texts("fields");
    for (const std::string& name : expect.fields) check_fact(t, "fields", name);
    expect.share = t.number("share").value_or(1);
    if (!(expect.share > 0 && expect.share <= 1)) t.refuse("share", "'share' must be 0 to 1");
  }

  void read_test(const TomlTable& t) {
    PageTest& test = out_.tests.emplace_back();
    test.file = t.required_text("file");
    test.url = t.required_text("url");
    if (!net::Url::parse(test.url)) t.refuse("url", fmt::format("'{}' is no URL", test.url));
    if (const auto at = t.text("at")) {
      test.at = parse_instant(*at);
      if (!test.at) t.refuse("at", "'at' must be a time such as \"2026-01-31T09:00:00Z\"");
    }
    if (t.has("events")) test.events = count(t, "events", 0, 0, 10'000);
    if (t.has("offers")) test.offers = count(t, "offers", 0, 0, 10'000);
    std::vector<std::string_view> known(Words<EventField>::list.begin(),
                                        Words<EventField>::list.end());
    known.push_back("offer");
    for (const auto& [name, event] : t.tables("event", known)) read_expected(event, test);
  }

  static void read_expected(const TomlTable& t, PageTest& test) {
    PageTest::Event& event = test.expected.emplace_back();
    for (const std::string_view name : Words<EventField>::list) {
      if (const auto text = t.scalar(name)) event.facts.emplace_back(name, *text);
    }
    if (const auto offer = t.table("offer", Words<OfferField>::list)) {
      for (const std::string_view name : Words<OfferField>::list) {
        if (const auto text = offer->scalar(name)) {
          event.facts.emplace_back(fmt::format("offer.{}", name), *text);
        }
      }
    }
    if (event.facts.empty()) t.refuse("an expected event needs a fact");
    for (const auto& [name, text] : event.facts) check_fact(t, "", name);
  }

  const TomlTable& file_;
  Platform& out_;
};

}  // namespace

Platform read_platform(std::string_view toml, const std::string& origin, const std::string& name) {
  if (toml.size() > kLargestPlatformFile) {
    fail(Exit::config, "{}: more than {} bytes", origin, kLargestPlatformFile);
  }
  const toml::table table = read_toml(toml, origin);
  const TomlTable file(table, origin, 1, kFileKeys);
  Platform out;
  out.name = name;
  out.origin = origin;
  Reader(file, out).read();
  return out;
}

const PageRules* Platform::rules_for(std::string_view url) const {
  const auto found = std::find_if(pages.begin(), pages.end(), [&](const PageRules& p) {
    return p.urls.empty() || matches_any(p.urls, url);
  });
  return found == pages.end() ? nullptr : &*found;
}

}  // namespace tocsin::scrape
