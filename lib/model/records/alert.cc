// alert, silence.

#include "model/alert.h"

#include "model/records/fields.h"
#include "model/records/tables.h"

namespace tocsin::records {
namespace {

constexpr Field kSubject[] = {
    required(text("type")),
    required(text("id")),
};

// What export adds is passed over by import: an alert's ID and times are those of its raising.
constexpr Field kAlertFields[] = {
    text("source"),
    exported(text("id")),
    required(text("kind")),
    required(text("title")),
    word("severity", Words<Severity>::list),
    integer("priority", 1, 5),
    word("status", Words<AlertStatus>::list),
    text("body"),
    text("dedup_key"),
    object("subject", kSubject),
    field(FieldKind::labels, "labels"),
    field(FieldKind::open, "metadata"),
    text("area"),
    text("organization"),
    text("assigned_to"),
    exported(text("raised_by")),
    exported(time("first_seen_at")),
    exported(time("last_seen_at")),
    exported(integer("times_seen", 1)),
    exported(time("acknowledged_at")),
    exported(time("snoozed_until")),
    exported(text("snooze_ends_when")),
    exported(time("ended_at")),
};

constexpr Field kSilenceFields[] = {
    exported(text("id")),
    required(field(FieldKind::matchers, "matchers")),
    time("from"),
    required(time("until")),
    required(text("reason")),
    text("author"),
    flag("maintenance"),
    text("mute_time"),
};

}  // namespace

constinit const RecordType kAlert{.name = "alert", .fields = kAlertFields};
constinit const RecordType kSilence{.name = "silence", .fields = kSilenceFields};

}  // namespace tocsin::records
