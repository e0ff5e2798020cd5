// A gate that messages pass on their way out: a provider's, a receiver's, an address's or a
// person's. It is open, paused (its owner asked for it, or it kept failing), on probation (the
// pause after failures is over, and one message tries), or filling up slowly after any of these.
// Pure.
#pragma once

#include "notify/rate.h"
#include "store/allowances.h"

namespace tocsin::notify {

// So many failures in a row shut a gate.
inline constexpr int kShutAfter = 5;
// Pauses after failures: the first, doubled with each further one, and the longest.
inline constexpr Duration kFirstPause{30'000};
inline constexpr Duration kLongestPause{300'000};
// After a recovery twice as many pass with each step, and after the last as many as come.
inline constexpr Duration kRecoveryStep{5'000};
inline constexpr int kRecoverySteps = 8;
// What refuses us as such (an account suspended, a key revoked) mends slowly.
inline constexpr Duration kRefusedPause{600'000};

// It asked for a pause of this length; what comes after it comes slowly.
void pause(store::Allowance& gate, Duration length, Instant now);
// Its allowance is spent until then; afterwards everything is as before.
void wait_until(store::Allowance& gate, Instant until);
// It failed: from kShutAfter on the gate is shut for a while.
void count_failure(store::Allowance& gate, Instant now);
void count_success(store::Allowance& gate, Instant now);

// It refuses us as such.
void count_refusal(store::Allowance& gate, Instant now);

bool is_paused(const store::Allowance& gate, Instant now);
// The gate is shut, or the next message is the one that tries whether it still has to be.
bool is_on_probation(const store::Allowance& gate);
// Shut by failures, not because it asked for a pause.
bool is_down(const store::Allowance& gate, Instant now);
// What may pass: everything, one that tries it, nothing.
enum class Circuit { open, trying, shut };
Circuit circuit_of(const store::Allowance& gate, Instant now);

// Somebody wants to pass: a pause that is over ends, and what comes slowly after it begins to come,
// however long nobody came. True if anything changed.
bool wake(store::Allowance& gate, Instant now);

// How many may pass so long after a recovery that began with `first`; nothing: as many as come.
std::optional<Rate> recovery_rate(const store::Allowance& gate, const Rate& first, Instant now);
// When the n-th message from now (1: the next) finds room after a recovery.
Duration recovery_wait(const store::Allowance& gate, const Rate& first, Instant now,
                       std::int64_t n);

}  // namespace tocsin::notify
