#include "report/sample_data.h"

#include <random>

#include "base/time.h"

namespace tocsin::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using store::Value;

class Filler {
 public:
  explicit Filler(store::Database& db) : db_(db) {}

  void fill() {
    people();
    platforms();
    events();
    alerts();
    messages();
    escalations();
    job_runs();
    activity();
    fill_sample_desk(db_);
  }

 private:
  void put(std::string_view sql, const std::vector<Value>& values) {
    auto rows = db_.query_text(sql, values);
    while (rows.next()) {
    }
  }
  std::int64_t upto(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  Instant ago(Duration d) const { return kSampleNow - d; }

  void people() {
    const char* names[] = {"Ann Lee", "Bilal Khan", "Chiara Rossi", kHostile, "Zoë Łukasik"};
    for (int i = 0; i < 5; ++i) {
      const std::string id = fmt::format("p{}", i + 1);
      put("INSERT INTO person (id, source, external_id, name, email, role, created_at, updated_at) "
          "VALUES ($1, 'test', $2, $3, $4, 'watcher', 0, 0)",
          {i + 1, id, names[i], id + "@example.org"});
    }
  }

  void platforms() {
    const char* names[] = {"northgate", "ticketry", "stagedoor"};
    for (int i = 0; i < 3; ++i) {
      const bool failing = i == 2;
      put("INSERT INTO platform (id, name, failures, last_ok_at, last_error, created_at) "
          "VALUES ($1, $2, $3, $4, $5, 0)",
          {i + 1, names[i], failing ? 7 : 0, ago(failing ? hours{9} : minutes{4}),
           failing ? Value("HTTP 503") : Value(nullptr)});
      for (int hour = 0; hour < 4; ++hour) {
        const int good = failing && hour < 2 ? 9 : 40;
        put("INSERT INTO platform_hour (platform_id, hour, fetches, good, blocked, checked, met, "
            "late_ms, latency_ms, within_50, within_100, within_200, within_500, within_1000, "
            "within_2000, within_5000, within_10000, beyond) VALUES ($1, $2, 40, $3, $4, 20, $5, "
            "52000, 9600, 0, 0, 20, 20, 0, 0, 0, 0, 0)",
            {i + 1, Instant{std::chrono::floor<hours>(ago(hours{hour}))}, good, good < 40 ? 3 : 0,
             good < 40 ? 11 : 20});
      }
      for (int p = 0; p < 12; ++p) {
        const bool bad = failing && p < 5;
        put("INSERT INTO page (url, platform_id, added_by, added_at, interval_ms, due_at, "
            "fetched_at, ok_at, status, outcome, error, latency_ms, failures, offers_seen) "
            "VALUES ($1, $2, 'ann', 0, 900000, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            {fmt::format("https://{}.example/event/{}", names[i], 100 + p), i + 1,
             ago(minutes{p < 2 ? 3 : -9}), ago(minutes{6}), ago(bad ? hours{9} : minutes{6}),
             bad ? 503 : 200, bad ? "transient" : "ok", bad ? Value("HTTP 503") : Value(nullptr),
             180 + upto(240) + (failing ? 900 : 0), bad ? 7 : 0, bad ? 0 : 6 + upto(20)});
      }
    }
  }

  void events() {
    const char* names[] = {"The Lanterns: Winter Tour", "City v Rovers", kHostile,
                           "Café Müller Quartet"};
    for (int e = 0; e < 4; ++e) {
      put("INSERT INTO event (id, platform_id, identity, external_id, name, venue_name, "
          "venue_city, starts_at, status, url, first_seen_at, last_seen_at, changed_at) VALUES "
          "($1, $2, $3, $3, $4, 'Corn Exchange', 'Leeds', $5, 'scheduled', "
          "'https://northgate.example/event/100', $6, $7, $7)",
          {e + 1, e % 3 + 1, fmt::format("EV-{}", e + 1), names[e],
           kSampleNow + hours{24 * (9 + 5 * e)}, ago(hours{24 * 14}), ago(minutes{6})});
      for (int o = 0; o < 10; ++o) offer(e * 10 + o + 1, e + 1, o);
    }
  }

