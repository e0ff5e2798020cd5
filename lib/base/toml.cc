#include "base/toml.h"

namespace tocsin {

void refuse_toml() {
  throw TomlRefused("not a key, a table or a value");
}

}  // namespace tocsin
