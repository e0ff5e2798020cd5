// How fast the providers we know let themselves be asked, and what the configuration says instead.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/config_reader.h"
#include "notify/rate.h"

namespace tocsin::notify {

struct ProviderRates {
  std::map<std::string, Rate, std::less<>> provider;  // all that goes by way of one
  std::map<std::string, Rate, std::less<>> receiver;  // what goes to one of its receivers

  Rate of_provider(std::string_view name) const;
  Rate of_receiver(std::string_view provider) const;
};

// notify.provider_rates and notify.receiver_rates ("PROVIDER=RATE") over what the providers
// publish. Exit::config for what does not fit.
ProviderRates read_provider_rates(const ConfigReader& config);

}  // namespace tocsin::notify
