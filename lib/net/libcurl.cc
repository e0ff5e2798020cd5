#include "net/libcurl.h"

#include <dlfcn.h>

#include "base/error.h"

namespace tocsin::net {
namespace {

template <typename F>
void find(void* library, const char* name, F& out) {
  out = reinterpret_cast<F>(::dlsym(library, name));
  if (out == nullptr) fail(Exit::unavailable, "libcurl.so.4 has no {}", name);
}

LibCurl load() {
  void* library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    fail(Exit::unavailable, "the network needs libcurl.so.4: install the package libcurl4");
  }
  LibCurl out;
#define TOCSIN_FIND(call) find(library, #call, out.call);
  TOCSIN_LIBCURL_CALLS(TOCSIN_FIND)
#undef TOCSIN_FIND
  return out;
}

}  // namespace

const LibCurl& libcurl() {
  static const LibCurl table = load();
  return table;
}

}  // namespace tocsin::net
