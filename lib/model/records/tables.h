// The record tables by subject; record_types() lists them all.
#pragma once

#include "model/record.h"

namespace tocsin::records {

// people.cc
extern const RecordType kOrganization, kUser, kTeam, kDestination, kEmergencyContact, kPreference,
    kActivity;
// watch.cc
extern const RecordType kWatch;
// offer.cc
extern const RecordType kOffer, kPricePoint;
// alert.cc
extern const RecordType kAlert, kSilence;
// ticket.cc
extern const RecordType kTicket, kTicketActivity;

}  // namespace tocsin::records
