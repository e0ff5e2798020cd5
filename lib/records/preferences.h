// Preferences one by one, for commands: what holds and who said so, setting, taking back.
//
// Each change is one transaction with its line in the audit trail; a dry run leaves nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alert/audit.h"
#include "base/json.h"
#include "store/change.h"
#include "store/owner.h"

namespace tocsin::records {

struct PreferenceInForce {
  std::string name;
  Json value;
  std::string from;  // "watch", "user", "organization", "system" or "default"
};
// Every known preference, in the order of the table, then what else is stored. For a person give
// their organization, too, and for a watch both.
std::vector<PreferenceInForce> preferences_in_force(store::Database& db, const store::Owner& owner);

// Exit::bad_input for an unknown name or a value of another shape.
store::Change set_preference(store::Database& db, alert::Trail& trail, const store::Owner& owner,
                             std::string_view name, const Json& value, bool dry_run);
// False: the owner has no such preference of their own. Exit::bad_input for an unknown name.
bool unset_preference(store::Database& db, alert::Trail& trail, const store::Owner& owner,
                      std::string_view name, bool dry_run);
// Gives the person what initial_preferences() has for their channels and they have not chosen
// themselves; how many that were.
int init_preferences(store::Database& db, alert::Trail& trail, std::int64_t person_id,
                     bool dry_run);

}  // namespace tocsin::records
