// Escalations under random policies, people, activity, silences, missed jobs and clocks that jump:
// laws that hold whatever happens.

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "base/time.h"
#include "escalate/decide.h"

namespace tocsin::escalate {
namespace {

using namespace std::chrono_literals;
using std::chrono::minutes;

const Instant kStart = *parse_instant("2026-03-02T10:00:00Z");

class Story {
 public:
  explicit Story(unsigned seed) : random_(seed) {
    policy_.name = "random";
    policy_.initial_delay = minutes{1 + some(10)};
    policy_.max_delay = policy_.initial_delay + minutes{some(120)};
    policy_.max_attempts = 1 + some(5);
    policy_.jitter = some(50);
    const int steps = 1 + some(4);
    for (int i = 0; i < steps; ++i) {
      Step s{.to = {}};
      if (i > 0) s.delay = minutes{some(20)};
      for (int n = 1 + some(2); n > 0; --n) {
        s.to.push_back({TargetKind::person, std::to_string(some(5))});
      }
      policy_.steps.push_back(std::move(s));
    }
    policy_.repeat_from = static_cast<std::size_t>(some(steps));
    facts_.is_open = [](const std::string&, Instant) { return true; };
    facts_.find = [this](const Target& t, const std::vector<Channel>&) {
      Found out;
      if (some(5) == 0) {
        out.lacks.push_back({EscalationReason::unreachable, text_of(t), text_of(t)});
      } else {
        out.called.push_back({text_of(t), text_of(t)});
      }
      return out;
    };
    Begin how{.public_id = "e-" + std::to_string(seed), .at_once = std::nullopt};
    how.at = kStart;
    escalation_ = begin(policy_, how);
  }

  void run() {
    Instant now = kStart;
    for (int looks = 0; looks < 5000 && escalation_.next_at; ++looks) {
      now += some(40) == 0 ? minutes{360} : some(40) == 0 ? minutes{-60} : minutes{1};
      happen(now);
      if (*escalation_.next_at <= now) look(now);
    }
    EXPECT_FALSE(escalation_.next_at) << "it never ended";
    EXPECT_LE(escalation_.firings, policy_.max_attempts * static_cast<int>(policy_.steps.size()));
  }

 private:
  int some(int n) { return std::uniform_int_distribution(0, n - 1)(random_); }

  void happen(Instant now) {
    facts_.active_at = some(10) == 0 ? std::optional(now) : facts_.active_at;
    facts_.hold.reset();
    if (some(15) == 0) {
      facts_.hold = Hold{EscalationReason::silenced, now + minutes{some(90)}, ""};
    }
    if (some(60) == 0) escalation_.hurried_by = EscalationReason::delivery_failed;
  }

  void look(Instant now) {
    const store::Escalation before = escalation_;
    const Decision d = decide(policy_, before, facts_, now);
    escalation_ = d.next;
    // Nobody is told in a time that holds, and each once in a look.
    EXPECT_TRUE(!facts_.hold || d.steps.empty());
    std::set<std::string> once;
    for (const auto& s : d.steps) {
      EXPECT_TRUE(once.insert(s.recipient).second);
      EXPECT_EQ(s.firing, before.firings + 1);
    }
    EXPECT_EQ(escalation_.firings, before.firings + (d.steps.empty() ? 0 : 1));
    // It only goes on, one round at a time.
    EXPECT_GE(std::pair(escalation_.round, escalation_.step),
              std::pair(before.round, before.round == escalation_.round ? before.step : 0));
    EXPECT_LE(escalation_.round, before.round + 1);
    EXPECT_GE(escalation_.deferred, before.deferred);
    EXPECT_LE(escalation_.deferred, kUsualDeferral);
    if (escalation_.next_at) {
      EXPECT_EQ(escalation_.state == EscalationState::held, facts_.hold.has_value());
      EXPECT_LE(escalation_.round, policy_.max_attempts);
      EXPECT_TRUE(*escalation_.next_at >= now);
    } else {
      EXPECT_EQ(escalation_.reason, EscalationReason::spent);
    }
    // The same again is the same.
    const Decision again = decide(policy_, escalation_, facts_, now);
    EXPECT_TRUE(!escalation_.next_at || *escalation_.next_at <= now || again.steps.empty());
  }

  std::mt19937 random_;
  Policy policy_;
  Facts facts_;
  store::Escalation escalation_;
};

TEST(DecideProperty, LawsOfEscalation) {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    Story(seed).run();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace tocsin::escalate
