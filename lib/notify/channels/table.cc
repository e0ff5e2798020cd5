#include "notify/channels/table.h"

#include <algorithm>
#include <array>

namespace tocsin::notify {
namespace {

const ChannelSettings& email_settings(const Settings& s) {
  return s.email;
}
const ChannelSettings& webhook_settings(const Settings& s) {
  return s.webhook;
}
const ChannelSettings& exec_settings(const Settings& s) {
  return s.exec;
}

constexpr std::array<ChannelRow, 3> kTable{{
    {Channel::email, email_settings, make_email},
    {Channel::webhook, webhook_settings, make_webhook},
    {Channel::exec, exec_settings, make_exec},
}};

const ChannelRow* row_of(Channel channel) {
  const auto* const row = std::find_if(kTable.begin(), kTable.end(),
                                       [&](const ChannelRow& r) { return r.channel == channel; });
  return row == kTable.end() ? nullptr : row;
}

}  // namespace

std::span<const ChannelRow> channel_table() {
  return kTable;
}

std::set<Channel> Carriers::carried() const {
  std::set<Channel> out;
  for (const ChannelRow& row : kTable) {
    if (row.settings(settings_).enabled) out.insert(row.channel);
  }
  return out;
}

Carrier* Carriers::find(Channel channel) {
  auto& carrier = made_[channel];
  const ChannelRow* row = row_of(channel);
  if (!carrier && row != nullptr) carrier = row->make(settings_, templates_);
  return carrier.get();
}

const ChannelSettings* Carriers::settings_of(Channel channel) const {
  const ChannelRow* row = row_of(channel);
  return row == nullptr ? nullptr : &row->settings(settings_);
}

}  // namespace tocsin::notify
