// Links that act on an alert: a page that asks, and what its button does.

#include <algorithm>
#include <array>

#include "alert/acting_links.h"
#include "alert/receipts.h"
#include "inbound/form.h"
#include "inbound/routes.h"

namespace tocsin::inbound {
namespace {

// How long one may put off, as the page offers it.
struct Choice {
  std::string_view word, text;
  Duration length;
  std::optional<SnoozeEvent> event;
};
constexpr auto kChoices = std::to_array<Choice>(
    {{"1h", "for an hour", std::chrono::hours{1}, {}},
     {"4h", "for four hours", std::chrono::hours{4}, {}},
     {"1d", "for a day", std::chrono::days{1}, {}},
     {"rises", "until it gets worse", alert::kLongestSnooze, SnoozeEvent::rises}});

ActingLink link_of(const Call& call) {
  return check_acting_link(call.settings.key_ring, call.rest, call.now);
}

std::string_view verb(AlertAct act) {
  switch (act) {
    case AlertAct::take:
      return "Take it over";
    case AlertAct::snooze:
      return "Snooze";
    case AlertAct::resolve:
      return "Resolve";
    case AlertAct::acknowledge:
    case AlertAct::ignore:
    case AlertAct::assign:
      break;
  }
  return "Acknowledge";
}

std::string form_for(AlertAct act) {
  std::string out = "<form method=\"post\"><input type=\"hidden\" name=\"sure\" value=\"yes\">";
  if (act == AlertAct::snooze) {
    out += "<select name=\"for\">";
    for (const Choice& c : kChoices) {
      out += fmt::format("<option value=\"{}\">{}</option>", c.word, c.text);
    }
    out += "</select> ";
  }
  return out + fmt::format("<button>{}</button></form>", verb(act));
}

Answer ask(const alert::Offer& offer) {
  const auto title = fmt::format("{}?", verb(offer.link.act));
  const auto what = fmt::format("“{}”, as {}", offer.alert.facts.title, offer.person);
  if (offer.used_at) return page(410, "This link was used", what);
  if (!is_open(offer.alert.status)) return page(200, "This is over", what);
  return page(200, title, what, form_for(offer.link.act));
}

}  // namespace

Proof prove_act(const Call& call) {
  return proof_of(link_of(call).state);
}

Answer act(const Call& call, store::Database& db, alert::Trail& trail) {
  const auto offer = alert::find_offer(db, link_of(call));
  if (!offer) return refuse(404);
  if (!call.changes()) return ask(*offer);
  const auto form = parse_form(call.request.body);
  if (!form || field(*form, "sure") != "yes") return refuse(400);
  alert::Deed deed;
  if (offer->link.act == AlertAct::snooze) {
    const std::string given = field(*form, "for");
    const auto* const choice = std::find_if(kChoices.begin(), kChoices.end(), [&](const Choice& c) {
      return given.empty() || c.word == given;
    });
    if (choice == kChoices.end()) return refuse(400);
    deed.until = call.now + choice->length;
    deed.ends_when = choice->event;
  }
  const alert::Acted acted = alert::follow(db, trail, *offer, deed, "link");
  const std::string& title = offer->alert.facts.title;
  switch (acted.effect) {
    case alert::Effect::used:
      return page(410, title, acted.words);
    case alert::Effect::not_allowed:
      return page(403, title, acted.words);
    case alert::Effect::done:
    case alert::Effect::already:
    case alert::Effect::ended:
      break;
  }
  alert::mark_read(db, trail, offer->message);
  return page(200, title, acted.words);
}

}  // namespace tocsin::inbound
