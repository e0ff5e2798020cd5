#include "base/libical.h"

#include "base/shared_library.h"

namespace tocsin {
namespace {

LibIcal load() {
  const SharedLibrary library("libical.so.3", "iCalendar", "libical3");
  LibIcal out;
#define TOCSIN_FIND(call) library.find(#call, out.call);
  TOCSIN_LIBICAL_CALLS(TOCSIN_FIND)
#undef TOCSIN_FIND
  return out;
}

}  // namespace

const LibIcal& libical() {
  static const LibIcal table = load();
  return table;
}

}  // namespace tocsin
