#include "base/shared_library.h"

#include <dlfcn.h>

#include "base/error.h"

namespace tocsin {

SharedLibrary::SharedLibrary(std::string file, std::string_view who, std::string_view package)
    : file_(std::move(file)), handle_(::dlopen(file_.c_str(), RTLD_LAZY | RTLD_LOCAL)) {
  if (handle_ == nullptr) {
    fail(Exit::unavailable, "{} needs {}: install the package {}", who, file_, package);
  }
}

void* SharedLibrary::address_of(const char* name) const {
  void* found = ::dlsym(handle_, name);
  if (found == nullptr) fail(Exit::unavailable, "{} has no {}", file_, name);
  return found;
}

}  // namespace tocsin
