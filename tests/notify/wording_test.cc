// Our own words in the reader's language.

#include "notify/wording.h"

#include <gtest/gtest.h>

#include "base/time.h"
#include "notify/view.h"

namespace tocsin::notify {
namespace {

TEST(Wording, IsFoundByTheLanguagesPrimaryPart) {
  for (const char* german : {"de", "de-AT", "DE_ch"}) EXPECT_EQ(wording_in(german).language, "de");
  for (const char* other : {"", "en", "en-GB", "fr", "deutsch", "-"}) {
    EXPECT_EQ(wording_in(other).language, "en") << other;
  }
}

TEST(Wording, HasEveryWordInEveryLanguage) {
  const Wording& en = wording_in("en");
  const Wording& de = wording_in("de");
  for (const Wording* w : {&en, &de}) {
    for (const std::string_view word : {w->digest,
                                        w->several,
                                        w->several_of,
                                        w->several_of_the_night,
                                        w->several_of_time_off,
                                        w->several_of_an_outage,
                                        w->over,
                                        w->event,
                                        w->when,
                                        w->where,
                                        w->seats,
                                        w->row,
                                        w->tickets,
                                        w->price,
                                        w->was,
                                        w->watch,
                                        w->ticket,
                                        w->status,
                                        w->see_offer,
                                        w->see_event,
                                        w->open,
                                        w->the_rest,
                                        w->of_priority,
                                        w->date}) {
      EXPECT_FALSE(word.empty()) << w->language;
    }
    for (const std::string_view day : w->days) EXPECT_FALSE(day.empty()) << w->language;
    for (const std::string_view month : w->months) EXPECT_FALSE(month.empty()) << w->language;
  }
  for (Priority p = kLowest; p <= kCritical; ++p) EXPECT_EQ(en.priority(p), priority_name(p));
}

TEST(Wording, FactsLabelsAndDatesAreInTheReadersLanguage) {
  Notice n;
  n.kind = "price_drop";
  n.priority = 4;
  n.since = *parse_instant("2026-03-14T18:30:00Z");
  n.metadata = {
      {"event", {{"name", "Night Music"}, {"starts_at", "2026-03-28T18:30:00Z"}}},
      {"offer", {{"section", "A"}, {"row", "3"}, {"url", "https://tickets.example.org/1"}}},
      {"price", {{"amount", "40.00"}, {"currency", "EUR"}}},
      {"previous_price", {{"amount", "50.00"}, {"currency", "EUR"}}}};
  struct Case {
    std::string language, since, priority, label;
    Json facts;
  };
  const auto fact = [](const char* name, const char* value) {
    return Json{{"name", name}, {"value", value}};
  };
  const Case cases[] = {
      {"en",
       "Sat 14 Mar 2026, 19:30",
       "high",
       "See the offer",
       {fact("Event", "Night Music"), fact("When", "Sat 28 Mar 2026, 19:30"),
        fact("Seats", "A, row 3"), fact("Price", "40.00 EUR (was 50.00 EUR)")}},
      {"de-AT",
       "Sa, 14. März 2026, 19:30",
       "hoch",
       "Zum Angebot",
       {fact("Veranstaltung", "Night Music"), fact("Wann", "Sa, 28. März 2026, 19:30"),
        fact("Plätze", "A, Reihe 3"), fact("Preis", "40.00 EUR (vorher 50.00 EUR)")}},
  };
  for (const Case& c : cases) {
    const Json v = view_of({&n, "Ann", c.language, "Europe/Vienna", {}}, "");
    EXPECT_EQ(v["since"], c.since);
    EXPECT_EQ(v["priority_name"], c.priority);
    EXPECT_EQ(v["action"]["label"], c.label);
    EXPECT_EQ(v["facts"], c.facts);
  }
}

}  // namespace
}  // namespace tocsin::notify
