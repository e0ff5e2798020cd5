// When a page is read next, and why then (SC-8). Pure.
//
// A page for which a person gave an interval is read at that interval, and at the instant at which
// a sale of its events begins. Every other page finds its own: the interval halves when a reading
// said something new and grows by half when it did not, between two bounds set by what its events
// are worth to somebody (usual = 15 min, min = 30 s, max = 6 h unless configured otherwise):
//
//   on_sale     a sale begins within 15 min or began within the hour      min
//   urgent      an open alert of priority 4 or 5                          min … 2 min
//   event_soon  an event begins, or its sale ends, within a day           min … usual / 3
//   sale_soon   a sale begins within a day                                min … usual
//   watched     begins within a week; a month; later or who knows         min … usual; × 2; × 4
//   unwatched   no active watch has matched any of its events             usual … max
//   over        all its events have begun or are cancelled                usual × 4 … max
//
// What nobody watches is read at the begin of a sale, too, but not more often around it. Nothing is
// read before min has passed since the last reading; so that this does not delay the begin of a
// sale, a reading that would fall just before one waits for it. A jitter of up to 1/64 of the
// interval, by page and time alone, keeps pages apart that were added together; the begin of a sale
// is met within a second.
#pragma once

#include <optional>

#include "base/clock.h"
#include "model/words.h"
#include "scrape/settings.h"
#include "store/page_events.h"

namespace tocsin::scrape {

// Stored as page.pace.
enum class Pace {
  asked,       // by a person
  on_sale,     // see above
  urgent,      //
  event_soon,  //
  sale_soon,   //
  watched,     //
  unwatched,   //
  over,        //
  moving,      // oftener than that, since it keeps saying something new
  sale,        // the reading at the begin of a sale
  retry,       // the last fetch failed
  wait         // the server or its robots.txt asked for a pause, or a wall stands before it
};
}  // namespace tocsin::scrape

namespace tocsin {
TOCSIN_WORDS(scrape::Pace, "asked", "on_sale", "urgent", "event_soon", "sale_soon", "watched",
             "unwatched", "over", "moving", "sale", "retry", "wait");
}  // namespace tocsin

namespace tocsin::scrape {

struct PageFacts {
  std::int64_t id = 0;
  std::optional<Duration> asked;
  Duration interval{};             // the present one
  std::optional<Instant> read_at;  // its last good reading before this one
  std::optional<Instant> news_at;  // when it last said something new before this one
  bool changed = false;            // this one said something new
  store::PageWorth worth;
};

struct NextReading {
  Instant due_at{};
  Duration interval{};
  Pace pace = Pace::asked;
};

// After a good reading at `at`.
NextReading next_reading(const PageFacts& page, Instant at, const Pacing& pacing);

// After a fetch that passing trouble ended, `pause` after `at`: sooner for the begin of a sale.
Instant next_try(Duration pause, const store::PageWorth& worth, Instant at, const Pacing& pacing);

// With what a platform asks for on top of it.
Pacing pacing_of(const Settings& settings, std::string_view platform);

}  // namespace tocsin::scrape
