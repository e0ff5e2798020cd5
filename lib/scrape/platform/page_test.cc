#include "scrape/platform/page_test.h"

#include <algorithm>

#include "base/text.h"
#include "scrape/platform/facts.h"

namespace tocsin::scrape {
namespace {

// Whether an offer, or the event without one, has all facts that are expected of an offer.
bool has_all(const PageTest::Event& expected, const EventFacts& event, const OfferFacts* offer) {
  return std::all_of(expected.facts.begin(), expected.facts.end(), [&](const auto& f) {
    return !f.first.starts_with("offer.") || fact(f.first, event, offer) == f.second;
  });
}

// The offer that is meant: the one that has all that is expected, else the first.
const OfferFacts* offer_for(const PageTest::Event& expected, const FoundEvent& found) {
  for (const OfferFacts& offer : found.offers) {
    if (has_all(expected, found.event, &offer)) return &offer;
  }
  return found.offers.empty() ? nullptr : &found.offers.front();
}

// How many of the expected facts it has; 0 where it is another event.
std::size_t likeness(const PageTest::Event& expected, const FoundEvent& found) {
  std::size_t out = 0;
  const OfferFacts* offer = offer_for(expected, found);
  for (const auto& [field, text] : expected.facts) {
    const bool same = fact(field, found.event, offer) == text;
    const bool tells = field == "name" || field == "id" || field == "url";
    if (tells && !same) return 0;
    out += same ? (tells ? 100 : 1) : 0;
  }
  return out;
}

class Trial {
 public:
  explicit Trial(PageTestResult& out) : out_(out), events_(out.reading.extraction.events) {}

  void run(const Platform& platform, const PageTest& test) {
    compare_counts(test);
    for (const PageTest::Event& event : test.expected) compare_event(event);
    if (platform.expect) compare_shares(*platform.expect);
  }

 private:
  void add(std::string event, std::string field, std::string expected, std::string found,
           bool met) {
    out_.rows.push_back(
        {std::move(event), std::move(field), std::move(expected), std::move(found), met});
    out_.met = out_.met && met;
  }

  void compare_counts(const PageTest& test) {
    std::size_t offers = 0;
    for (const FoundEvent& event : events_) offers += event.offers.size();
    const auto count = [&](const char* what, const std::optional<std::int64_t>& expected,
                           std::size_t found) {
      if (!expected) return;
      add("", what, std::to_string(*expected), std::to_string(found),
          *expected == static_cast<std::int64_t>(found));
    };
    count("events", test.events, events_.size());
    count("offers", test.offers, offers);
  }

  void compare_event(const PageTest::Event& expected) {
    const auto best = std::max_element(events_.begin(), events_.end(),
                                       [&](const FoundEvent& a, const FoundEvent& b) {
                                         return likeness(expected, a) < likeness(expected, b);
                                       });
    const FoundEvent* found =
        best != events_.end() && likeness(expected, *best) > 0 ? &*best : nullptr;
    const OfferFacts* offer = found == nullptr ? nullptr : offer_for(expected, *found);
    const auto& [first_field, first_text] = expected.facts.front();
    for (const auto& [field, text] : expected.facts) {
      const std::string have = found == nullptr ? "" : fact(field, found->event, offer);
      add(first_text, field, text, have, have == text);
    }
  }

  void compare_shares(const Expectation& expect) {
    add("", "events", fmt::format("at least {}", expect.events), std::to_string(events_.size()),
        static_cast<std::int64_t>(events_.size()) >= expect.events);
    for (const std::string& field : expect.fields) {
      const Share share = share_of(field, events_);
      add("", field, fmt::format("{} %", expect.share * 100),
          fmt::format("{} of {}", share.have, share.of),
          static_cast<double>(share.have) >= expect.share * static_cast<double>(share.of));
    }
  }

  PageTestResult& out_;
  const std::vector<FoundEvent>& events_;
};

}  // namespace

const PageTest* test_for(const Platform& platform, std::string_view path) {
  const auto found = std::find_if(
      platform.tests.begin(), platform.tests.end(),
      [&](const PageTest& t) { return path == t.file || path.ends_with("/" + t.file); });
  return found == platform.tests.end() ? nullptr : &*found;
}

PageTestResult try_on_page(const Platform& platform, const PageTest& test, std::string_view bytes,
                           Instant now) {
  PageTestResult out;
  out.reading = read_platform_page(platform, {bytes, test.url, "", test.at.value_or(now)});
  Trial(out).run(platform, test);
  return out;
}

}  // namespace tocsin::scrape
