// Signed events: Resend's, and those of receivers of our own webhooks (Standard Webhooks).
//
// An event that was taken before is answered like the first and changes nothing, so that a sender
// that missed our answer stops repeating it.

#include "alert/receipts.h"
#include "inbound/routes.h"
#include "inbound/verify.h"
#include "store/callers.h"

namespace tocsin::inbound {
namespace {

struct Signature {
  std::string_view id, timestamp, signatures;
};

Signature signature_of(const Request& request, const std::string& prefix) {
  return {request.header(prefix + "-id"), request.header(prefix + "-timestamp"),
          request.header(prefix + "-signature")};
}

Proof prove(const Call& call, const std::string& secret, const std::string& prefix) {
  const Signature s = signature_of(call.request, prefix);
  return is_standard_webhook(secret, s.id, s.timestamp, s.signatures, call.request.body, call.now)
             ? Proof::good
             : Proof::wrong;
}

Answer take(const Call& call, store::Database& db, alert::Trail& trail, const std::string& prefix,
            std::optional<Receipt> (*read)(const Json&, Instant)) {
  std::string why;
  const auto event = parse_json(call.request.body, why);
  if (!event) return refuse(400);
  const std::string id =
      std::string(prefix) + ":" + std::string(signature_of(call.request, prefix).id);
  if (!store::first_seen(db, id, call.now, 2 * kTolerance)) return {};
  if (const auto receipt = read(*event, call.now)) alert::take_receipt(db, trail, *receipt);
  return {};
}

}  // namespace

Proof prove_resend(const Call& call) {
  return prove(call, call.settings.resend_secret, "svix");
}
Answer resend(const Call& call, store::Database& db, alert::Trail& trail) {
  return take(call, db, trail, "svix", resend_receipt);
}

Proof prove_webhook(const Call& call) {
  return prove(call, call.settings.webhook_secret, "webhook");
}
Answer webhook(const Call& call, store::Database& db, alert::Trail& trail) {
  return take(call, db, trail, "webhook", webhook_receipt);
}

}  // namespace tocsin::inbound
