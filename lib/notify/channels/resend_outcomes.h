// What Resend's answers mean: by the error's name where it is known, else by the HTTP status. Pure.
//
// Sources: resend.com/docs, "Errors", "Idempotency Keys" and "Rate Limit". A key is remembered for
// 24 hours, so that a failure after which it may have been accepted is passing all the same: sent
// again under the same key it arrives once.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "notify/channels/verdict.h"

namespace tocsin::notify {

struct NamedOutcome {
  std::string_view name;
  Verdict verdict;
};
std::span<const NamedOutcome> resend_error_table();
std::span<const OutcomeRow> resend_status_table();

// Of POST /emails: an ID, or an error's name with words for it.
struct ResendAnswer {
  std::string id, error, message;
};
// Nothing where the body is not JSON of that form. Never throws.
std::optional<ResendAnswer> read_resend_answer(std::string_view body);

// `error` may be empty.
Verdict resend_verdict(int status, std::string_view error);

}  // namespace tocsin::notify
