// A channel as a socket: what carries a message has a Carrier, and channels/table.cc lists them.
//
// compose() is called once, at planning, and what it gives is what is stored: a retry, or another
// run on another host, sends the same bytes. send() never throws for what a receiver does; it
// answers exactly once, from inside the engine's run. Used by one thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/engine.h"
#include "net/http.h"
#include "notify/channels/verdict.h"
#include "notify/plan/item.h"

namespace tocsin::notify {

// Links that lead back to us, each signed for one message; empty where there can be none (no
// public_url, no secret key, or the person wants no tracking).
struct Links {
  std::string unsubscribe;  // one click ends this kind of mail (RFC 8058)
  std::string opened;       // an image whose fetching says that the message was opened
  std::string action;       // the notice's own link, by way of us
  // What the reader may do about the alert, each once; only of mail.
  std::string acknowledge, take, snooze, resolve;
};

// What is to be written, and for whom.
struct Writing {
  const Notice* notice = nullptr;
  std::string recipient_name, language, time_zone;
  std::vector<const Notice*> merged;  // several told in one; then `notice` is the first of them
  Links links{};
  std::string message{};  // the public ID of what is written; empty in previews
  std::string answers{};  // the provider's ID of the message that this one follows; may be empty
  TemplateScope templates{};
  std::string reader{};  // who is assigned a variant: "person/12"; empty: nobody in particular
  bool from_quiet_hours = false;  // what is merged waited for their end
  std::string contact_of{};       // whose emergency contact reads it; empty: nobody's
  bool can_answer = true;         // a person of ours, who may act by a key
};

// One try: a stored message with what its destination says.
struct Outgoing {
  std::string key;  // the same for every try
  std::string_view address;
  std::string_view options;  // of the destination: a JSON object, or empty
  std::string_view content;  // as composed
  Instant at{};
  std::string_view provider{};  // one of the carrier's providers(); empty is the first
  std::optional<Instant> expires_at{};
};

struct DeliveryOutcome {
  OutcomeClass outcome = OutcomeClass::permanent;
  bool throttles = false, dead_address = false, refuses_us = false;  // see Verdict
  bool not_set_up = false;  // refuses_us, and nobody was asked: we lack what it takes
  bool arrived = false;     // where it was delivered: it is with the person, not with a provider
  int code = 0;             // the provider's: HTTP status, SMTP reply, exit status; 0 is none
  std::string detail;       // for people; never contains secrets
  std::string provider_id;  // how the provider calls the message, if it says
  std::string new_address;  // where the receiver is found from now on; empty: where it was
  std::optional<Duration> retry_after;
  std::optional<Duration> spent_for;  // the receiver's allowance is used up for so long
  Duration latency{0};
};

// The request as it would leave, secrets masked.
struct Preview {
  std::string method, url;
  std::vector<net::Header> headers;
  std::string body;
};

class Carrier {
 public:
  using Done = std::function<void(DeliveryOutcome&&)>;
  virtual ~Carrier() = default;

  // Throws Exit::config for a template that cannot be used.
  virtual std::string compose(const Writing& writing) = 0;
  virtual Preview preview(const Outgoing& out) = 0;
  virtual void send(net::Engine& engine, const Outgoing& out, Done done) = 0;
  // What shares a receiver's limits with others: the origin of a URL, the mail server, the program.
  virtual std::string receiver_of(std::string_view address) const = 0;
  // Whether each receiver fails for itself (webhooks), rather than all with their provider.
  virtual bool receivers_fail_alone() const { return false; }
  // Who can carry this channel's messages, in order of choice; stored with a message, never empty.
  virtual std::vector<std::string> providers() const = 0;
  // The pauses between tries where the channel has its own schedule; else they double.
  virtual std::span<const Duration> schedule() const { return {}; }
  // Whether a message whose try ended uncertain has arrived, by asking the provider: delivered,
  // transient (it has it not: send again), or uncertain still. `out.at` is when the message was
  // made: it cannot have arrived before. By default nobody can be asked.
  virtual void ask(net::Engine& engine, const Outgoing& out, Done done);
  // What a code means that the provider gives later of a message it took (a status callback). By
  // default it says nothing.
  virtual Verdict verdict_on(int code) const;
};

}  // namespace tocsin::notify
