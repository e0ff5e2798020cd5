// What the configuration says to notify as a whole; what one channel reads is in its own file.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/config_reader.h"
#include "base/key_ring.h"
#include "notify/plan/quiet_hours.h"
#include "notify/plan/working_hours.h"
#include "notify/provider_rates.h"

namespace tocsin::notify {

struct Settings {
  Duration window{3'600'000};
  QuietDefaults quiet;
  WorkingHours working;  // whoever knows the calendars gives `opens`
  Duration expire_after{86'400'000};
  Duration claim{120'000};
  Duration retry_base{15'000}, retry_max{3'600'000};
  int jobs = 64;
  ProviderRates rates;
  Rate recovery_rate = {5, Duration{1'000}, 1};  // after an outage, at first
  Rate person_rate, destination_rate;            // of what interrupts
  std::string language = "en";
  std::string public_url;           // without a slash at its end; empty: no links lead back to us
  std::string ca_file;              // of the authorities to trust; empty: the system's
  KeyRing key_ring;                 // signs the links
  std::filesystem::path templates;  // the folders whose files override shipped ones; may be empty
  std::filesystem::path policies;
};
// Exit::config for what does not fit.
Settings read_settings(const ConfigReader& config);

enum class Guarantee { at_least_once, at_most_once };

// What every channel has; its keys are CHANNEL.enabled, CHANNEL.timeout, …
struct ChannelSettings {
  bool enabled = true;
  Duration timeout{30'000};
  int max_attempts = 8;
  int concurrency = 4;
  Guarantee guarantee = Guarantee::at_least_once;
};
ChannelSettings read_channel_settings(const ConfigReader& config, const std::string& channel);

}  // namespace tocsin::notify
