// A place where a test may kill the process.
//
// fault_point("notify.claimed") does nothing in a release build. Built with TOCSIN_FAULTS, the
// process kills itself (SIGKILL) at the n-th passing of the place that $TOCSIN_FAULT names
// ("notify.claimed" or "notify.claimed:3"), so that crash tests hit every step of a job's cycle.
// With $TOCSIN_FAULT_LIST=FILE each place passed is appended to FILE once, so that the tests know
// the places without a list of their own.
#pragma once

#include <string_view>

namespace tocsin {

#ifdef TOCSIN_FAULTS
void fault_point(std::string_view place);
#else
inline void fault_point(std::string_view) {}
#endif

}  // namespace tocsin
