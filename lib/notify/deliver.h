// Delivery: due messages of the outbox are claimed, sent, and their outcomes recorded.
//
// A batch is claimed with a deadline and committed before anything of it is sent; outcomes are
// written in batches, each one transaction with its attempts and one audit entry. Claims are
// renewed while their run lives. A run that dies leaves open claims: once their deadline has
// passed, the next run calls them uncertain. So are messages whose try ended without an answer.
// A run begins by resolving these: the provider is asked where it can be; otherwise they are sent
// again under the same key (at_least_once) or stay uncertain (at_most_once), as the channel's
// guarantee says.
//
// Lanes are emptied in order, and some places are kept for the critical one. Within a lane the
// receivers take turns, none holding more than its share of places; one that asks for a pause gets
// it, and what was claimed for it goes back untried. Behind one that is down only those stay in the
// outbox that try it from time to time; the others are held, see release.h.
#pragma once

#include <optional>
#include <string>

#include "alert/job_run.h"
#include "notify/channels/table.h"
#include "notify/settings.h"
#include "store/messages.h"

namespace tocsin::notify {

struct DeliverOptions {
  Instant now{};
  std::string actor;
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> only;  // this one message
};

// Counts sent, confirmed, retried, refused (their provider takes nothing from us, and they wait),
// failed, expired, uncertain, deferred, held (their provider is down) and recovered (circuits that
// opened again: what was held for them is due to be released).
alert::Counts deliver(store::Database& db, Carriers& carriers, const Settings& settings,
                      const DeliverOptions& options);

}  // namespace tocsin::notify
