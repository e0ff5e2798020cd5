// organization, user, team, destination, preference, activity.

#include "model/message.h"
#include "model/records/fields.h"
#include "model/records/tables.h"

namespace tocsin::records {
namespace {

constexpr std::string_view kRoles[] = {"super_admin", "ops_manager", "agent",   "finance",
                                       "vendor",      "customer",    "watcher", "auditor"};
constexpr std::string_view kTiers[] = {"basic", "premium", "enterprise"};
constexpr std::string_view kActivities[] = {"login",   "open", "click",  "ack",
                                            "dismiss", "view", "ticket", "purchase"};
constexpr Field kSource = text("source");

constexpr Field kOrganizationFields[] = {
    kSource,
    required(text("external_id")),
    required(text("name")),
    flag("priority_client"),
    zone("time_zone"),
    text("calendar"),
    text("slack_webhook"),
    field(FieldKind::open, "settings"),
};

constexpr Field kUserFields[] = {
    kSource,
    required(text("external_id")),
    required(text("name")),
    field(FieldKind::email, "email"),
    text("phone"),
    word("role", kRoles),
    word("tier", kTiers),
    text("organization"),
    texts("teams"),
    zone("time_zone"),
    text("language"),
    flag("disabled"),
};

constexpr Field kTeamFields[] = {
    kSource,
    required(text("external_id")),
    required(text("name")),
    texts("members"),
};

constexpr Field kDestinationFields[] = {
    kSource,
    text("user"),
    text("organization"),
    required(word("channel", Words<Channel>::list)),
    required(text("address")),
    flag("enabled"),
    flag("verified"),
    integer("priority", -1'000'000, 1'000'000),
    field(FieldKind::open, "options"),
};

constexpr Field kPreferenceFields[] = {
    kSource,
    text("user"),
    text("organization"),
    required(text("key")),
    required(field(FieldKind::any, "value")),
};

constexpr Field kActivityFields[] = {
    kSource,
    required(text("user")),
    required(word("kind", kActivities)),
    required(time("at")),
    text("alert"),
    text("ticket"),
};

}  // namespace

constinit const RecordType kOrganization{.name = "organization", .fields = kOrganizationFields};
constinit const RecordType kUser{.name = "user", .fields = kUserFields};
constinit const RecordType kTeam{.name = "team", .fields = kTeamFields};
constinit const RecordType kDestination{
    .name = "destination", .fields = kDestinationFields, .one_of = {"user", "organization"}};
constinit const RecordType kPreference{
    .name = "preference", .fields = kPreferenceFields, .one_of = {"user", "organization"}};
constinit const RecordType kActivity{.name = "activity", .fields = kActivityFields};

}  // namespace tocsin::records
