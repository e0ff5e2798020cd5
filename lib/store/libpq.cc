#include "store/libpq.h"

#include "base/shared_library.h"

namespace tocsin::store {
namespace {

LibPq load() {
  const SharedLibrary library("libpq.so.5", "PostgreSQL", "libpq5");
  LibPq out;
#define TOCSIN_FIND(call) library.find(#call, out.call);
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
