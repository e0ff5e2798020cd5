// How a mail leaves: the providers of the e-mail channel behind one face.
#pragma once

#include <memory>

#include "net/mail.h"
#include "notify/channels/table.h"

namespace tocsin::notify {

class MailRoute {
 public:
  virtual ~MailRoute() = default;
  virtual Preview preview(const net::Mail& mail, const Outgoing& out) = 0;
  // The mail is one that can be composed; out.address is a mail address.
  virtual void send(net::Engine& engine, const net::Mail& mail, const Outgoing& out,
                    Carrier::Done done) = 0;
  // As Carrier::ask().
  virtual void ask(net::Engine& engine, const Outgoing& out, Carrier::Done done) = 0;
};

std::unique_ptr<MailRoute> make_smtp_route(const ConfigReader& config);
std::unique_ptr<MailRoute> make_resend_route(const ConfigReader& config);

}  // namespace tocsin::notify
