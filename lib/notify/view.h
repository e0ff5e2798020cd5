// What templates can say: a notice as values for people. Pure but for the zone files.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "notify/channel.h"
#include "notify/settings.h"
#include "notify/templates.h"
#include "notify/wording.h"

namespace tocsin::notify {

// The notice's metadata with amounts as "119.50 GBP" and times of the form name_at as local text,
// and over it: kind title lines[] priority priority_name purpose resolved urgent since recipient
// facts[]{name,value} action{url,label} acts[]{url,label} merged[]{title,priority_name}
// merged_count from_quiet_hours public_url. Words of ours are in the reader's language. What is
// absent in the metadata is absent here.
Json view_of(const Writing& writing, const std::string& public_url);

// The kind whose template says it: "merged", "resolved", or the notice's own.
std::string_view template_kind(const Writing& writing);

// Whether it tells of an alert that somebody could take up.
bool can_be_acted_on(const Notice& notice);

// Where the notice's one action leads: a web address, or empty.
std::string action_url(const Notice& notice);

// The template that says it by this channel. The region is the notice's, where it has one.
TemplateChoice template_choice(const Writing& writing, Channel channel, const Settings& settings);

// "Sat 14 Mar 2026, 19:30"; "UTC" behind it where that is the zone.
std::string say_local(Instant t, const std::string& time_zone, const Wording& words);

}  // namespace tocsin::notify
