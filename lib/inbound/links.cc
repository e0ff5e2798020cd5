// Links in messages: unsubscribe, opened, and the action by way of us.

#include "store/links.h"
#include "alert/presence.h"
#include "alert/receipts.h"
#include "base/digest.h"
#include "base/text.h"
#include "inbound/form.h"
#include "inbound/routes.h"
#include "model/link.h"
#include "net/url.h"
#include "store/people.h"
#include "store/preferences.h"

namespace tocsin::inbound {
namespace {

Proof prove(const Call& call, LinkPurpose purpose) {
  return proof_of(check_link(call.settings.key_ring, purpose, call.rest, call.now).state);
}

std::optional<store::Message> message_behind(const Call& call, store::Database& db,
                                             LinkPurpose purpose) {
  return store::find_message(
      db, check_link(call.settings.key_ring, purpose, call.rest, call.now).message);
}

// 1×1, transparent.
std::string pixel() {
  return from_base64("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7").value_or("");
}

// "price_drop" as people read it.
std::string in_words(std::string text) {
  for (char& c : text) {
    if (c == '_') c = ' ';
  }
  return text;
}

std::string kind_of(const store::Message& m) {
  return fmt::format("“{}” by {}", in_words(m.kind), word(m.channel));
}

// As it stands now: who has withdrawn the permission since is not followed.
bool may_follow(store::Database& db, const store::Message& m) {
  const auto person = m.person_id ? store::find_person(db, *m.person_id) : std::nullopt;
  if (!person) return false;
  return store::preferences(db, person->id, person->organization_id)["tracking"] == Json(true);
}

void note_use(const Call& call, store::Database& db, alert::Trail& trail, const store::Message& m,
              LinkPurpose purpose) {
  if (call.request.method != "GET" || !may_follow(db, m)) return;
  if (store::use_link(db, m.id, purpose, call.now)) {
    alert::note_presence(db, m, purpose == LinkPurpose::opened ? "open" : "click", call.now);
  }
  alert::mark_read(db, trail, m);
}

bool says_one_click(const Request& request) {
  constexpr std::string_view kName = "List-Unsubscribe";
  const auto form = request.media_type() == "multipart/form-data"
                        ? parse_multipart(request.content_type, request.body)
                        : parse_form(request.body);
  return form && field(*form, kName) == "One-Click";
}

// This kind on this channel, over what holds for the person now, whoever said that.
bool switch_off(store::Database& db, alert::Trail& trail, const store::Message& m) {
  const auto person = store::find_person(db, *m.person_id);
  if (!person) return false;
  auto merged = store::preferences(db, person->id, person->organization_id);
  Json kinds = merged["kinds"].is_object() ? merged["kinds"] : Json::object();
  Json& kind = kinds[m.kind];
  if (kind == Json(false)) return true;
  if (!kind.is_object()) kind = Json::object();
  kind[std::string(word(m.channel))] = false;
  const auto saved =
      store::set_preference(db, {person->id, std::nullopt}, "kinds", kinds, trail.now());
  if (saved.change != store::Change::unchanged) {
    trail.note("preference.updated", "person", person->external_id,
               {{"key", "kinds"},
                {"kind", m.kind},
                {"channel", word(m.channel)},
                {"value", false},
                {"message", m.public_id}});
  }
  return true;
}

}  // namespace

Proof prove_unsubscribe(const Call& call) {
  return prove(call, LinkPurpose::unsubscribe);
}
Proof prove_opened(const Call& call) {
  return prove(call, LinkPurpose::opened);
}
Proof prove_action(const Call& call) {
  return prove(call, LinkPurpose::action);
}

Answer unsubscribe(const Call& call, store::Database& db, alert::Trail& trail) {
  const auto m = message_behind(call, db, LinkPurpose::unsubscribe);
  if (!m || !m->person_id) return refuse(404);
  if (!call.changes()) {
    return page(200, "Unsubscribe?", fmt::format("No more messages of the kind {}?", kind_of(*m)),
                "<form method=\"post\"><input type=\"hidden\" name=\"List-Unsubscribe\" "
                "value=\"One-Click\"><button>Unsubscribe</button></form>");
  }
  if (!says_one_click(call.request)) return refuse(400);
  if (!switch_off(db, trail, *m)) return refuse(404);
  if (store::use_link(db, m->id, LinkPurpose::unsubscribe, call.now)) {
    alert::note_presence(db, *m, "dismiss", call.now);
  }
  return page(200, "Unsubscribed",
              fmt::format("You will get no more messages of the kind {}.", kind_of(*m)));
}

Answer opened(const Call& call, store::Database& db, alert::Trail& trail) {
  const auto m = message_behind(call, db, LinkPurpose::opened);
  if (!m) return refuse(404);
  note_use(call, db, trail, *m, LinkPurpose::opened);
  return {200, "image/gif", pixel(), "", ""};
}

Answer follow_action(const Call& call, store::Database& db, alert::Trail& trail) {
  const auto m = message_behind(call, db, LinkPurpose::action);
  const auto target = m ? store::link_target(db, m->id) : std::nullopt;
  const auto url = target ? net::Url::parse(*target) : std::nullopt;
  if (!url) return refuse(404);
  note_use(call, db, trail, *m, LinkPurpose::action);
  return {302, "", "", url->text(), ""};
}

}  // namespace tocsin::inbound
