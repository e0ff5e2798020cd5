#include "net/libcurl.h"

namespace tocsin::net {

const LibCurl& libcurl() {
  static const LibCurl loaded = [] {
    const SharedLibrary library("libcurl.so.4", "the network", "libcurl4");
    LibCurl table;
    TOCSIN_LIBCURL_CALLS(TOCSIN_CALL_FOUND)
    return table;
  }();
  return loaded;
}

}  // namespace tocsin::net
