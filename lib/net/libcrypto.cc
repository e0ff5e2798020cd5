#include "net/libcrypto.h"

#include "base/shared_library.h"

namespace tocsin::net {
namespace {

LibCrypto load() {
  const SharedLibrary library("libcrypto.so.3", "signing", "libssl3");
  LibCrypto out;
#define TOCSIN_FIND(call) library.find(#call, out.call);
  TOCSIN_LIBCRYPTO_CALLS(TOCSIN_FIND)
#undef TOCSIN_FIND
  return out;
}

}  // namespace

const LibCrypto& libcrypto() {
  static const LibCrypto table = load();
  return table;
}

}  // namespace tocsin::net
