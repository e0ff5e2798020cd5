// links: tocsin_sla
// Any bytes as an iCalendar file of holidays: days and closures in order, or a clear refusal.
#include <cstdlib>

#include "base/error.h"
#include "sla/holidays_ical.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  static const Zone zone = Zone::find("Europe/London");
  try {
    const auto found =
        sla::read_ical_holidays({reinterpret_cast<const char*>(data), size}, "fuzz", zone);
    for (const auto& d : found.days) {
      if (d.last < d.first || d.name.empty()) std::abort();
    }
    for (const sla::Interval& i : found.closures) {
      if (i.until <= i.from) std::abort();
    }
  } catch (const Error& e) {
    if (e.status() != Exit::config) throw;
  }
  return 0;
}
