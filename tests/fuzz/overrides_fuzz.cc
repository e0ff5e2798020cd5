// links: tocsin_escalate
// Any text is a calendar of overrides, or a clear refusal; nothing else may happen.
#include <cstdlib>

#include "base/error.h"
#include "escalate/overrides_ical.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  try {
    for (const auto& it : escalate::read_overrides_ical({reinterpret_cast<const char*>(data), size},
                                                        "x", Zone::find("Europe/London"))) {
      if (it.uid.empty()) std::abort();
      if (it.cancelled) continue;
      if (it.until <= it.from || (it.person.empty() && it.replaced.empty())) std::abort();
    }
  } catch (const Error& e) {
    if (e.status() != Exit::bad_input) throw;
  }
  return 0;
}
