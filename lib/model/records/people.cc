// organization, user, team, destination, emergency_contact, preference, activity.

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
constexpr Field kSource = text("source", "Which system it comes from");

constexpr Field kOrganizationFields[] = {
    kSource,
    required(text("external_id", "What that system calls it")),
    required(text("name", "Its name")),
    flag("priority_client", "A priority client, served in half the time"),
    zone("time_zone", "Where its people are, unless they say otherwise"),
    text("calendar", "Its working calendar"),
    text("slack_webhook", "Its Slack webhook"),
    field(FieldKind::open, "settings", "Anything else"),
};

constexpr Field kUserFields[] = {
    kSource,
    required(text("external_id", "What that system calls them")),
    required(text("name", "Their name")),
    field(FieldKind::email, "email", "Their mail address, a destination, too"),
    text("phone", "Their telephone number, a destination for sms, too"),
    word("role", kRoles, "What they do"),
    word("tier", kTiers, "What they may use"),
    text("organization", "Whose they are, by its external ID"),
    texts("teams", "The teams they are in, by external ID or name"),
    zone("time_zone", "Where they are"),
    text("language", "What they read, like en or de-AT"),
    flag("disabled", "Nothing is sent to them"),
};

constexpr Field kTeamFields[] = {
    kSource,
    required(text("external_id", "What that system calls it")),
    required(text("name", "Its name")),
    texts("members", "Who is in it"),
};

constexpr Field kDestinationFields[] = {
    kSource,
    text("user", "Whose it is"),
    text("organization", "Whose it is"),
    required(word("channel", Words<Channel>::list, "What carries it")),
    required(text("address", "What the channel calls an address")),
    flag("enabled", "Is it used"),
    flag("verified", "Is it known to be theirs"),
    integer("priority", -1'000'000, 1'000'000, "Lower numbers are tried first"),
    field(FieldKind::open, "options", "Of the channel, such as a secret of its own"),
};

constexpr Field kEmergencyContactFields[] = {
    kSource,
    required(text("user", "Whose contact it is")),
    required(text("name", "Who is told")),
    required(word("channel", Words<Channel>::list, "What carries it")),
    required(text("address", "What the channel calls an address")),
};

constexpr Field kPreferenceFields[] = {
    kSource,
    text("user"),
    text("organization"),
    text("watch", "What its user wants for this one watch"),
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
constinit const RecordType kEmergencyContact{.name = "emergency_contact",
                                             .fields = kEmergencyContactFields};
constinit const RecordType kPreference{
    .name = "preference", .fields = kPreferenceFields, .one_of = {"user", "organization", "watch"}};
constinit const RecordType kActivity{.name = "activity", .fields = kActivityFields};

}  // namespace tocsin::records
