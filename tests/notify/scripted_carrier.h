// A carrier that does as a test says, without sockets.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "notify/channel.h"

namespace tocsin::notify {

struct Sent {
  std::string key, address, provider, content;
};

inline DeliveryOutcome outcome(OutcomeClass c) {
  DeliveryOutcome o;
  o.outcome = c;
  if (c != OutcomeClass::delivered) o.detail = "as scripted";
  return o;
}

// What leaves is noted; the script says how it went. A receiver is an address's part before '/'.
struct Script {
  std::vector<Sent> sent;
  std::vector<std::string> providers{"alpha"};
  bool alone = false;
  std::function<DeliveryOutcome(const Sent&)> answer = [](const Sent&) {
    return outcome(OutcomeClass::delivered);
  };
  std::function<DeliveryOutcome(const Sent&)> asked = [](const Sent&) {
    return outcome(OutcomeClass::uncertain);
  };
};

class Scripted final : public Carrier {
 public:
  explicit Scripted(Script& script) : script_(script) {}
  // What is told, a line each.
  std::string compose(const Writing& writing) override {
    std::string out = writing.merged.empty() ? writing.notice->title : "";
    for (const Notice* n : writing.merged) out += n->title + '\n';
    return out;
  }
  Preview preview(const Outgoing&) override { return {}; }
  void send(net::Engine& engine, const Outgoing& out, Done done) override {
    const Sent sent{out.key, std::string(out.address), std::string(out.provider),
                    std::string(out.content)};
    script_.sent.push_back(sent);
    engine.call_at(std::chrono::steady_clock::now(),
                   [done = std::move(done), result = script_.answer(sent)]() mutable {
                     done(std::move(result));
                   });
  }
  void ask(net::Engine&, const Outgoing& out, Done done) override {
    done(script_.asked(
        {out.key, std::string(out.address), std::string(out.provider), std::string(out.content)}));
  }
  std::string receiver_of(std::string_view address) const override {
    return std::string(address.substr(0, address.find('/')));
  }
  bool receivers_fail_alone() const override { return script_.alone; }
  std::vector<std::string> providers() const override { return script_.providers; }

 private:
  Script& script_;
};

}  // namespace tocsin::notify
