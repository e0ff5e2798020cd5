// Messages: one rendered notice to one destination, its states and its outcomes.
#pragma once

#include <string>
#include <string_view>

#include "model/words.h"

namespace tocsin {

// Legal moves are enforced by the database as well (schema: table message).
enum class MessageState {
  pending,     // due at due_at, not claimed
  sending,     // claimed until claim_until; an open claim may already have reached the provider
  sent,        // the provider took it
  delivered,   // the provider says it arrived
  read,        // the person opened it
  failed,      // given up: a dead letter
  held,        // waits: for others of its group, a digest, the morning; looked at again then
  suppressed,  // not sent after all, with the reason
  expired,     // too old to be worth sending
  uncertain    // the provider may have it
};
TOCSIN_WORDS(MessageState, "pending", "sending", "sent", "delivered", "read", "failed", "held",
             "suppressed", "expired", "uncertain");

// The provider has it.
constexpr bool is_sent(MessageState s) {
  return s == MessageState::sent || s == MessageState::delivered || s == MessageState::read;
}
// Nothing more happens by itself.
constexpr bool is_settled(MessageState s) {
  return s == MessageState::failed || s == MessageState::suppressed || s == MessageState::expired;
}

enum class Purpose { first, update, resolved, digest, reminder, escalation, direct };
TOCSIN_WORDS(Purpose, "first", "update", "resolved", "digest", "reminder", "escalation", "direct");

// How one attempt ended.
enum class OutcomeClass { delivered, transient, permanent, uncertain };
TOCSIN_WORDS(OutcomeClass, "delivered", "transient", "permanent", "uncertain");

// Why a message exists, waits, or does not exist: the links of the chain that `notify why` prints.
enum class Reason {
  planned,               // nothing stood against it
  merged,                // told in another message
  nobody,                // no recipient could be found
  person_disabled,       // the account is disabled
  no_destination,        // no enabled destination for the channels chosen
  channel_off,           // the person or the organisation switched the channel off
  kind_off,              // … or this kind
  below_minimum,         // priority below the person's minimum
  duplicate,             // same recipient, kind and subject within the window
  silenced,              // a silence matches
  quiet_hours,           // held until the quiet hours end
  released,              // the wait is over and it still holds
  no_longer_true,        // the alert ended while the message was held
  acknowledged,          // somebody has it in hand
  snoozed,               // somebody put it off
  same_state,            // nothing rose or changed since the last message
  destination_disabled,  // the address was found dead
  expired,               // too old
  direct,                // asked for by command
  channel_absent,        // nothing is set up that carries this channel
  unrenderable,          // its text could not be made
  throttled,             // the destination asked for a pause
  interrupted,           // a run died between claim and record
  replayed,              // a dead letter that an operator sent again
  dropped,               // a dead letter that an operator gave up
  asked,                 // the provider was asked what became of it
  grouped,               // held for more of its group
  digest,                // held for the digest
  over_ladder,           // held: so much was sent there lately
  inhibited,             // a greater trouble explains it
  maintenance,           // planned work is going on
  mute_time,             // the route is mute at this time
  deputy,                // told in somebody's place who cannot be reached
  internal,              // not for people outside
  fallback,              // another provider or channel takes over what one could not carry
  refused,               // the provider takes nothing from us: credentials are missing or wrong
  provider_down,         // held: where it goes has failed for a while
  working_hours,         // a reminder, held until its recipient is at work
  escalated,             // a step of an escalation: nobody acted in time
  habit                  // as planned, by the channel that they act on
};
TOCSIN_WORDS(Reason, "planned", "merged", "nobody", "person_disabled", "no_destination",
             "channel_off", "kind_off", "below_minimum", "duplicate", "silenced", "quiet_hours",
             "released", "no_longer_true", "acknowledged", "snoozed", "same_state",
             "destination_disabled", "expired", "direct", "channel_absent", "unrenderable",
             "throttled", "interrupted", "replayed", "dropped", "asked", "grouped", "digest",
             "over_ladder", "inhibited", "maintenance", "mute_time", "deputy", "internal",
             "fallback", "refused", "provider_down", "working_hours", "escalated", "habit");
// The sentence for people, to follow "because".
std::string_view explain(Reason reason);

enum class Channel {
  email,
  sms,
  voice,
  whatsapp,
  slack,
  discord,
  telegram,
  push,
  webhook,
  inapp,
  exec
};
TOCSIN_WORDS(Channel, "email", "sms", "voice", "whatsapp", "slack", "discord", "telegram", "push",
             "webhook", "inapp", "exec");
// Channels that interrupt a person; quiet hours hold these.
constexpr bool interrupts(Channel c) {
  return c == Channel::sms || c == Channel::voice || c == Channel::whatsapp || c == Channel::push ||
         c == Channel::telegram;
}

}  // namespace tocsin
