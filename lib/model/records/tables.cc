#include "model/records/tables.h"

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

constexpr std::array kTypes{&records::kOrganization,
                            &records::kUser,
                            &records::kTeam,
                            &records::kDestination,
                            &records::kEmergencyContact,
                            &records::kWatch,
                            &records::kPreference,
                            &records::kOffer,
                            &records::kPricePoint,
                            &records::kAlert,
                            &records::kActivity,
                            &records::kSilence,
                            &records::kTicket,
                            &records::kTicketActivity};

}  // namespace

std::span<const RecordType* const> record_types() {
  return kTypes;
}

const RecordType* find_record_type(std::string_view name) {
  const auto* const found = std::find_if(kTypes.begin(), kTypes.end(),
                                         [&](const RecordType* t) { return t->name == name; });
  return found == kTypes.end() ? nullptr : *found;
}

}  // namespace tocsin
