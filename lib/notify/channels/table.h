// The channels that are plugged in.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>

#include "base/config_reader.h"
#include "notify/channel.h"
#include "notify/retry.h"
#include "notify/settings.h"
#include "notify/templates.h"

namespace tocsin::notify {

// What a carrier is made of; all of it outlives the carrier.
struct CarrierNeeds {
  const ConfigReader& config;
  const Settings& settings;
  Templates& templates;
};

// A maker reads the channel's own settings; Exit::config for what does not fit.
std::unique_ptr<Carrier> make_email(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_sms(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_voice(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_whatsapp(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_slack(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_discord(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_telegram(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_webhook(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_push(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_inapp(const CarrierNeeds& needs);
std::unique_ptr<Carrier> make_exec(const CarrierNeeds& needs);

struct ChannelRow {
  Channel channel;
  std::unique_ptr<Carrier> (*make)(const CarrierNeeds& needs);
  std::string_view example;  // an address that leads nowhere, to show how a message would look
};
std::span<const ChannelRow> channel_table();

// The carriers of one run, made when first needed. Both arguments outlive it.
class Carriers {
 public:
  Carriers(const ConfigReader& config, const Settings& settings);

  // Plugged in and switched on.
  std::set<Channel> carried() const;
  // Null if the channel is not plugged in.
  Carrier* find(Channel channel);
  // In place of what the table has.
  void plug_in(Channel channel, std::unique_ptr<Carrier> carrier, const ChannelSettings& settings);
  const ChannelSettings* settings_of(Channel channel) const;
  RetryPolicy retry_policy(Channel channel);
  // Of the template that writes this by the channel; empty for the one without a name.
  std::string variant_of(Channel channel, const Writing& writing);

 private:
  const ConfigReader& config_;
  const Settings& settings_;
  Templates templates_;
  std::map<Channel, ChannelSettings> channels_;
  std::map<Channel, std::unique_ptr<Carrier>> made_;
};

}  // namespace tocsin::notify
