// links: tocsin_sla
// Any text is a calendar that can be used, or a clear refusal; nothing else may happen. What can be
// used keeps the laws of working time.
#include <cstdlib>

#include "base/error.h"
#include "base/time.h"
#include "sla/calendar_file.h"
#include "sla/working_time.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  constexpr auto kIcal =
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"
      "END:VCALENDAR\n";
  try {
    sla::WorkingTime work(sla::read_calendar({reinterpret_cast<const char*>(data), size}, "fuzz",
                                             "fuzz", "UTC",
                                             [&](const std::string&) { return kIcal; }));
    const auto start = sla::to_second(*parse_instant("2026-03-28T12:00:17Z"));
    const sla::seconds target = std::chrono::hours{30};
    const auto due = work.due(start, target);
    if (due && work.elapsed(start, *due) != target) std::abort();
    if (!due && work.elapsed(start, work.horizon()) >= target) std::abort();
  } catch (const Error& e) {
    if (e.status() != Exit::config) throw;
  }
  return 0;
}
