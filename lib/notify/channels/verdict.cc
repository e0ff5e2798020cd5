#include "notify/channels/verdict.h"

#include <algorithm>

namespace tocsin::notify {

using enum OutcomeClass;

Verdict look_up(std::span<const OutcomeRow> table, int code) {
  const auto row = std::find_if(table.begin(), table.end(), [&](const OutcomeRow& r) {
    return r.from <= code && code <= r.to;
  });
  return row == table.end() ? Verdict{permanent, false, false, "an answer nobody knows"}
                            : row->verdict;
}

const Verdict* look_up(std::span<const WordRow> table, std::string_view word) {
  const auto row =
      std::find_if(table.begin(), table.end(), [&](const WordRow& r) { return r.word == word; });
  return row == table.end() ? nullptr : &row->verdict;
}

Verdict transfer_verdict(net::TransferOutcome outcome) {
  using enum net::TransferOutcome;
  switch (outcome) {
    case answered:
      return {uncertain, false, false, "no answer"};
    case refused_address:
      return {permanent, false, false, "the address policy forbids where it leads"};
    case dns_failed:
    case connect_failed:
    case tls_failed:
      return {transient, true, false, "the receiver cannot be reached"};
    case timed_out_before:
    case reset_before:
      return {transient, false, false, "the connection was lost"};
    case timed_out_after:
    case reset_after:
      return {uncertain, false, false, "no answer after the post was out"};
    case too_large:
    case protocol_error:
      return {uncertain, false, false, "an answer nobody can read"};
    case too_many_redirects:
      return {permanent, false, false, "redirects are not followed"};
    case refused_request:
      return {permanent, false, false, "a header that cannot be sent"};
  }
  return {uncertain, false, false, "no answer"};
}

}  // namespace tocsin::notify
