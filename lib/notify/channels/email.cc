// E-mail by SMTP: text and HTML from templates, threads by subject.
//
// Stored as {"subject", "text", "html", "thread", "name"}; the Message-ID follows from the
// message's key, so that a repeated mail is recognised as the same one.

#include <unistd.h>

#include <algorithm>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "net/mail.h"
#include "notify/channels/outcomes.h"
#include "notify/channels/table.h"
#include "notify/view.h"

namespace tocsin::notify {
namespace {

std::string host_name() {
  std::string name(256, '\0');
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  name.resize(name.find('\0'));
  return name;
}

// "Name <address>" or an address alone.
net::Mailbox sender_of(const std::string& setting) {
  net::Mailbox box;
  const auto open = setting.find('<');
  if (setting.empty()) {
    box = {"Tocsin", "tocsin@" + host_name()};
  } else if (open != std::string::npos && setting.back() == '>') {
    box = {std::string(trim(setting.substr(0, open))),
           std::string(trim(setting.substr(open + 1, setting.size() - open - 2)))};
  } else {
    box.address = setting;
  }
  if (!net::is_mail_address(box.address)) {
    fail(Exit::config, "email.from: '{}' is no mail address", box.address);
  }
  return box;
}

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

class Email final : public Carrier {
 public:
  explicit Email(const CarrierNeeds& needs)
      : settings_(needs.settings),
        templates_(needs.templates),
        from_(sender_of(needs.config.text("email.from"))),
        server_(server_of(needs.config)) {}

  std::string compose(const Writing& writing) override {
    const Parts mail =
        templates_.render({Channel::email, template_kind(writing),
                           writing.language.empty() ? settings_.language : writing.language},
                          view_of(writing, settings_.public_url));
    const Json content{{"subject", mail.text("subject")},
                       {"text", mail.text("text")},
                       {"html", mail.text("html")},
                       {"thread", sha256_hex(writing.notice->subject_key()).substr(0, 24)},
                       {"name", writing.recipient_name}};
    return content.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  Preview preview(const Outgoing& out) override {
    return {"SMTP",
            fmt::format("smtp://{}:{}", server_->host, server_->port),
            {{"From", from_.address}, {"To", std::string(out.address)}},
            message_of(out)};
  }

  void send(net::Engine& engine, const Outgoing& out, Done done) override {
    DeliveryOutcome refused;
    if (!net::is_mail_address(out.address)) {
      refused.dead_address = true;
      refused.detail = "not a mail address";
      return done(std::move(refused));
    }
    net::MailTransfer transfer;
    transfer.server = server_;
    transfer.sender = from_.address;
    transfer.recipients = {std::string(out.address)};
    try {
      transfer.message = message_of(out);
    } catch (const std::exception& e) {
      refused.detail = e.what();
      return done(std::move(refused));
    }
    engine.start(std::move(transfer), [done = std::move(done)](net::MailResult&& r) {
      const Verdict v = smtp_verdict(r);
      DeliveryOutcome o;
      o.outcome = v.outcome;
      o.throttles = v.throttles;
      o.dead_address = v.dead_address;
      o.code = r.reply;
      o.latency = r.elapsed;
      if (v.outcome != OutcomeClass::delivered) {
        o.detail = fmt::format("{} at {}: {}", v.meaning, net::name_of(r.phase), r.text);
      }
      done(std::move(o));
    });
  }

  std::string receiver_of(std::string_view) const override { return "smtp"; }
  std::vector<std::string> providers() const override { return {"smtp"}; }

 private:
  std::string message_of(const Outgoing& out) const {
    const Json content = Json::parse(out.content);
    const std::string domain = from_.address.substr(from_.address.rfind('@') + 1);
    net::Mail mail;
    mail.from = from_;
    mail.to = {{content.value("name", ""), std::string(out.address)}};
    mail.subject = content.value("subject", "");
    mail.text = content.value("text", "");
    mail.html = content.value("html", "");
    mail.message_id = fmt::format("{}@{}", out.key, domain);
    // A root that no mail has: clients gather all that refer to it.
    mail.references = {fmt::format("thread-{}@{}", content.value("thread", ""), domain)};
    mail.headers = {{"Auto-Submitted", "auto-generated"}};
    return net::compose_mail(mail, out.at);
  }

  const Settings& settings_;
  Templates& templates_;
  net::Mailbox from_;
  std::shared_ptr<const net::SmtpServer> server_;
};

}  // namespace

std::unique_ptr<Carrier> make_email(const CarrierNeeds& needs) {
  return std::make_unique<Email>(needs);
}

}  // namespace tocsin::notify
