#include "notify/channels/outcomes.h"

#include <sysexits.h>

#include <algorithm>
#include <array>

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

constexpr auto kWebhook = std::to_array<OutcomeRow>({
    {200, 299, {delivered, false, false, "accepted"}},
    {300, 399, {permanent, false, false, "redirects are not followed"}},
    {408, 408, {transient, false, false, "the receiver waited too long for us"}},
    {410, 410, {permanent, false, kDead, "the receiver is gone for good"}},
    {425, 425, {transient, false, false, "too early"}},
    {429, 429, {transient, kThrottles, false, "too many requests"}},
    {400, 499, {permanent, false, false, "refused"}},
    {500, 500, {transient, false, false, "the receiver failed"}},
    {501, 501, {permanent, false, false, "not implemented"}},
    {502, 504, {transient, kThrottles, false, "the receiver is overloaded or away"}},
    {500, 599, {transient, false, false, "the receiver failed"}},
});

constexpr auto kSmtp = std::to_array<OutcomeRow>({
    {200, 299, {delivered, false, false, "accepted"}},
    {421, 421, {transient, kThrottles, false, "the server is closing down"}},
    {450, 450, {transient, false, false, "the mailbox is busy"}},
    {451, 451, {transient, false, false, "the server failed"}},
    {452, 452, {transient, kThrottles, false, "the server is out of room"}},
    {400, 499, {transient, false, false, "not now"}},
    // Only RFC 3463's address codes say that nobody lives there, see smtp_verdict().
    {500, 599, {permanent, false, false, "refused"}},
});

constexpr auto kExec = std::to_array<OutcomeRow>({
    {EX_OK, EX_OK, {delivered, false, false, "accepted"}},
    {EX_USAGE, EX_USAGE, {permanent, false, false, "the program was called wrongly"}},
    {EX_DATAERR, EX_DATAERR, {permanent, false, false, "the program refused the message"}},
    {EX_NOUSER, EX_NOUSER, {permanent, false, kDead, "no such recipient"}},
    {EX_NOHOST, EX_NOHOST, {permanent, false, false, "no such host"}},
    {EX_UNAVAILABLE, EX_UNAVAILABLE, {transient, false, false, "a service is unavailable"}},
    {EX_SOFTWARE, EX_SOFTWARE, {permanent, false, false, "the program failed"}},
    {EX_OSERR, EX_OSERR, {transient, false, false, "the system failed"}},
    {EX_OSFILE, EX_OSFILE, {permanent, false, false, "a system file is missing"}},
    {EX_CANTCREAT, EX_CANTCREAT, {permanent, false, false, "an output cannot be made"}},
    {EX_IOERR, EX_IOERR, {transient, false, false, "reading or writing failed"}},
    {EX_TEMPFAIL, EX_TEMPFAIL, {transient, kThrottles, false, "try again later"}},
    {EX_PROTOCOL, EX_PROTOCOL, {transient, false, false, "the far end spoke wrongly"}},
    {EX_NOPERM, EX_NOPERM, {permanent, false, false, "not allowed"}},
    {EX_CONFIG, EX_CONFIG, {permanent, false, false, "the program is not set up", kRefusesUs}},
    // What shells say of what they cannot run.
    {126, 126, {permanent, false, false, "the program may not be run", kRefusesUs}},
    {127, 127, {permanent, false, false, "no such program", kRefusesUs}},
    // A plain 1 says nothing about why; most command-line tools use it for any failure.
    {1, 255, {transient, false, false, "the program failed"}},
});

// Enhanced codes about the address: no such mailbox, no such system, bad syntax, moved, disabled,
// null MX (RFC 3463, section 3.2 and 3.3; RFC 7505).
constexpr auto kDeadAddress =
    std::to_array<std::string_view>({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"});

bool names_dead_address(std::string_view text) {
  return std::any_of(kDeadAddress.begin(), kDeadAddress.end(), [&](std::string_view code) {
    const auto at = text.find(code);
    if (at == text.npos) return false;
    const std::string_view rest = text.substr(at + code.size());
    return rest.empty() || !(rest[0] == '.' || (rest[0] >= '0' && rest[0] <= '9'));
  });
}

}  // namespace

std::span<const OutcomeRow> webhook_table() {
  return kWebhook;
}
std::span<const OutcomeRow> smtp_table() {
  return kSmtp;
}
std::span<const OutcomeRow> exec_table() {
  return kExec;
}

Verdict webhook_verdict(int status) {
  return look_up(kWebhook, status);
}

Verdict smtp_verdict(const net::MailResult& result) {
  switch (result.outcome) {
    case net::MailOutcome::accepted:
      return {delivered, false, false, "accepted"};
    case net::MailOutcome::uncertain:
      return {uncertain, false, false, "no answer after the message was out"};
    case net::MailOutcome::connect_failed:
      return {transient, kThrottles, false, "the mail server cannot be reached"};
    case net::MailOutcome::transient:
      // The last reply was to an earlier command.
      if (result.reply < 400) return {transient, false, false, "the connection was lost"};
      return look_up(kSmtp, result.reply);
    case net::MailOutcome::permanent:
      break;
  }
  if (result.reply == 0) return {permanent, false, false, "an address that cannot be sent to"};
  // Our own log-in or greeting failing is no fault of the message: mended set-up sends it.
  if (result.phase < net::SmtpPhase::sender) {
    return {transient, kThrottles, false, "the mail server refuses us", kRefusesUs};
  }
  Verdict verdict = look_up(kSmtp, result.reply);
  if (result.phase == net::SmtpPhase::recipient && names_dead_address(result.text)) {
    verdict.dead_address = true;
    verdict.meaning = "no such mailbox";
  }
  return verdict;
}

Verdict exec_verdict(int exit_status) {
  return look_up(kExec, exit_status);
}

}  // namespace tocsin::notify
