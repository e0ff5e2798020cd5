// Stored rows as the records that would store them. Fields stand in the order of their tables;
// absent ones are left out.
#pragma once

#include "alert/alerts.h"
#include "base/json.h"
#include "store/activity.h"
#include "store/destinations.h"
#include "store/offer_listing.h"
#include "store/people.h"
#include "store/preferences.h"
#include "store/silences.h"
#include "store/ticket_activity.h"
#include "store/tickets.h"
#include "store/watches.h"

namespace tocsin::records {

OrderedJson organization_of(store::Database& db, const store::Organization& row);
// Without its teams: these are told by the team's members.
OrderedJson user_of(store::Database& db, const store::Person& row);
OrderedJson team_of(store::Database& db, const store::Team& row);
OrderedJson destination_of(store::Database& db, const store::Destination& row);
// Of a destination that is an emergency contact's.
OrderedJson emergency_contact_of(store::Database& db, const store::Destination& row);
OrderedJson preference_of(store::Database& db, const store::StoredPreference& row);
OrderedJson watch_of(store::Database& db, const store::Watch& row);
OrderedJson activity_of(store::Database& db, const store::Activity& row);
OrderedJson silence_of(store::Database& db, const store::Silence& row);
OrderedJson alert_of(store::Database& db, const alert::Alert& row);
OrderedJson ticket_of(store::Database& db, const store::Ticket& row);
OrderedJson ticket_activity_of(store::Database& db, const store::TicketActivity& row);
OrderedJson price_point_record(const store::ListedPrice& row);

}  // namespace tocsin::records