  void offer(int id, int event, int seat) {
    const bool sold = seat == 3;
    std::int64_t price = 4500 + 900 * seat + 150 * upto(8);
    Instant at = ago(hours{24 * 14} - minutes{37 * seat});
    put("INSERT INTO offer (id, event_id, identity, section, seat_row, quantity, price_minor, "
        "each_minor, currency, price_is, availability, first_seen_at, last_seen_at, changed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 'GBP', 'each', 'in_stock', $8, $9, $8)",
        {id, event, fmt::format("O-{}", id), seat < 5 ? "Stalls" : "Circle",
         std::string(1, static_cast<char>('A' + seat)), 2 + upto(5), price, at, ago(minutes{6})});
    while (at < kSampleNow - minutes{10}) {
      point(id, at, price, "in_stock");
      at += hours{7 + upto(30)};
      price += 100 * (upto(13) - 7) + (at > ago(hours{30}) ? -700 : 0);
      price = std::max<std::int64_t>(price, 1900);
    }
    if (sold) point(id, ago(hours{5}) + minutes{seat}, price, "sold_out");
    put("UPDATE offer SET each_minor = p.each_minor, price_minor = p.each_minor, "
        "availability = p.availability, changed_at = p.at FROM (SELECT * FROM price_point WHERE "
        "offer_id = $1 ORDER BY at DESC LIMIT 1) AS p WHERE offer.id = p.offer_id",
        {id});
  }

  void point(int offer, Instant at, std::int64_t price, std::string_view availability) {
    put("INSERT INTO price_point (offer_id, at, price_minor, each_minor, currency, quantity, "
        "availability) VALUES ($1, $2, $3, $3, 'GBP', 4, $4)",
        {offer, at, price, availability});
  }

  void alerts() {
    const char* kinds[] = {"price_drop", "ticket_match", "sold_out", "low_inventory",
                           "platform_failing"};
    for (int i = 0; i < 60; ++i) {
      const int kind = i % 5;
      const Instant raised = ago(hours{6 * (60 - i)} - minutes{upto(300)});
      const bool open = i >= 50;
      const int priority = kind == 4 ? 4 : i % 17 == 0 ? 5 : 2 + i % 3;
      const bool acknowledged = i % 3 == 0 && !open;
      put("INSERT INTO alert (id, public_id, kind, priority, status, title, body, subject_type, "
          "subject_id, labels, metadata, breakdown, dedup_key, raised_by, assignee_id, "
          "first_seen_at, last_seen_at, times_seen, acknowledged_at, ended_at) VALUES ($1, $2, "
          "$3, $4, $5, $6, '', 'event', '1', $7, '{}', $8, $9, 'analyze', $10, $11, $11, $12, "
          "$13, $14)",
          {i + 1, fmt::format("a-01k9xm2-t7qv3hd-{:07}", i), kinds[kind], priority,
           open         ? "active"
           : i % 9 == 0 ? "ignored"
                        : "resolved",
           i == 55 ? std::string(kHostile) : fmt::format("{}: City v Rovers", kinds[kind]),
           R"({"platform":"ticketry","event":"City v Rovers"})",
           R"([{"name":"price","value":0.8,"weight":0.3,"reason":"18 % below the last look"},)"
           R"({"name":"urgency","value":0.5,"weight":0.2,"reason":"starts in 9 days"}])",
           fmt::format("key-{}", i), i % 2 == 0 ? Value(1) : Value(nullptr), raised, 1 + upto(6),
           acknowledged ? Value(raised + minutes{3 + upto(50)}) : Value(nullptr),
           open ? Value(nullptr) : Value(raised + minutes{20 + upto(700)})});
    }
  }

  void messages() {
    const char* channels[] = {"email", "email", "webhook", "exec"};
    const char* kinds[] = {"price_drop", "ticket_match", "sold_out"};
    for (int i = 0; i < 400; ++i) {
      const Instant made = ago(minutes{50 * (400 - i)} - minutes{upto(45)});
      const bool failed = i % 23 == 7;
      const bool suppressed = i % 7 == 3;
      const bool pending = i > 396;
      const char* state = failed       ? "failed"
                          : suppressed ? "suppressed"
                          : pending    ? "pending"
                          : i % 3 == 0 ? "delivered"
                                       : "sent";
      const bool left = !failed && !suppressed && !pending;
      const Instant sent = made + Duration{400 + upto(9000)};
      put("INSERT INTO message (id, public_id, identity, alert_id, person_id, channel, "
          "address_masked, "
          "purpose, kind, subject_key, priority, lane, state, reason, due_at, attempts, "
          "created_at, sent_at, settled_at, error, address) VALUES ($1, $2, $2, $3, $4, $5, $6, "
          "'first', "
          "$7, 'event 1', $8, 3, $9, $10, $11, $12, $11, $13, $14, $15, 'sealed')",
          {i + 1, fmt::format("m-01k9xm2-t7qv3hd-{:07}", i), i % 60 + 1, i % 5 + 1, channels[i % 4],
           "p…@example.org", kinds[i % 3], 2 + i % 4, state, suppressed ? "duplicate" : "planned",
           made, left || failed ? 1 + upto(2) : 0, left ? Value(sent) : Value(nullptr),
           failed || suppressed ? Value(sent) : Value(nullptr),
           failed ? Value(i % 2 == 0 ? kHostile : "550 5.1.1 no such mailbox") : Value(nullptr)});
      if (left) {
        put("INSERT INTO attempt (message_id, at, outcome, latency_ms) VALUES ($1, $2, "
            "'delivered', $3)",
            {i + 1, sent, 40 + upto(i % 4 == 2 ? 900 : 250)});
        if (i % 4 == 0) seen(i, sent);
      }
    }
    put("UPDATE message SET variant = 'short' WHERE channel = 'email' AND id % 8 = 1", {});
  }

