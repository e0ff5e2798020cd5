#include "ticket/checks.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "model/field_faults.h"

namespace tocsin::ticket {
namespace {

using Problems = std::vector<Problem>;

void not_before(Problems& problems, const char* field, const std::optional<Instant>& at,
                const char* earlier_field, const std::optional<Instant>& earlier) {
  if (!at || !earlier || *at >= *earlier) return;
  problems.push_back({field, fmt::format("{} is before {} ({})", format_instant(*at), earlier_field,
                                         format_instant(*earlier))});
}

void not_after(Problems& problems, const char* field, const std::optional<Instant>& at,
               Instant now) {
  if (!at || *at <= now) return;
  problems.push_back({field, fmt::format("{} is in the future", format_instant(*at))});
}

template <typename E>
void one_of_the_words(Problems& problems, const char* field, const std::string& given) {
  if (given.empty() || from_word<E>(given)) return;
  problems.push_back(
      {field, fmt::format("'{}' is none of {}{}", utf8_prefix(given, 60),
                          fmt::join(Words<E>::list, ", "), suggestion(given, Words<E>::list))});
}

void has_value(Problems& problems, const char* field, const std::string& given) {
  if (given.empty()) problems.push_back({field, "is missing"});
}

}  // namespace

Problems check(const store::Ticket& t, Instant now) {
  Problems out;
  not_after(out, "created_at", t.created_at, now);
  not_after(out, "first_response_at", t.first_response_at, now);
  not_after(out, "resolved_at", t.resolved_at, now);
  not_after(out, "closed_at", t.closed_at, now);
  not_after(out, "updated_at", t.updated_at, now);
  not_before(out, "first_response_at", t.first_response_at, "created_at", t.created_at);
  not_before(out, "resolved_at", t.resolved_at, "created_at", t.created_at);
  not_before(out, "closed_at", t.closed_at, "created_at", t.created_at);
  not_before(out, "closed_at", t.closed_at, "resolved_at", t.resolved_at);
  not_before(out, "updated_at", t.updated_at, "created_at", t.created_at);
  if (is_unresolved(t.status)) {
    const auto must_be_absent = [&](const char* field, const std::optional<Instant>& at) {
      if (at) out.push_back({field, fmt::format("is given, and the ticket is {}", word(t.status))});
    };
    must_be_absent("resolved_at", t.resolved_at);
    must_be_absent("closed_at", t.closed_at);
  }
  return out;
}

Problems check(const store::TicketActivity& a, const store::Ticket& ticket, Instant now) {
  Problems out;
  not_after(out, "at", a.at, now);
  not_before(out, "at", a.at, "the ticket's created_at", ticket.created_at);
  switch (a.kind) {
    case TicketActivityKind::status:
      has_value(out, "to", a.to);
      one_of_the_words<TicketStatus>(out, "from", a.from);
      one_of_the_words<TicketStatus>(out, "to", a.to);
      break;
    case TicketActivityKind::priority:
      has_value(out, "to", a.to);
      one_of_the_words<TicketPriority>(out, "from", a.from);
      one_of_the_words<TicketPriority>(out, "to", a.to);
      break;
    case TicketActivityKind::comment:
      has_value(out, "text", a.text);
      break;
    case TicketActivityKind::type:
    case TicketActivityKind::assign:
    case TicketActivityKind::organization:
    case TicketActivityKind::tag:
    case TicketActivityKind::merge:
    case TicketActivityKind::sla:
      break;
  }
  return out;
}

}  // namespace tocsin::ticket
