// What people were told and will be: the outbox as planning looks back at it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/alert.h"
#include "model/message.h"
#include "store/database.h"

namespace tocsin::store {

// One message. What was merged into another is in that one's state and left with it.
struct Sent {
  std::optional<std::int64_t> person_id, destination_id;
  Channel channel = Channel::email;
  Purpose purpose = Purpose::first;
  std::string kind, subject_key, bundle;
  Priority priority = 2;
  MessageState state = MessageState::pending;
  Reason reason = Reason::planned;
  Instant created_at{};
  Instant left_at{};  // or when it is to leave
  bool merged = false;

  // Neither given up nor taken back.
  bool is_told() const {
    return state != MessageState::failed && state != MessageState::suppressed &&
           state != MessageState::expired;
  }
};

// In the order in which they were made.
std::vector<Sent> sent_to_person(Database& db, std::int64_t person_id, Instant since);
// Of messages that are no person's.
std::vector<Sent> sent_to_place(Database& db, std::int64_t destination_id, Instant since);
std::vector<Sent> sent_of_alert(Database& db, std::int64_t alert_id);
// Whether a message about the alert was made for the person, or for a place of their organization.
bool was_told_of(Database& db, std::int64_t alert_id, std::int64_t person_id,
                 std::optional<std::int64_t> organization_id);

}  // namespace tocsin::store
