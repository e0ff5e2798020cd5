#include "notify/channels/webpush_outcomes.h"

#include <array>

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

constexpr auto kTable = std::to_array<OutcomeRow>({
    {200, 299, {delivered, false, false, "accepted"}},
    {300, 399, {permanent, false, false, "redirects are not followed"}},
    {400, 400, {permanent, false, false, "the push service cannot read our request"}},
    // Our key or our token is at fault, for every subscription there; mended set-up sends it.
    {401, 401, {transient, kThrottles, false, "the push service does not know us", kRefusesUs}},
    {403, 403, {transient, kThrottles, false, "the push service refuses our key", kRefusesUs}},
    {404, 404, {permanent, false, kDead, "there is no such subscription"}},
    {406, 406, {transient, kThrottles, false, "the push service throttles"}},
    {408, 408, {transient, false, false, "the push service waited too long for us"}},
    {410, 410, {permanent, false, kDead, "the subscription has ended"}},
    {413, 413, {permanent, false, false, "the message is too large"}},
    {425, 425, {transient, false, false, "too early"}},
    {429, 429, {transient, kThrottles, false, "too many requests"}},
    {400, 499, {permanent, false, false, "refused"}},
    {501, 501, {permanent, false, false, "not implemented"}},
    {502, 504, {transient, kThrottles, false, "the push service is overloaded or away"}},
    {500, 599, {transient, false, false, "the push service failed"}},
});

}  // namespace

std::span<const OutcomeRow> webpush_table() {
  return kTable;
}

Verdict webpush_verdict(int status) {
  return look_up(kTable, status);
}

}  // namespace tocsin::notify
