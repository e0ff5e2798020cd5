#include "store/libpq.h"

namespace tocsin::store {

const LibPq& libpq() {
  static const LibPq loaded = [] {
    const SharedLibrary library("libpq.so.5", "PostgreSQL", "libpq5");
    LibPq table;
    TOCSIN_LIBPQ_CALLS(TOCSIN_CALL_FOUND)
    return table;
  }();
  return loaded;
}

}  // namespace tocsin::store
