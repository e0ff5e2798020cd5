// links: tocsin_cli
// Any text is a configuration or a clear refusal; nothing else may happen.

#include "base/error.h"
#include "cli/config.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  try {
    const auto config = cli::Config::from_text({reinterpret_cast<const char*>(data), size}, "fuzz");
    (void)config.text("email.from");
    (void)config.integer("email.port");
    (void)config.duration("notify.window");
    (void)config.list("exec.programs");
    (void)config.real("analyze.weight_price");
  } catch (const Error& e) {
    if (e.status() != Exit::config) throw;
  }
  return 0;
}
