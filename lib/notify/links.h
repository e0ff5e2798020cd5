// The links of a message that lead back to us: what planning writes into it.
#pragma once

#include "notify/channel.h"
#include "notify/plan/item.h"
#include "notify/settings.h"
#include "store/database.h"

namespace tocsin::notify {

// Whoever finds a mail later than this acts by other ways.
inline constexpr Duration kActingLinkLife = std::chrono::days{7};
// Longer than a message is kept, a link to it says nothing.
inline constexpr Duration kLinkLife = std::chrono::days{90};

// What the message `public_id` is to carry. None without a public address and a secret key, and
// none to an organization's own destinations: what one reader clicks is not everybody's wish.
// unsubscribe goes with every notice that is not a direct message; what acts on an alert with mail
// of one that is open; opened (mail) and action only where the preference `tracking` allows it
// (true; absent is no).
Links links_for(const Settings& settings, const Recipient& who, const Notice& notice,
                Channel channel, std::string_view public_id, Instant now);

// Call inside the transaction that stores the message.
void remember_links(store::Database& db, std::int64_t message_id, const Links& links,
                    const Notice& notice);

}  // namespace tocsin::notify
