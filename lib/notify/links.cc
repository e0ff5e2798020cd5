#include "notify/links.h"

#include "notify/plan/bypass.h"
#include "notify/plan/preferences.h"
#include "notify/view.h"
#include "store/links.h"

namespace tocsin::notify {
namespace {

// Programs follow no links; spoken and paid by length, a signed link is of no use.
bool carries_links(Channel channel) {
  return channel == Channel::email || channel == Channel::push || channel == Channel::slack ||
         channel == Channel::discord || channel == Channel::telegram ||
         channel == Channel::whatsapp;
}

}  // namespace

Links links_for(const Settings& settings, const Recipient& who, const Notice& notice,
                Channel channel, std::string_view public_id, Instant now) {
  Links links;
  if (settings.public_url.empty() || settings.key_ring.empty() || !who.person_id ||
      !carries_links(channel)) {
    return links;
  }
  const auto link = [&](LinkPurpose purpose, Duration life = kLinkLife) {
    return fmt::format("{}/{}/{}", settings.public_url, link_path(purpose),
                       link_token(settings.key_ring, purpose, public_id, now + life));
  };
  if (channel == Channel::email && can_be_acted_on(notice)) {
    links.acknowledge = link(LinkPurpose::acknowledge, kActingLinkLife);
    links.take = link(LinkPurpose::take, kActingLinkLife);
    links.snooze = link(LinkPurpose::snooze, kActingLinkLife);
    links.resolve = link(LinkPurpose::resolve, kActingLinkLife);
  }
  if (class_of(notice) != MessageClass::direct) links.unsubscribe = link(LinkPurpose::unsubscribe);
  if (preference(who, "tracking") != Json(true)) return links;
  if (channel == Channel::email) links.opened = link(LinkPurpose::opened);
  if (!action_url(notice).empty()) links.action = link(LinkPurpose::action);
  return links;
}

void remember_links(store::Database& db, std::int64_t message_id, const Links& links,
                    const Notice& notice) {
  if (!links.opened.empty()) store::add_link(db, message_id, LinkPurpose::opened, "");
  if (!links.action.empty()) {
    store::add_link(db, message_id, LinkPurpose::action, action_url(notice));
  }
}

}  // namespace tocsin::notify
