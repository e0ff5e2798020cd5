// The SLA terms of the installation.
#pragma once

#include "cli/run.h"
#include "sla/terms.h"

namespace tocsin {

inline sla::Terms terms_of(const cli::Run& run) {
  return sla::load_terms(run.config().directory(), run.config().text("general.time_zone"));
}

}  // namespace tocsin