  // Of mails to people who allow it: some are opened, fewer followed.
  void seen(int i, Instant sent) {
    for (const char* purpose : {"opened", "action"}) {
      const bool used = i % (purpose[0] == 'o' ? 3 : 5) == 0;
      const Value at = used ? Value(sent + minutes{5 + i % 50}) : Value(nullptr);
      put("INSERT INTO message_link (message_id, purpose, first_used_at, last_used_at, uses) "
          "VALUES "
          "($1, $2, $3, $3, $4)",
          {i + 1, purpose, at, used ? 1 : 0});
    }
  }

  // Some messages were those of steps.
  void escalations() {
    const char* reasons[] = {"acknowledged", "acknowledged", "resolved", "spent"};
    for (int n = 0; n < 12; ++n) {
      const int message = n * 5 + 1;
      Instant told{};
      std::int64_t alert = 0, person = 0;
      {
        auto row =
            db_.query_text("SELECT created_at, alert_id, person_id FROM message WHERE id = $1",
                           std::vector<Value>{message});
        if (!row.next()) continue;
        told = row.instant(0);
        alert = row.integer(1);
        person = row.integer(2);
      }
      put("INSERT INTO escalation (id, public_id, alert_id, number, policy, plan, state, reason, "
          "round, step, firings, started_at, due_at, ended_at) VALUES ($1, $2, $3, 1, $4, '{}', "
          "'ended', $5, 1, 0, 1, $6, $7, $8)",
          {n + 1, fmt::format("e-01k9xm2-t7qv3hd-{:07}", n), alert,
           n % 3 == 0 ? "critical" : "high", reasons[n % 4], told - minutes{5}, told,
           told + minutes{3 + n}});
      put("INSERT INTO escalation_step (escalation_id, firing, recipient, channels, wakes, at, "
          "outcome) VALUES ($1, 1, $2, '[]', 1, $3, 'planned')",
          {n + 1, fmt::format("person:{}", person), told});
      put("UPDATE message SET purpose = 'escalation' WHERE id = $1", {message});
    }
  }

  void job_runs() {
    const char* jobs[] = {"scrape", "analyze", "notify"};
    for (int i = 0; i < 240; ++i) {
      for (int j = 0; j < 3; ++j) {
        if (j == 1 && i > 220) continue;  // analyze has stopped
        const Instant started = ago(minutes{15 * (240 - i) - j});
        const bool failed = j == 0 && i == 200;
        const bool unfinished = j == 2 && i == 100;
        put("INSERT INTO job_run (public_id, job, host, pid, actor, started_at, finished_at, ok, "
            "counts, error) VALUES ($1, $2, 'web1', 4711, 'system', $3, $4, $5, $6, $7)",
            {fmt::format("r-01k9xm2-t7qv3hd-{:05}{}", i, j), jobs[j], started,
             unfinished ? Value(nullptr)
                        : Value(started + Duration{300 + upto(j == 0 ? 24000 : 2000)}),
             unfinished ? Value(nullptr) : Value(failed ? 0 : 1),
             fmt::format(R"({{"done":{},"failed":0}})", upto(36)),
             failed ? Value("database: the disk is full") : Value(nullptr)});
      }
    }
  }

  void activity() {
    const char* kinds[] = {"login", "open", "click", "ack", "view"};
    for (int i = 0; i < 150; ++i) {
      put("INSERT INTO activity (person_id, kind, at) VALUES ($1, $2, $3)",
          {i % 5 + 1, kinds[upto(5)], ago(minutes{130 * i})});
    }
  }

  store::Database& db_;
  std::mt19937_64 random_{11};  // the same data on every run
};

}  // namespace

void fill_sample(store::Database& db) {
  db.transaction([&] { Filler(db).fill(); });
}

}  // namespace tocsin::test
