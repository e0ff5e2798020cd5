// The channels that are plugged in.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>

#include "notify/channel.h"
#include "notify/settings.h"
#include "notify/templates.h"

namespace tocsin::notify {

std::unique_ptr<Carrier> make_email(const Settings& settings, Templates& templates);
std::unique_ptr<Carrier> make_webhook(const Settings& settings, Templates& templates);
std::unique_ptr<Carrier> make_exec(const Settings& settings, Templates& templates);

struct ChannelRow {
  Channel channel;
  const ChannelSettings& (*settings)(const Settings& all);
  std::unique_ptr<Carrier> (*make)(const Settings& settings, Templates& templates);
};
std::span<const ChannelRow> channel_table();

// The carriers of one run, made when first needed.
class Carriers {
 public:
  explicit Carriers(const Settings& settings)
      : settings_(settings), templates_(settings.templates) {}

  // Plugged in and switched on.
  std::set<Channel> carried() const;
  // Null if the channel is not plugged in.
  Carrier* find(Channel channel);
  const ChannelSettings* settings_of(Channel channel) const;

 private:
  const Settings& settings_;
  Templates templates_;
  std::map<Channel, std::unique_ptr<Carrier>> made_;
};

}  // namespace tocsin::notify
