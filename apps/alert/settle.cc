// alert ack, take, snooze, assign, resolve, ignore, comment, act: what people do to some alerts.

#include "alert/acting_links.h"
#include "base/key_ring.h"
#include "commands.h"
#include "store/people.h"

namespace tocsin::alert_tool {
namespace {

Exit status_of(alert::Effect effect) {
  switch (effect) {
    case alert::Effect::done:
    case alert::Effect::already:
      return Exit::ok;
    case alert::Effect::ended:
    case alert::Effect::used:
      return Exit::no;
    case alert::Effect::not_allowed:
      return Exit::not_allowed;
  }
  return Exit::ok;
}

// Runs what changes the database, undone where nothing is to be changed.
void carry_out(cli::Run& run, const std::function<void(alert::Trail&)>& act) {
  auto trail = run.trail();
  const auto whole = [&] {
    trail.clear();
    act(trail);
    trail.flush();
  };
  run.dry_run() ? run.db().rehearse(whole) : run.db().transaction(whole);
}

alert::Deed snooze_deed(cli::Run& run, const SnoozeOptions& given) {
  alert::Deed deed;
  deed.act = AlertAct::snooze;
  deed.reason = given.reason;
  if (given.length && given.until) fail(Exit::usage, "--for or --until, not both");
  if (given.length) deed.until = run.now() + *given.length;
  if (given.until) deed.until = given.until;
  if (!given.event.empty()) deed.ends_when = from_word<SnoozeEvent>(given.event);
  return deed;
}

}  // namespace

Exit act(cli::Run& run, const std::vector<std::string>& ids, const alert::Deed& deed) {
  std::vector<alert::Alert> alerts;
  for (const std::string& id : ids) alerts.push_back(find(run, id));
  const auto who = store::find_person_named(run.db(), run.actor());
  alert::Doer doer;
  if (who) doer.person_id = who->id;
  if (deed.act == AlertAct::take && !who) {
    fail(Exit::no_input, "who takes it? There is no person '{}': see --as", run.actor());
  }
  std::vector<OrderedJson> rows;
  Exit worst = Exit::ok;
  carry_out(run, [&](alert::Trail& trail) {
    rows.clear();
    worst = Exit::ok;
    for (const alert::Alert& a : alerts) {
      const alert::Acted acted = alert::act_on(run.db(), trail, a, deed, doer);
      worst = std::max(worst, status_of(acted.effect));
      rows.push_back({{"id", a.public_id}, {"title", a.facts.title}, {"result", acted.words}});
    }
  });
  run.out().rows({{"id", "ALERT"}, {"result", "RESULT"}, {"title", "TITLE"}}, rows);
  return worst;
}

Exit snooze(cli::Run& run, const std::vector<std::string>& ids, const SnoozeOptions& given) {
  return act(run, ids, snooze_deed(run, given));
}

Exit assign(cli::Run& run, const std::vector<std::string>& ids, const std::string& person) {
  const auto to = store::find_person_named(run.db(), person);
  if (!to) fail(Exit::no_input, "--to: there is no person '{}'", person);
  alert::Deed deed;
  deed.act = AlertAct::assign;
  deed.to = to->id;
  return act(run, ids, deed);
}

Exit comment(cli::Run& run, const std::string& id, const std::string& text) {
  const alert::Alert about = find(run, id);
  carry_out(run, [&](alert::Trail& trail) { alert::comment(run.db(), trail, about.id, text); });
  run.out().rows(
      {{"id", "ALERT"}, {"result", "RESULT"}, {"title", "TITLE"}},
      {{{"id", about.public_id}, {"title", about.facts.title}, {"result", "commented"}}});
  return Exit::ok;
}

Exit act_by_token(cli::Run& run, const std::string& given, const SnoozeOptions& snooze) {
  const auto keys = KeyRing::from_text(run.config().secret("security.secret_key"));
  if (keys.empty()) fail(Exit::config, "security.secret_key is not set: no token can be read");
  const std::string token = given.substr(given.rfind('/') + 1);
  const ActingLink link = check_acting_link(keys, token, run.now());
  if (link.state == LinkState::forged) fail(Exit::bad_input, "this is no token of ours");
  if (link.state == LinkState::expired) fail(Exit::not_allowed, "the token has expired");
  const auto offer = alert::find_offer(run.db(), link);
  if (!offer) fail(Exit::no_input, "what the token was made for is no more");
  alert::Deed deed;
  if (link.act == AlertAct::snooze) deed = snooze_deed(run, snooze);
  deed.reason = snooze.reason;
  alert::Acted acted;
  carry_out(run, [&](alert::Trail& trail) {
    acted = alert::follow(run.db(), trail, *offer, deed, "token");
  });
  run.out().record({{"id", offer->alert.public_id},
                    {"title", offer->alert.facts.title},
                    {"result", acted.words}});
  return status_of(acted.effect);
}

}  // namespace tocsin::alert_tool
