// links: tocsin_escalate
// Any text is a list of policies that can be frozen and used, or a clear refusal.
#include <cstdlib>

#include "base/error.h"
#include "escalate/policy_file.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  try {
    const auto all = escalate::read_policies({reinterpret_cast<const char*>(data), size}, "x");
    for (const escalate::Policy& p : all) {
      if (escalate::policy_from(Json::parse(escalate::to_json(p).dump())) != p) std::abort();
      for (int round = 1; round <= p.max_attempts; ++round) {
        const Duration gap = escalate::gap_before(p, round, "x");
        if (gap < Duration::zero() || gap > p.max_delay) std::abort();
      }
    }
  } catch (const Error& e) {
    if (e.status() != Exit::config) throw;
  }
  return 0;
}
