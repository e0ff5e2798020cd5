#include "store/libpq.h"

#include <dlfcn.h>

#include "base/error.h"

namespace tocsin::store {
namespace {

template <typename F>
void find(void* library, const char* name, F& out) {
  out = reinterpret_cast<F>(::dlsym(library, name));
  if (out == nullptr) fail(Exit::unavailable, "libpq.so.5 has no {}", name);
}

LibPq load() {
  void* library = ::dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    fail(Exit::unavailable, "PostgreSQL needs libpq.so.5: install the package libpq5");
  }
  LibPq out;
#define TOCSIN_FIND(call) find(library, #call, out.call);
  TOCSIN_LIBPQ_CALLS(TOCSIN_FIND)
#undef TOCSIN_FIND
  return out;
}

}  // namespace

const LibPq& libpq() {
  static const LibPq table = load();
  return table;
}

}  // namespace tocsin::store
