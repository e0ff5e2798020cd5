#include "net/libcrypto.h"

namespace tocsin::net {

const LibCrypto& libcrypto() {
  static const LibCrypto loaded = [] {
    const SharedLibrary library("libcrypto.so.3", "signing", "libssl3");
    LibCrypto table;
    TOCSIN_LIBCRYPTO_CALLS(TOCSIN_CALL_FOUND)
    return table;
  }();
  return loaded;
}

}  // namespace tocsin::net
