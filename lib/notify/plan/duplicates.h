// Stage: nobody is told the same twice within the window. Pure.
#pragma once

#include <functional>

#include "notify/plan/item.h"

namespace tocsin::notify {

// What a recipient was told, or will be.
struct Told {
  Purpose purpose = Purpose::first;
  Priority priority = 2;
};
// What the item's recipient was told of this kind and subject within the window, newest first.
using ToldLately = std::function<std::vector<Told>(const Item&)>;

// Suppresses a second message for the same recipient, kind and subject within the window, unless
// the priority rose above all that was told, the state changed (told that it began, now that it
// ended, or the other way round), or the bypass table says that the window does not count.
Batch deduplicate(Batch batch, const ToldLately& told);

}  // namespace tocsin::notify
