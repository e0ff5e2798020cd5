// What a push service's answer means. Pure.
//
// Sources: RFC 8030 sections 5 and 7.2 (201, 404, 410, 413, 429), RFC 8292 section 4.2 (401, 403),
// Mozilla's autopush documentation (404 and 410), Microsoft's notification service (406:
// throttled).
#pragma once

#include <span>

#include "notify/channels/verdict.h"

namespace tocsin::notify {

std::span<const OutcomeRow> webpush_table();
Verdict webpush_verdict(int status);

}  // namespace tocsin::notify
