// Links that lead back to us: signed, of one purpose, for one message, for a time. Pure.
//
// A link is BASE/PATH/TOKEN; TOKEN is base64url (RFC 4648 section 5) of
//   version 1 (one byte) · purpose (one byte) · expiry (five bytes, seconds since 1970, big-endian)
//   · the message's public ID · the first 16 bytes of HMAC-SHA256 over all of that
// under the key ring's key for "link". Links made before a key was replaced hold as long as the
// ring has the old one. Nothing in a token is secret and nothing in it is about a person.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/key_ring.h"
#include "model/alert_act.h"
#include "model/words.h"

namespace tocsin {

enum class LinkPurpose {
  unsubscribe,  // ends this kind of message on this channel
  opened,       // an image whose fetching says that the message was opened
  action,       // the notice's own link, by way of us
  // What its reader may do about the message's alert: each link once.
  acknowledge,
  take,
  snooze,
  resolve
};
TOCSIN_WORDS(LinkPurpose, "unsubscribe", "opened", "action", "acknowledge", "take", "snooze",
             "resolve");

// The part of the address that says the purpose; one for all that acts on an alert.
std::string_view link_path(LinkPurpose purpose);

std::string link_token(const KeyRing& keys, LinkPurpose purpose, std::string_view message,
                       Instant expires_at);

enum class LinkState { good, expired, forged };
struct CheckedLink {
  LinkState state = LinkState::forged;
  std::string message;  // public ID; empty unless the link is good
};
// The signature is checked before anything else is read, in a time that tells nothing.
CheckedLink check_link(const KeyRing& keys, LinkPurpose purpose, std::string_view token,
                       Instant now);

// A link that acts on an alert, whatever it does.
struct ActingLink {
  LinkState state = LinkState::forged;
  LinkPurpose purpose = LinkPurpose::acknowledge;
  AlertAct act = AlertAct::acknowledge;
  std::string message{};  // public ID; empty unless the link is good
};
ActingLink check_acting_link(const KeyRing& keys, std::string_view token, Instant now);

}  // namespace tocsin
