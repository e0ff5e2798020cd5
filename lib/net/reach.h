// Where a name leads, for those whose connections we do not make ourselves.
#pragma once

#include <string>

#include "net/address.h"

namespace tocsin::net {

// Does every address of the host (a name, or a number, IPv6 in its brackets) lie where the policy
// permits? True for a name that does not resolve: that is for whoever connects to say. Asks the
// system's resolver, and so may take a while; thread-safe.
bool may_reach(std::string host, const AddressPolicy& policy);

}  // namespace tocsin::net
