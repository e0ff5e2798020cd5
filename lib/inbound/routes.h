// The ways in, as one table: path, methods, who may use it, what proves it, what it does.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "alert/audit.h"
#include "inbound/answer.h"
#include "inbound/request.h"
#include "inbound/settings.h"
#include "model/link.h"

namespace tocsin::inbound {

struct Call {
  const Request& request;
  const Settings& settings;
  Instant now{};
  std::string_view rest;  // of the path, behind the route's: a token

  bool changes() const { return request.method == "POST"; }
};

enum class Proof { good, expired, wrong };

constexpr Proof proof_of(LinkState link) {
  if (link == LinkState::good) return Proof::good;
  return link == LinkState::expired ? Proof::expired : Proof::wrong;
}

struct Route {
  std::string_view path;     // up to and with its last '/' where something follows
  std::string_view methods;  // apart by blanks, as an Allow field has them
  Caller caller;
  // Reads no more of the request than the proof takes, and nothing else.
  Proof (*prove)(const Call& call);
  // Runs in a transaction, and only with a good proof.
  Answer (*act)(const Call& call, store::Database& db, alert::Trail& trail);
};

std::span<const Route> route_table();
// Nothing where no route has this path; `rest` is what follows it.
const Route* find_route(std::string_view path, std::string_view& rest);

// The routes' deeds, by subject ---------------------------------------------------------------

Proof prove_unsubscribe(const Call& call);
Proof prove_opened(const Call& call);
Proof prove_action(const Call& call);
// GET shows a page that asks and changes nothing, since mail scanners follow links; POST with
// List-Unsubscribe=One-Click (RFC 8058) ends this kind of message on its channel.
Answer unsubscribe(const Call& call, store::Database& db, alert::Trail& trail);
Answer opened(const Call& call, store::Database& db, alert::Trail& trail);
Answer follow_action(const Call& call, store::Database& db, alert::Trail& trail);

// GET asks, POST acts, once.
Proof prove_act(const Call& call);
Answer act(const Call& call, store::Database& db, alert::Trail& trail);

Proof prove_twilio(const Call& call);
Answer twilio_status(const Call& call, store::Database& db, alert::Trail& trail);
Answer twilio_keys(const Call& call, store::Database& db, alert::Trail& trail);

Proof prove_resend(const Call& call);
Answer resend(const Call& call, store::Database& db, alert::Trail& trail);
Proof prove_webhook(const Call& call);
Answer webhook(const Call& call, store::Database& db, alert::Trail& trail);

Proof prove_slack(const Call& call);
Answer slack(const Call& call, store::Database& db, alert::Trail& trail);
Proof prove_telegram(const Call& call);
Answer telegram(const Call& call, store::Database& db, alert::Trail& trail);
Proof prove_discord(const Call& call);
Answer discord(const Call& call, store::Database& db, alert::Trail& trail);

}  // namespace tocsin::inbound
