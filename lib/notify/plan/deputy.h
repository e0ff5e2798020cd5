// Stage: who cannot be reached at all has somebody else told in their place. Pure.
//
// The preference `deputy` names them: "person:bob", or a list of such tokens (team:, role:,
// organization:, too). Set for an organization it is the contact for all its people.
#pragma once

#include <functional>
#include <set>
#include <vector>

#include "notify/plan/item.h"

namespace tocsin::notify {

// The tokens of the preference, in order.
std::vector<std::string> deputies_named(const Recipient& recipient);
using Resolve = std::function<std::vector<const Recipient*>(const std::string& token)>;

// The first deputy who can be reached, for each who was dropped because their account is disabled
// or no channel of theirs can be used; nobody is told twice. Messages to one person in particular
// (codes, signatures) go to nobody else.
Batch find_deputies(Batch batch, const std::set<Channel>& carried, const Resolve& resolve);

}  // namespace tocsin::notify
