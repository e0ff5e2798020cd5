#include <random>

#include "report/sample_data.h"
#include "store/people.h"
#include "store/ticket_activity.h"
#include "store/ticket_clocks.h"

namespace tocsin::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using store::Ticket;
using store::TicketActivity;
using store::TicketClock;

constexpr int kTickets = 240;
constexpr Duration kSpan = hours{24 * 7 * 12};
// By priority (PRODUCT, SL-1); for a priority client half of them.
constexpr hours kResponse[] = {hours{1}, hours{4}, hours{8}, hours{24}};
constexpr hours kResolution[] = {hours{4}, hours{24}, hours{48}, hours{72}};

struct Client {
  const char *id, *name;
  bool priority;
};
constexpr Client kClients[] = {{"c1", "Corn Exchange Leeds", true},
                               {"c2", "Northgate Arena", false},
                               {"c3", kHostile, false},
                               {"c4", "Café Müller", true}};

// Clocks round the clock, with one pause at most.
class Desk {
 public:
  explicit Desk(store::Database& db) : db_(db) {}

  void fill() {
    for (const Client& c : kClients) {
      store::Organization o;
      o.source = "test";
      o.external_id = c.id;
      o.name = c.name;
      o.priority_client = c.priority;
      organizations_.push_back(store::save_organization(db_, o, kSampleNow - kSpan).id);
    }
    for (int i = 0; i < kTickets; ++i) ticket(i);
  }

 private:
  std::int64_t upto(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  // They get better: at first three in four are in time, at last nineteen in twenty.
  Duration taken(Duration target, int i) {
    const std::int64_t percent =
        upto(100) < 75 + 20 * i / kTickets ? 8 + upto(90) : 102 + upto(180);
    return std::chrono::floor<seconds>(target * percent / 100);
  }
  static std::optional<Instant> by_now(Instant at) {
    return at <= kSampleNow ? std::optional(at) : std::nullopt;
  }

  void ticket(int i) {
    const std::size_t client = static_cast<std::size_t>(upto(std::size(kClients) + 1));
    const bool known = client < std::size(kClients);
    const std::int64_t urgency = upto(20);
    const auto priority = static_cast<TicketPriority>(urgency < 2    ? 0
                                                      : urgency < 7  ? 1
                                                      : urgency < 15 ? 2
                                                                     : 3);
    const int share = known && kClients[client].priority ? 2 : 1;
    const Duration response = Duration{kResponse[static_cast<int>(priority)]} / share;
    const Duration resolution = Duration{kResolution[static_cast<int>(priority)]} / share;
    policy_ = share == 2 ? "default-priority-client" : "default";

    Ticket t;
    t.source = "test";
    t.external_id = t.number = fmt::format("T-{}", i + 1);
    t.subject = i == 236 ? kHostile : fmt::format("Tickets of order {} are missing", 5000 + 7 * i);
    t.priority = priority;
    t.created_at = kSampleNow - kSpan + kSpan * i / kTickets + minutes{upto(300)};
    if (known) t.organization_id = organizations_[client];
    if (i % 11 != 5) t.assignee_id = 1 + i % 3;
    const Instant answered = t.created_at + taken(response, i);
    const bool waits = i % 4 == 1;
    const Duration pause = waits ? Duration{hours{2 + upto(20)}} : Duration{};
    const Instant waiting = answered + minutes{10};
    const Instant resolved = std::max(t.created_at + taken(resolution, i) + pause,
                                      waiting + pause + minutes{5 + upto(20)});
    t.first_response_at = by_now(answered);
    t.resolved_at = by_now(resolved);
    t.status = t.resolved_at ? TicketStatus::resolved : TicketStatus::in_progress;
    t.said_at = t.created_at;
    t.updated_at = t.resolved_at.value_or(kSampleNow);
    if (!t.resolved_at) {
      t.urgent_at = t.created_at + resolution;
      t.sla_status = *t.urgent_at <= kSampleNow ? SlaStatus::breach : SlaStatus::critical;
    }
    store::add_ticket(db_, t);
    store::save_sla(db_, t);

    if (t.assignee_id) {
      act(t, TicketActivityKind::assign, t.created_at + minutes{5}, "",
          fmt::format("p{}", *t.assignee_id));
    }
    if (i % 9 == 4 && priority != TicketPriority::low) {
      const auto lower = static_cast<TicketPriority>(static_cast<int>(priority) + 1);
      act(t, TicketActivityKind::priority, t.created_at + response / 4, word(lower),
          word(priority));
    }
    if (waits) {
      act(t, TicketActivityKind::status, waiting, "in_progress", "waiting");
      act(t, TicketActivityKind::status, waiting + pause, "waiting", "in_progress");
    }
    act(t, TicketActivityKind::status, resolved, "in_progress", "resolved");

    clock(t, ClockKind::first_response, t.created_at, response, answered, {});
    clock(t, ClockKind::resolution, t.created_at, resolution, resolved, pause);
    const Instant asked = answered + minutes{20};
    if (i % 2 == 0 && asked < resolved) {
      clock(t, ClockKind::next_response, asked, response,
            std::min(asked + taken(response, i), resolved), {});
    }
  }

  void act(const Ticket& t, TicketActivityKind kind, Instant at, std::string_view from,
           std::string_view to) {
    if (at > kSampleNow) return;
    TicketActivity a;
    a.ticket_id = t.id;
    a.source = "test";
    a.kind = kind;
    a.at = at;
    a.by = "p1";
    a.from = from;
    a.to = to;
    (void)store::save_activity(db_, a);
  }

  void clock(const Ticket& t, ClockKind kind, Instant started, Duration target, Instant stopped,
             Duration pause) {
    if (started > kSampleNow) return;
    TicketClock c;
    c.ticket_id = t.id;
    c.kind = kind;
    c.started_at = started;
    c.policy = policy_;
    c.calendar = "24x7";
    c.target = std::chrono::floor<seconds>(target);
    c.due_at = started + target + pause;
    c.stopped_at = by_now(stopped);
    if (c.stopped_at) c.worked = std::chrono::floor<seconds>(*c.stopped_at - started - pause);
    const bool late = *c.due_at < c.stopped_at.value_or(kSampleNow);
    if (late) c.decided_at = c.due_at;
    if (!late) c.decided_at = c.stopped_at;
    c.state = late ? ClockState::breached : c.stopped_at ? ClockState::met : ClockState::running;
    store::save_clock(db_, c);
  }

  store::Database& db_;
  std::mt19937_64 random_{5};  // the same data on every run
  std::vector<std::int64_t> organizations_;
  std::string policy_;
};

}  // namespace

void fill_sample_desk(store::Database& db) {
  Desk(db).fill();
}

}  // namespace tocsin::test
