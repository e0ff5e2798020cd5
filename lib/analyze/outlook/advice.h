// Buy now, wait until then, or watch (AN-5): what the outlook of an event is worth to somebody who
// wants a ticket.
//
// Waiting until a horizon costs the expected price then (of its 10, 50 and 90 % quantiles by
// Swanson's rule, 0.3, 0.4 and 0.3: A. Hurst, G. C. Brown and R. I. Swanson, Swanson's 30-40-30
// rule, AAPG Bulletin 84, 2000) or, should it sell out before, a ticket half as dear again; it
// gains what that is below the price now. Advice is
//   wait      until the horizon that gains most, if it gains 3 % and a fall of 5 % is at least as
//             likely as not
//   watch     if nothing presses: a sell-out by the event is less likely than one in ten, waiting
//             costs less than 2 %, and the price is not in the cheapest fifth of similar events
//   buy_now   else
// In the last day there is nothing to wait for: buy. Of an event that has been read for less than a
// day, with fewer than three similar ones, nothing is known, and nothing advised. Pure;
// thread-safe.
#pragma once

#include "analyze/outlook/outlook.h"

namespace tocsin {

enum class AdviceKind { buy_now, wait, watch };
TOCSIN_WORDS(AdviceKind, "buy_now", "wait", "watch");

namespace analyze {

// Times the price: a ticket, once it is sold out.
inline constexpr double kDearerElsewhere = 1.5;

struct Advice {
  AdviceKind kind = AdviceKind::watch;
  std::optional<Instant> until;       // wait
  double gain = 0;                    // of waiting, as a share of the price now
  std::string reason;                 // a sentence
  std::vector<std::string> evidence;  // "falling 4 % a day"
};

// Nothing where there is no price to speak of, or nothing is known.
std::optional<Advice> advise(const Outlook& outlook);

OrderedJson advice_json(const Advice& advice);

}  // namespace analyze
}  // namespace tocsin
