#include "net/smtp.h"

#include <array>

namespace tocsin::net {

std::string_view name_of(SmtpPhase phase) {
  constexpr std::array<std::string_view, 8> kNames{"connect", "greeting",  "tls",  "authentication",
                                                   "sender",  "recipient", "data", "done"};
  return kNames.at(static_cast<std::size_t>(phase));
}

std::string_view name_of(MailOutcome outcome) {
  constexpr std::array<std::string_view, 5> kNames{"accepted", "transient", "permanent",
                                                   "uncertain", "connect_failed"};
  return kNames.at(static_cast<std::size_t>(outcome));
}

}  // namespace tocsin::net
