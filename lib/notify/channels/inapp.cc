// The in-app channel: a message is delivered by being in the database, where `tocsin inbox` (and
// whatever else shows the inbox) finds it. It leaves this machine never.
//
// Stored as {"title", "body", "url"}; the address says nothing.

#include "base/text.h"
#include "notify/channels/table.h"
#include "notify/view.h"

namespace tocsin::notify {
namespace {

class InApp final : public Carrier {
 public:
  explicit InApp(const CarrierNeeds& needs)
      : settings_(needs.settings), templates_(needs.templates) {}

  std::string compose(const Writing& writing) override {
    const Json view = view_of(writing, settings_.public_url);
    const Parts parts =
        templates_.render(template_choice(writing, Channel::inapp, settings_), view);
    OrderedJson content{{"title", parts.text("title")}, {"body", trim(parts.text("text"))}};
    if (view["action"].is_object()) content["url"] = view["action"]["url"].get<std::string>();
    return content.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  }

  Preview preview(const Outgoing& out) override {
    return {"STORE", "inbox", {}, std::string(out.content)};
  }

  void send(net::Engine&, const Outgoing&, Done done) override {
    DeliveryOutcome arrived;
    arrived.outcome = OutcomeClass::delivered;
    arrived.arrived = true;
    done(std::move(arrived));
  }

  std::string receiver_of(std::string_view) const override { return "inbox"; }
  std::vector<std::string> providers() const override { return {"inapp"}; }

 private:
  const Settings& settings_;
  Templates& templates_;
};

}  // namespace

std::unique_ptr<Carrier> make_inapp(const CarrierNeeds& needs) {
  return std::make_unique<InApp>(needs);
}

}  // namespace tocsin::notify
