// The commands of tocsin-db that have a file of their own: rotate_key.cc.
#pragma once

#include "cli/run.h"

namespace tocsin::db_tool {

// Seals everything anew with the current secret key; with new_key, a fresh one goes in front of the
// key file first.
alert::Counts rotate_key(cli::Run& run, bool new_key);

}  // namespace tocsin::db_tool
