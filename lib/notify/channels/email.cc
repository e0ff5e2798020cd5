// E-mail: text and HTML from templates, threads by subject, by the providers that are chosen. What
// is stored is the same for all of them, see mail_content.h.

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "notify/channels/mail_content.h"
#include "notify/channels/mail_route.h"

namespace tocsin::notify {
namespace {

struct ProviderRow {
  std::string_view name;
  std::unique_ptr<MailRoute> (*make)(const ConfigReader& config);
};
constexpr auto kProviders = std::to_array<ProviderRow>({
    {"smtp", make_smtp_route},
    {"resend", make_resend_route},
});

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

class Email final : public Carrier {
 public:
  explicit Email(const CarrierNeeds& needs)
      : settings_(needs.settings),
        templates_(needs.templates),
        from_(sender_of(needs.config.text("email.from"))),
        names_(needs.config.list("email.providers")) {
    if (names_.empty()) names_ = {std::string(kProviders.front().name)};
    for (const std::string& name : names_) {
      const auto row = std::find_if(kProviders.begin(), kProviders.end(),
                                    [&](const ProviderRow& r) { return r.name == name; });
      if (row == kProviders.end() || routes_.contains(name)) {
        fail(Exit::config, "email.providers: '{}' is not smtp or resend, once each", name);
      }
      routes_[name] = row->make(needs.config);
    }
  }

  std::string compose(const Writing& writing) override {
    return compose_mail_content(writing, settings_, templates_);
  }

  Preview preview(const Outgoing& out) override {
    return route_of(out).preview(mail_of(out.content, out.key, from_, out.address), out);
  }

  void send(net::Engine& engine, const Outgoing& out, Done done) override {
    DeliveryOutcome refused;
    if (!net::is_mail_address(out.address)) {
      refused.dead_address = true;
      refused.detail = "not a mail address";
      return done(std::move(refused));
    }
    net::Mail mail;
    try {
      mail = mail_of(out.content, out.key, from_, out.address);
    } catch (const std::exception& e) {
      refused.detail = e.what();
      return done(std::move(refused));
    }
    route_of(out).send(engine, mail, out, std::move(done));
  }

  void ask(net::Engine& engine, const Outgoing& out, Done done) override {
    route_of(out).ask(engine, out, std::move(done));
  }

  std::string receiver_of(std::string_view) const override { return "email"; }
  std::vector<std::string> providers() const override { return names_; }

 private:
  // One that is chosen no more leaves its messages to the first.
  MailRoute& route_of(const Outgoing& out) {
    const auto found = routes_.find(out.provider);
    return found == routes_.end() ? *routes_.at(names_.front()) : *found->second;
  }

  const Settings& settings_;
  Templates& templates_;
  net::Mailbox from_;
  std::vector<std::string> names_;
  std::map<std::string, std::unique_ptr<MailRoute>, std::less<>> routes_;
};

}  // namespace

std::unique_ptr<Carrier> make_email(const CarrierNeeds& needs) {
  return std::make_unique<Email>(needs);
}

}  // namespace tocsin::notify
