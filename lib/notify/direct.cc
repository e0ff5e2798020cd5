#include "notify/direct.h"

#include "base/id.h"

namespace tocsin::notify {

Notice notice_from(std::string_view kind, const Json& data, Instant now) {
  if (!data.is_object()) fail(Exit::bad_input, "the data must be an object");
  Notice n;
  n.kind = kind;
  n.priority = default_priority(kind);
  n.since = now;
  try {
    n.title = data.value("title", std::string(kind));
    n.body = data.value("body", "");
    n.priority = data.value("priority", n.priority);
    n.alert_public_id = data.value("id", "");
    if (data.contains("subject")) {
      n.subject = {data["subject"].value("type", ""), data["subject"].value("id", "")};
    }
    n.labels = data.value("labels", Json::object());
    // Bare values are taken for metadata, so that a template can be tried with little.
    n.metadata = data.contains("metadata") ? data["metadata"] : data;
    if (data.value("purpose", "") == "resolved") n.purpose = Purpose::resolved;
  } catch (const Json::exception&) {
    fail(Exit::bad_input, "title, body and id must be text, priority a number, subject an object");
  }
  return n;
}

store::Message queue_direct(store::Database& db, Carriers& carriers, const Settings& settings,
                            alert::Trail& trail, DirectMessage message,
                            const std::function<void(const store::Message&)>& along) {
  const auto or_configured = [](const std::string& own, const std::string& configured) {
    return own.empty() ? configured : own;
  };
  Notice& n = message.notice;
  n.purpose = Purpose::direct;
  n.since = trail.now();
  store::Message m;
  m.public_id = new_id(IdKind::message, trail.now());
  m.identity = fmt::format("{}/{}", n.kind, m.public_id);  // asked for each time anew
  m.person_id = message.person_id;
  m.destination_id = message.destination_id;
  m.channel = message.channel;
  m.address = message.address;
  m.purpose = Purpose::direct;
  m.kind = n.kind;
  m.subject_key = n.subject_key();
  m.reason = Reason::direct;
  m.content =
      carriers.find(m.channel)->compose({&n,
                                         message.recipient_name,
                                         or_configured(message.language, settings.language),
                                         or_configured(message.time_zone, settings.quiet.time_zone),
                                         {}});
  m.due_at = m.created_at = trail.now();
  m.expires_at =
      m.due_at + (message.life > Duration::zero() ? message.life : settings.expire_after);
  db.transaction([&] {
    trail.clear();
    m.id = store::add_message(db, m).value();
    along(m);
    trail.flush();
  });
  return m;
}

store::Message queue_test(store::Database& db, Carriers& carriers, const Settings& settings,
                          alert::Trail& trail, Channel channel, const std::string& address) {
  DirectMessage message;
  message.notice.kind = "test";
  message.notice.title = "Tocsin test";
  message.notice.body = "This channel works.";
  message.notice.subject = {"channel", std::string(word(channel))};
  message.channel = channel;
  message.address = address;
  return queue_direct(
      db, carriers, settings, trail, std::move(message), [&](const store::Message& m) {
        trail.note("notify.test", "message", m.public_id, {{"channel", word(channel)}});
      });
}

}  // namespace tocsin::notify
