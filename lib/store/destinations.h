// Where people, organizations and emergency contacts can be reached, and the desk's own programs.
//
// Call what writes inside a transaction. Channels are checked by whoever calls.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/change.h"
#include "store/database.h"
#include "store/owner.h"

namespace tocsin::store {

// Belongs to a person, to an organization or to an emergency contact; the desk's own to none.
struct Destination {
  std::int64_t id = 0;
  std::optional<std::int64_t> person_id, organization_id, contact_id{};
  std::string channel, address;
  std::string origin =
      "given";  // or "profile": follows the person's e-mail or phone, the organization's webhook
  bool enabled = true, verified = false;
  std::int64_t rank = 0;  // lower is tried first
  std::string options;    // a JSON object, or empty
  std::optional<Instant> dead_at;
  std::string dead_reason;
  Owner owner() const { return {person_id, organization_id, {}, contact_id}; }
  friend bool operator==(const Destination&, const Destination&) = default;
};

// Found by owner, channel and address; writes nothing where nothing differs. Enabling a dead
// address declares it alive again.
Saved save_destination(Database& db, const Destination& destination, Instant now);
// Makes `address` the owner's profile destination of this channel (empty: none any more). The one
// before moves to the new address, or is disabled where that address is a destination already.
// True if something was written.
bool follow_profile(Database& db, const Owner& owner, std::string_view channel,
                    std::string_view address, Instant now);
// The provider says that the receiver has another address now: the destination moves there, or is
// disabled where that address is a destination already.
void move_destination(Database& db, std::int64_t id, std::string_view address, Instant now);
// Gone for good; messages and decisions that name it do so no more. Exit::bad_input for one that
// follows the person's profile.
void remove_destination(Database& db, const Destination& destination);
// The address was found dead (no such mailbox, HTTP 410, …): disabled, with the reason. False: that
// was known.
bool mark_destination_dead(Database& db, std::int64_t id, Instant now, std::string_view reason);

std::optional<Destination> find_destination(Database& db, std::int64_t id);
std::optional<Destination> find_destination(Database& db, const Owner& owner,
                                            std::string_view channel, std::string_view address);
// Everybody's at this address.
std::vector<Destination> destinations_at(Database& db, std::string_view channel,
                                         std::string_view address);
// By rank, then in the order in which they were added.
std::vector<Destination> destinations_of_person(Database& db, std::int64_t person_id);
std::vector<Destination> destinations_of_organization(Database& db, std::int64_t organization_id);
std::vector<Destination> destinations_of_contact(Database& db, std::int64_t contact_id);
// For export: the next rows by id.
std::vector<Destination> destinations_after(Database& db, std::int64_t id, std::int64_t limit);

}  // namespace tocsin::store
