// What a recipient wants: channels and kinds on or off, the channel by priority, a lowest priority.
//
// Preferences by name (system ← organization ← person ← one watch, merged before):
//   channels             {"email": true, "webhook": false}
//   kinds                {"price_drop": false, "sold_out": {"sms": false}}
//   channel_by_priority  {"critical": "email", "high": ["webhook", "email"], "default": "email"}
//   minimum_priority     "medium", or 1 to 5
//   critical_always      true: nobody of this organization (or system) can switch off, or hold over
//                        night, what is critical; a person's own word on it does not count
//   quiet_hours          see quiet_hours.h
//   digest               see digest.h
//   deputy               see deputy.h
// What is absent or of another shape says nothing. Pure.
#pragma once

#include <optional>

#include "notify/plan/item.h"

namespace tocsin::notify {

// Whether the recipient has to hear of this, whatever they prefer.
bool must_hear(const Recipient& recipient, const Notice& notice);

// The preference's value, or null.
const Json& preference(const Recipient& recipient, const std::string& name);

// Stage: what is marked internal (label internal=true) is for our own people, never for customers,
// vendors, watchers or an organization's channels.
Batch keep_internal(Batch batch);

// Stage: accounts that are disabled, kinds switched off, priorities below the minimum. Direct
// messages were asked for by the person and pass.
Batch by_preference(Batch batch);

// Stage: the channels for this recipient and priority, in order, or those of the route; those
// switched off left out.
Batch choose_channels(Batch batch);

}  // namespace tocsin::notify
