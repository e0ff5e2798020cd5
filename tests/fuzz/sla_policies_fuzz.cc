// links: tocsin_sla
// Any text is a file of SLA policies that can be used, or a clear refusal; nothing else may happen.
#include <cstdlib>

#include "base/error.h"
#include "sla/policy_file.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  static const sla::Calendars calendars;
  try {
    const auto policies =
        sla::read_policies({reinterpret_cast<const char*>(data), size}, "fuzz", calendars);
    const std::string tags[] = {"outage"};
    const sla::TicketFacts ticket{"acme", "incident", tags, TicketPriority::high, true};
    if (const sla::Policy* p = sla::policy_of(ticket, policies)) {
      for (const auto& target : p->targets_of(ticket)) {
        if (target && *target < sla::seconds{1}) std::abort();
      }
    }
  } catch (const Error& e) {
    if (e.status() != Exit::config) throw;
  }
  return 0;
}
