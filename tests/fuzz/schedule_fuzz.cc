// links: tocsin_escalate
// Any text is a schedule that can be used, or a clear refusal; nothing else may happen. What can be
// used keeps the laws of timelines.
#include <cstdlib>

#include "base/error.h"
#include "base/time.h"
#include "escalate/on_call.h"
#include "escalate/schedule_file.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  try {
    const auto schedule =
        escalate::read_schedule({reinterpret_cast<const char*>(data), size}, "x", "x", "UTC");
    const Instant from = *parse_instant("2026-03-28T12:00:17Z");
    const Instant until = from + std::chrono::days{3};
    Instant last = from;
    for (const auto& s : escalate::timeline(schedule, {}, from, until)) {
      if (s.from < last || s.until <= s.from || s.until > until || s.people.empty()) std::abort();
      const auto found = escalate::on_call_at(schedule, {}, s.from);
      if (!found || found->people != s.people) std::abort();
      last = s.until;
    }
  } catch (const Error& e) {
    if (e.status() != Exit::config) throw;
  }
  return 0;
}
