#include "notify/verify.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/error.h"
#include "notify/direct.h"
#include "store/people.h"

namespace tocsin::notify {

std::string new_code() {
  std::uint64_t number = 0;
  for (const char c : random_bytes(sizeof number)) {
    number = number << 8U | static_cast<unsigned char>(c);
  }
  return fmt::format("{:06}", number % 1'000'000);
}

store::Message queue_code(store::Database& db, Carriers& carriers, const Settings& settings,
                          alert::Trail& trail, const store::Destination& destination,
                          const std::string& code) {
  const auto channel = from_word<Channel>(destination.channel);
  if (!channel || carriers.find(*channel) == nullptr) {
    fail(Exit::unavailable, "nothing carries the channel {}", destination.channel);
  }
  DirectMessage message;
  message.notice.kind = "verification_code";
  message.notice.title = fmt::format("Your code is {}", code);
  message.notice.body =
      "It shows that this address is yours. It is good for 15 minutes; if you did "
      "not ask for it, nothing needs to be done.";
  message.notice.subject = {"destination", std::to_string(destination.id)};
  message.channel = *channel;
  message.address = destination.address;
  message.destination_id = destination.id;
  message.life = store::kCodeLife;
  if (destination.person_id) {
    const auto person = store::find_person(db, *destination.person_id);
    message.person_id = destination.person_id;
    message.recipient_name = person->name;
    message.language = person->language;
    message.time_zone = person->time_zone;
  }
  return queue_direct(db, carriers, settings, trail, std::move(message),
                      [&](const store::Message& m) {
                        store::set_code(db, destination.id, code, trail.now());
                        trail.note("destination.code", "destination",
                                   std::to_string(destination.id), {{"message", m.public_id}});
                      });
}

store::CodeVerdict verify(store::Database& db, alert::Trail& trail,
                          const store::Destination& destination, const std::string& code) {
  return db.transaction([&] {
    trail.clear();
    const auto verdict = store::check_code(db, destination, code, trail.now());
    trail.note("destination.verify", "destination", std::to_string(destination.id),
               {{"verdict", word(verdict)}});
    trail.flush();
    return verdict;
  });
}

}  // namespace tocsin::notify
