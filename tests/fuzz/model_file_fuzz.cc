// The reader of model files: any bytes end, what is refused has a reason, and what was read is the
// same when it is written and read again. Trees are not handed to XGBoost here.
// links: tocsin_analyze
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "analyze/boosted/model_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin::analyze;
  std::string why;
  const auto read = read_model({reinterpret_cast<const char*>(data), size}, why);
  if (!read) {
    if (why.empty()) std::abort();
    return 0;
  }
  const std::string text = write_model(*read);
  const auto again = read_model(text, why);
  if (!again || write_model(*again) != text) std::abort();
  return 0;
}
