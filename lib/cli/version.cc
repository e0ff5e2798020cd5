#include "cli/version.h"

namespace tocsin::cli {

const char* const kVersion = TOCSIN_VERSION;

}  // namespace tocsin::cli
