// links: tocsin_notify
// Any text is a routing policy that can be used, or a clear refusal; nothing else may happen.

#include "base/error.h"
#include "base/time.h"
#include "notify/plan/routing_file.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  try {
    const auto routing =
        notify::read_routing({reinterpret_cast<const char*>(data), size}, "fuzz", "UTC");
    notify::Notice notice;
    notice.kind = "price_drop";
    notice.labels = {{"platform", "p1"}, {"area", "north"}};
    const Instant now = *parse_instant("2026-03-29T00:59:00Z");
    for (const notify::Route* route : routing.routes_of(notice)) {
      for (const notify::MuteTime* mute : route->mute_times) (void)mute->until(now);
    }
  } catch (const Error& e) {
    if (e.status() != Exit::config) throw;
  }
  return 0;
}
