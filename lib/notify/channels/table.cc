#include "notify/channels/table.h"

#include <algorithm>
#include <array>

#include "notify/view.h"

namespace tocsin::notify {
namespace {

constexpr auto kTable = std::to_array<ChannelRow>({
    {Channel::email, make_email, "someone@example.org"},
    // Ofcom's numbers for drama reach nobody.
    {Channel::sms, make_sms, "+447700900123"},
    {Channel::voice, make_voice, "+447700900123"},
    {Channel::whatsapp, make_whatsapp, "+447700900123"},
    {Channel::slack, make_slack, "C0000000000"},
    {Channel::discord, make_discord, "100000000000000000"},
    {Channel::telegram, make_telegram, "1"},
    {Channel::webhook, make_webhook, "https://example.org/hook"},
    {Channel::push, make_push, R"({"endpoint":"https://push.example.org/one"})"},
    {Channel::inapp, make_inapp, "inbox"},
    {Channel::exec, make_exec, "true"},
});

}  // namespace

void Carrier::ask(net::Engine&, const Outgoing&, Done done) {
  DeliveryOutcome unknown;
  unknown.outcome = OutcomeClass::uncertain;
  unknown.detail = "nobody can be asked";
  done(std::move(unknown));
}

Verdict Carrier::verdict_on(int) const {
  return {};
}

std::span<const ChannelRow> channel_table() {
  return kTable;
}

Carriers::Carriers(const ConfigReader& config, const Settings& settings)
    : config_(config), settings_(settings), templates_(settings.templates) {
  for (const ChannelRow& row : kTable) {
    channels_[row.channel] = read_channel_settings(config, std::string(word(row.channel)));
  }
}

std::string Carriers::variant_of(Channel channel, const Writing& writing) {
  return templates_.variant_of(template_choice(writing, channel, settings_));
}

std::set<Channel> Carriers::carried() const {
  std::set<Channel> out;
  for (const auto& [channel, settings] : channels_) {
    if (settings.enabled) out.insert(channel);
  }
  return out;
}

Carrier* Carriers::find(Channel channel) {
  if (const auto made = made_.find(channel); made != made_.end()) return made->second.get();
  const auto* const row = std::find_if(kTable.begin(), kTable.end(),
                                       [&](const ChannelRow& r) { return r.channel == channel; });
  if (row == kTable.end()) return nullptr;
  return made_.emplace(channel, row->make({config_, settings_, templates_})).first->second.get();
}

void Carriers::plug_in(Channel channel, std::unique_ptr<Carrier> carrier,
                       const ChannelSettings& settings) {
  made_[channel] = std::move(carrier);
  channels_[channel] = settings;
}

RetryPolicy Carriers::retry_policy(Channel channel) {
  RetryPolicy policy{settings_.retry_base, settings_.retry_max};
  if (const auto* own = settings_of(channel)) policy.max_attempts = own->max_attempts;
  if (const Carrier* carrier = find(channel)) policy.schedule = carrier->schedule();
  return policy;
}

const ChannelSettings* Carriers::settings_of(Channel channel) const {
  const auto found = channels_.find(channel);
  return found == channels_.end() ? nullptr : &found->second;
}

}  // namespace tocsin::notify
