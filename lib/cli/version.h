// The version this was built as.
#pragma once

namespace tocsin::cli {

extern const char* const kVersion;

}  // namespace tocsin::cli
