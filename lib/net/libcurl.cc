#include "net/libcurl.h"

#include "base/shared_library.h"

namespace tocsin::net {
namespace {

LibCurl load() {
  const SharedLibrary library("libcurl.so.4", "the network", "libcurl4");
  LibCurl out;
#define TOCSIN_FIND(call) library.find(#call, out.call);
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
