#include "alert/presence.h"

#include <set>

#include "alert/acting.h"
#include "alert/dead_address.h"
#include "base/text.h"
#include "model/button.h"
#include "store/activity.h"
#include "store/destinations.h"

namespace tocsin::alert {
namespace {

// To a button: Bot API, answerCallbackQuery.
constexpr std::size_t kLongestAnswer = 200;

const Json& member(const Json& object, const char* name) {
  static const Json absent;
  if (!object.is_object()) return absent;
  const auto found = object.find(name);
  return found == object.end() ? absent : *found;
}

// Telegram's numbers have up to 52 bits; as an address they are text.
std::string address_of(const Json& owner) {
  const Json& id = member(owner, "id");
  return id.is_number_integer() ? std::to_string(id.get<std::int64_t>()) : "";
}

void add(store::Database& db, std::int64_t person_id, std::string_view kind, Instant at,
         std::string about) {
  store::add_activity(db, {.id = 0,
                           .person_id = person_id,
                           .kind = std::string(kind),
                           .at = at,
                           .alert = std::move(about),
                           .ticket = ""});
}

void note_at(store::Database& db, Channel channel, std::string_view address, std::string_view kind,
             Instant at, const std::string& about) {
  if (address.empty()) return;
  for (const store::Destination& d : store::destinations_at(db, word(channel), address)) {
    if (d.person_id) add(db, *d.person_id, kind, at, about);
  }
}

// The one person who can be meant. An account that is not written to is theirs, too.
std::optional<std::int64_t> person_at(store::Database& db, Channel channel,
                                      std::string_view address) {
  std::set<std::int64_t> people;
  if (address.empty()) return std::nullopt;
  for (const store::Destination& d : store::destinations_at(db, word(channel), address)) {
    if (d.person_id && !d.dead_at) people.insert(*d.person_id);
  }
  return people.size() == 1 ? std::optional(*people.begin()) : std::nullopt;
}

void take_membership(store::Database& db, Trail& trail, const Json& change) {
  const Json& status = member(member(change, "new_chat_member"), "status");
  if (status != Json("kicked") && status != Json("left")) return;
  constexpr std::string_view kWhy = "the bot was blocked or removed";
  const std::string address = address_of(member(change, "chat"));
  for (const store::Destination& d : store::destinations_at(db, "telegram", address)) {
    address_is_dead(db, trail, d.id, kWhy);
  }
}

}  // namespace

void note_presence(store::Database& db, const store::Message& message, std::string_view kind,
                   Instant now) {
  if (!message.person_id) return;
  const auto about = message.alert_id ? find(db, *message.alert_id) : std::nullopt;
  add(db, *message.person_id, kind, now, about ? about->public_id : "");
}

std::string take_press(store::Database& db, Trail& trail, Channel channel, std::string_view address,
                       std::string_view data) {
  const auto button = button_from(data);
  const auto alert = button ? find_public(db, button->alert) : std::nullopt;
  if (!alert) {
    note_at(db, channel, address, "click", trail.now(), "");
    return "";
  }
  const auto who = person_at(db, channel, address);
  if (!who) return "Nobody here is known by this account.";
  Deed deed;
  deed.act = button->act;
  return act_on(db, trail, *alert, deed, {who, word(channel)}).words;
}

std::optional<std::int64_t> telegram_update_id(const Json& update) {
  const Json& id = member(update, "update_id");
  if (!id.is_number_integer()) return std::nullopt;
  return id.get<std::int64_t>();
}

std::string telegram_press_id(const Json& update) {
  const Json& id = member(member(update, "callback_query"), "id");
  return id.is_string() ? id.get<std::string>() : "";
}

std::string take_telegram_update(store::Database& db, Trail& trail, const Json& update) {
  std::string answer;
  const Json& press = member(update, "callback_query");
  if (press.is_object()) {
    const Json& data = member(press, "data");
    answer = take_press(db, trail, Channel::telegram, address_of(member(press, "from")),
                        data.is_string() ? data.get<std::string>() : "");
  }
  const Json& message = member(update, "message");
  if (message.is_object()) {
    note_at(db, Channel::telegram, address_of(member(message, "from")), "view", trail.now(), "");
  }
  const Json& change = member(update, "my_chat_member");
  if (change.is_object()) take_membership(db, trail, change);
  return std::string(utf8_prefix(answer, kLongestAnswer));
}

}  // namespace tocsin::alert
