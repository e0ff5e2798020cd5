// Buy now, wait until then, or watch (AN-5): what the outlook of an event is worth to somebody who
// wants a ticket.
//
// Waiting until a horizon costs the median price then, or, should it sell out before, a ticket half
// as dear again; it gains what that is below the price now. Advice is
//   wait      until the horizon that gains most, if it gains 3 % and a fall of 5 % is at least as
//             likely as not
//   buy_now   if a sell-out within a week or by the event is likelier than one in four, or waiting
//             loses 3 % at every horizon, or the price is in the cheapest fifth of similar events
//             and not falling
//   watch     else: nothing speaks for acting yet, the next look may
// In the last day there is nothing to wait for: buy. Pure; thread-safe.
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

// Nothing where there is no price to speak of.
std::optional<Advice> advise(const Outlook& outlook);

OrderedJson advice_json(const Advice& advice);

}  // namespace analyze
}  // namespace tocsin
