// What an agent does to a ticket, each by the rules and through the Desk. Nothing is an empty list.
//
// An act that would change nothing is a problem, but for tags, of which the ticket has or has not.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ticket/desk.h"

namespace tocsin::ticket {

std::vector<Problem> comment(Desk& desk, std::int64_t id, std::string text, bool is_public);
std::vector<Problem> set_status(Desk& desk, std::int64_t id, TicketStatus to);
// What has ended is open again; Problem if it has not ended.
std::vector<Problem> reopen(Desk& desk, std::int64_t id);
// Nobody: it is given back.
std::vector<Problem> assign(Desk& desk, std::int64_t id, std::optional<std::int64_t> person_id);
std::vector<Problem> tag(Desk& desk, std::int64_t id, std::string_view tag, bool has);
// Out of the working list; its trail stays, and search finds it.
std::vector<Problem> archive(Desk& desk, std::int64_t id);

}  // namespace tocsin::ticket
