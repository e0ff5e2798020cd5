// The [fetch] part of a platform file. For .cc files only: the TOML reader is heavy.
#pragma once

#include "base/toml_table.h"
#include "scrape/platform/rules.h"

namespace tocsin::scrape {

// Exit::config as read_platform().
void read_fetching(const TomlTable& file, Platform& out);

}  // namespace tocsin::scrape
