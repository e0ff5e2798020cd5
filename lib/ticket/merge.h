// One ticket into another: two people asked for the same, or one asked twice.
//
// The merged ticket is closed and says where it went; its trail stays. The other takes over its
// comments (each saying where it was made), its tags, its requester and its followers. A ticket
// that was merged is not merged again and takes in nothing, so that there are no loops.
#pragma once

#include "ticket/desk.h"

namespace tocsin::ticket {

std::vector<Problem> merge(Desk& desk, std::int64_t from, std::int64_t into);

}  // namespace tocsin::ticket
