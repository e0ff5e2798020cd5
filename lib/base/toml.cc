#include "base/toml.h"

namespace tocsin {

void expect_toml(bool right) {
  if (!right) throw TomlRefused("not a key, a table or a value");
}

}  // namespace tocsin
