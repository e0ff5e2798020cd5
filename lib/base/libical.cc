#include "base/libical.h"

namespace tocsin {

const LibIcal& libical() {
  static const LibIcal loaded = [] {
    const SharedLibrary library("libical.so.3", "iCalendar", "libical3");
    LibIcal table;
    TOCSIN_LIBICAL_CALLS(TOCSIN_CALL_FOUND)
    return table;
  }();
  return loaded;
}

}  // namespace tocsin
