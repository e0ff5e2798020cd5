// Mail by SMTP. DKIM and SPF are the mail server's.

#include "base/error.h"
#include "notify/channels/mail_route.h"
#include "notify/channels/outcomes.h"

namespace tocsin::notify {
namespace {

net::SmtpSecurity security_of(const std::string& word) {
  if (word == "none") return net::SmtpSecurity::none;
  if (word == "starttls") return net::SmtpSecurity::starttls;
  if (word == "tls") return net::SmtpSecurity::tls;
  fail(Exit::config, "email.security: '{}' is not none, starttls or tls", word);
}

std::shared_ptr<const net::SmtpServer> server_of(const ConfigReader& config) {
  auto server = std::make_shared<net::SmtpServer>();
  server->host = config.text("email.host");
  server->port = static_cast<int>(config.integer("email.port"));
  server->security = security_of(config.text("email.security"));
  server->user = config.secret("email.user");
  server->password = config.secret("email.password");
  server->total = config.duration("email.timeout");
  server->connect = std::min(server->connect, server->total);
  return server;
}

class SmtpRoute final : public MailRoute {
 public:
  explicit SmtpRoute(const ConfigReader& config)
      : server_(server_of(config)), return_path_(config.text("email.return_path")) {
    if (!return_path_.empty() && !net::is_mail_address(return_path_)) {
      fail(Exit::config, "email.return_path: '{}' is no mail address", return_path_);
    }
  }

  Preview preview(const net::Mail& mail, const Outgoing& out) override {
    return {"SMTP",
            fmt::format("smtp://{}:{}", server_->host, server_->port),
            {{"From", sender_of(mail)}, {"To", std::string(out.address)}},
            net::compose_mail(mail, out.at)};
  }

  void send(net::Engine& engine, const net::Mail& mail, const Outgoing& out,
            Carrier::Done done) override {
    net::MailTransfer transfer;
    transfer.server = server_;
    transfer.sender = sender_of(mail);
    transfer.recipients = {std::string(out.address)};
    transfer.message = net::compose_mail(mail, out.at);
    engine.start(std::move(transfer), [done = std::move(done)](net::MailResult&& r) {
      const Verdict v = smtp_verdict(r);
      DeliveryOutcome o;
      o.outcome = v.outcome;
      o.throttles = v.throttles;
      o.dead_address = v.dead_address;
      o.refuses_us = v.refuses_us;
      o.code = r.reply;
      o.latency = r.elapsed;
      if (v.outcome != OutcomeClass::delivered) {
        o.detail = fmt::format("{} at {}: {}", v.meaning, net::name_of(r.phase), r.text);
      }
      done(std::move(o));
    });
  }

  void ask(net::Engine&, const Outgoing&, Carrier::Done done) override {
    DeliveryOutcome o;
    o.outcome = OutcomeClass::uncertain;
    o.detail = "a mail server cannot be asked";
    done(std::move(o));
  }

 private:
  // Where bounces go.
  std::string sender_of(const net::Mail& mail) const {
    return return_path_.empty() ? mail.from.address : return_path_;
  }

  std::shared_ptr<const net::SmtpServer> server_;
  std::string return_path_;
};

}  // namespace

std::unique_ptr<MailRoute> make_smtp_route(const ConfigReader& config) {
  return std::make_unique<SmtpRoute>(config);
}

}  // namespace tocsin::notify
