// One request from its first line to its answer.
#pragma once

#include <functional>

#include "inbound/answer.h"
#include "inbound/request.h"
#include "inbound/settings.h"
#include "store/database.h"

namespace tocsin::inbound {

// What a request is answered with; nothing is thrown for what a caller does.
//
// In this order, each step only if the one before let it pass: a path and a method that we have;
// an address that may come this way; a body within its limit and time; the caller's allowance,
// which a proven request of a provider does not use up; the proof; and only then the database is
// written and the rest of the request read. `open` is called when the database is first needed.
Answer handle(const Variables& variables, int body, const Settings& settings, Instant now,
              const std::function<store::Database&()>& open);

}  // namespace tocsin::inbound
