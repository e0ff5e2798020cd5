// How fast the providers let themselves be asked: what they publish, unless the configuration says
// otherwise.
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

// From the keys `rate` and `receiver_rate` of each provider's table. Exit::config for what does not
// fit.
ProviderRates read_provider_rates(const ConfigReader& config);

}  // namespace tocsin::notify
