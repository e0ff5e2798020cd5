#include "inbound/routes.h"

#include <array>

namespace tocsin::inbound {
namespace {

constexpr auto kTable = std::to_array<Route>({
    {"/unsubscribe/", "GET HEAD POST", Caller::link, prove_unsubscribe, unsubscribe},
    {"/opened/", "GET HEAD", Caller::link, prove_opened, opened},
    {"/go/", "GET HEAD", Caller::link, prove_action, follow_action},
    {"/act/", "GET HEAD POST", Caller::link, prove_act, act},
    {"/twilio/status", "POST", Caller::twilio, prove_twilio, twilio_status},
    {"/twilio/keys", "POST", Caller::twilio, prove_twilio, twilio_keys},
    {"/resend", "POST", Caller::resend, prove_resend, resend},
    {"/webhook", "POST", Caller::webhook, prove_webhook, webhook},
    {"/slack", "POST", Caller::slack, prove_slack, slack},
    {"/telegram", "POST", Caller::telegram, prove_telegram, telegram},
    {"/discord", "POST", Caller::discord, prove_discord, discord},
});

}  // namespace

std::span<const Route> route_table() {
  return kTable;
}

const Route* find_route(std::string_view path, std::string_view& rest) {
  for (const Route& route : kTable) {
    const bool takes_more = route.path.ends_with('/');
    if (takes_more ? !path.starts_with(route.path) : path != route.path) continue;
    rest = path.substr(route.path.size());
    return &route;
  }
  return nullptr;
}

}  // namespace tocsin::inbound
