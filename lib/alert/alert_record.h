// The `alert` record (JSON lines, format 1) of a stored alert.
#pragma once

#include "alert/alerts.h"
#include "base/json.h"

namespace tocsin::alert {

OrderedJson alert_record(const Alert& alert);

}  // namespace tocsin::alert
