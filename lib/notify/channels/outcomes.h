// What an answer means: one data table per provider, tested row by row. Pure.
//
// Sources: HTTP status by the Standard Webhooks specification (2xx only is success, 3xx is failure,
// 410 disables, 429/502/503/504 throttle); SMTP replies by RFC 5321 section 4.2 and the enhanced
// codes of RFC 3463; exit statuses by sysexits.h.
#pragma once

#include <span>

#include "net/smtp.h"
#include "notify/channels/verdict.h"

namespace tocsin::notify {

std::span<const OutcomeRow> webhook_table();
std::span<const OutcomeRow> smtp_table();
std::span<const OutcomeRow> exec_table();

Verdict webhook_verdict(int status);
// `text` is the server's; an enhanced code in it ("5.1.1 …") says whether the address is at fault.
Verdict smtp_verdict(const net::MailResult& result);
Verdict exec_verdict(int exit_status);

}  // namespace tocsin::notify
