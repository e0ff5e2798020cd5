// The one writer: what agents do, what follows from it, what is refused.

#include "ticket/desk.h"

#include "alert/alerts.h"
#include "store/people.h"
#include "store/ticket_list.h"
#include "store/ticket_text.h"
#include "support/databases.h"
#include "ticket/access.h"
#include "ticket/acts.h"
#include "ticket/merge.h"
#include "ticket/names.h"

namespace tocsin::ticket {
namespace {

using Problems = std::vector<Problem>;

class DeskTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped()) return;
    db().transaction([&] {
      store::Organization acme;
      acme.source = "import";
      acme.external_id = acme.name = "acme";
      acme.priority_client = true;
      acme_ = store::save_organization(db(), acme, now_).id;
      ann_ = person("ann", "agent");
      cus_ = person("cus", "customer");
    });
  }

  std::int64_t person(const char* name, const char* role) {
    store::Person p;
    p.source = "import";
    p.external_id = p.name = name;
    p.role = role;
    return store::save_person(db(), p, now_).id;
  }

  // In a transaction of its own, a minute after the one before.
  template <typename Body>
  void at_desk(const Body& body, const std::string& actor = "ann",
               Desk::Voice voice = Desk::Voice::loud) {
    now_ += std::chrono::minutes{1};
    alert::Trail trail(db(), actor, now_);
    db().transaction([&] {
      trail.clear();
      Desk desk(db(), trail, voice);
      body(desk);
      desk.settle();
      trail.flush();
    });
  }

  std::int64_t open(const std::string& name, TicketPriority priority = TicketPriority::medium) {
    std::int64_t id = 0;
    at_desk([&](Desk& desk) {
      store::Ticket t;
      t.source = "import";
      t.external_id = name;
      t.subject = "Subject of " + name;
      t.priority = priority;
      t.requester_id = cus_;
      t.created_at = t.updated_at = t.said_at = now_;
      const Done done = desk.put(t);
      EXPECT_TRUE(done.ok());
      id = done.saved.id;
    });
    return id;
  }

  template <typename Act>
  Problems done(const Act& act) {
    Problems out;
    at_desk([&](Desk& desk) { out = act(desk); });
    return out;
  }

  store::Ticket ticket(std::int64_t id) { return store::find_ticket(db(), id).value(); }

  // "KIND PRIORITY recipients" of every alert, oldest first.
  std::vector<std::string> alerts() {
    std::vector<std::string> out;
    for (const auto& a : alert::list(db(), {})) {
      out.insert(out.begin(), fmt::format("{} {} {}", a.facts.kind, a.facts.priority,
                                          fmt::join(a.facts.recipients, " ")));
    }
    return out;
  }

  Instant now_ = at("2026-06-01T08:00:00Z");
  std::int64_t acme_ = 0, ann_ = 0, cus_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(DeskTest);

TEST_P(DeskTest, EveryChangeRaisesItsEventAndIsAudited) {
  const auto id = open("A", TicketPriority::critical);
  const std::string ann = fmt::format("person:{}", ann_), cus = fmt::format("person:{}", cus_);
  EXPECT_EQ(done([&](Desk& d) { return assign(d, id, ann_); }), Problems{});
  EXPECT_EQ(done([&](Desk& d) { return comment(d, id, "Hello @dispatch", true); }), Problems{});
  EXPECT_EQ(done([&](Desk& d) { return comment(d, id, "Psst", false); }), Problems{});
  EXPECT_EQ(done([&](Desk& d) { return set_status(d, id, TicketStatus::waiting); }), Problems{});
  EXPECT_EQ(done([&](Desk& d) { return tag(d, id, "vip", true); }), Problems{});
  at_desk([&](Desk& d) { EXPECT_TRUE(set_status(d, id, TicketStatus::resolved).empty()); }, "bob");
  EXPECT_EQ(done([&](Desk& d) { return set_status(d, id, TicketStatus::closed); }), Problems{});
  // Ann does not hear of what she did herself.
  EXPECT_EQ(alerts(), (std::vector<std::string>{
                          "ticket_created 5 role:agent", "ticket_assigned 4 ",
                          "ticket_comment 2 " + cus + " team:dispatch", "ticket_comment 2 ",
                          "ticket_updated 2 ", "ticket_updated 2 ",
                          "ticket_resolved 2 " + ann + " " + cus, "ticket_closed 2 " + cus}));
  EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
  std::vector<std::string> kinds;
  for (const auto& a : store::trail_of(db(), id)) kinds.emplace_back(word(a.kind));
  EXPECT_EQ(kinds, (std::vector<std::string>{"assign", "comment", "comment", "status", "tag",
                                             "status", "status"}));
  for (const auto& a : alert::list(db(), {})) {
    const bool asks = a.facts.kind == "ticket_created" || a.facts.kind == "ticket_assigned";
    EXPECT_EQ(is_open(a.status), !asks) << a.facts.kind;
    EXPECT_EQ(a.facts.labels.contains("internal"), a.facts.body == "ann: Psst");
  }
}

TEST_P(DeskTest, APriorityClientCountsOneHigher) {
  const auto id = open("A", TicketPriority::high);
  at_desk(
      [&](Desk& d) { EXPECT_TRUE(d.act(id, TicketActivityKind::organization, "", "acme").ok()); });
  EXPECT_EQ(ticket(id).organization_id, acme_);
  EXPECT_EQ(done([&](Desk& d) { return comment(d, id, "x", true); }), Problems{});
  EXPECT_EQ(alerts().back(), fmt::format("ticket_comment 3 role:agent person:{}", cus_));
}

TEST_P(DeskTest, WhatTheRulesForbidIsRefusedAndNothingIsChanged) {
  const auto id = open("A");
  EXPECT_EQ(done([&](Desk& d) { return reopen(d, id); }),
            (Problems{{"status", "A is open: it has not ended"}}));
  EXPECT_EQ(done([&](Desk& d) { return archive(d, id); }),
            (Problems{{"ticket", "A is open: resolve, close or cancel it first"}}));
  EXPECT_EQ(done([&](Desk& d) { return comment(d, id, "", true); }),
            (Problems{{"text", "is missing"}}));
  EXPECT_EQ(done([&](Desk& d) { return set_status(d, id, TicketStatus::cancelled); }), Problems{});
  const auto before = ticket(id);
  EXPECT_EQ(done([&](Desk& d) { return set_status(d, id, TicketStatus::resolved); }).size(), 1U);
  EXPECT_EQ(ticket(id), before);
  EXPECT_EQ(done([&](Desk& d) { return reopen(d, id); }), Problems{});
  EXPECT_EQ(ticket(id).status, TicketStatus::open);
}

TEST_P(DeskTest, TheFirstPublicAnswerIsTheFirstResponse) {
  const auto id = open("A");
  at_desk([&](Desk& d) { EXPECT_TRUE(comment(d, id, "Are you there?", true).empty()); }, "cus");
  EXPECT_FALSE(ticket(id).first_response_at);
  EXPECT_EQ(done([&](Desk& d) { return comment(d, id, "note", false); }), Problems{});
  EXPECT_FALSE(ticket(id).first_response_at);
  EXPECT_EQ(done([&](Desk& d) { return comment(d, id, "Yes.", true); }), Problems{});
  EXPECT_EQ(ticket(id).first_response_at, now_);
}

TEST_P(DeskTest, MergingTakesCommentsTagsAndPeople) {
  const auto a = open("A"), b = open("B");
  EXPECT_EQ(done([&](Desk& d) { return comment(d, a, "Said on A", true); }), Problems{});
  EXPECT_EQ(done([&](Desk& d) { return tag(d, a, "hot", true); }), Problems{});
  EXPECT_EQ(done([&](Desk& d) { return merge(d, a, b); }), Problems{});
  EXPECT_EQ(ticket(a).status, TicketStatus::closed);
  EXPECT_EQ(ticket(a).merged_into, b);
  EXPECT_EQ(ticket(b).tags, std::vector<std::string>{"hot"});
  EXPECT_FALSE(ticket(b).first_response_at);  // it was said on another ticket
  const auto trail = store::trail_of(db(), b);
  ASSERT_EQ(trail.size(), 2U);
  EXPECT_EQ(trail[0].text, "Said on A");
  EXPECT_EQ(trail[0].from, "A");
  EXPECT_EQ(trail[1].kind, TicketActivityKind::merge);
  EXPECT_EQ(store::trail_of(db(), a).size(), 4U);  // its own trail stays
  EXPECT_EQ(done([&](Desk& d) { return merge(d, b, a); }),
            (Problems{{"ticket", "A was itself merged into B: merge into that one"}}));
  EXPECT_EQ(done([&](Desk& d) { return merge(d, a, b); }),
            (Problems{{"ticket", "A was merged into B already"}}));
  EXPECT_EQ(done([&](Desk& d) { return merge(d, b, b); }),
            (Problems{{"ticket", "B cannot be merged into itself"}}));
  EXPECT_EQ(done([&](Desk& d) { return reopen(d, a); }),
            (Problems{{"status", "A was merged into B: work on that one"}}));
}

TEST_P(DeskTest, ATicketIsFoundByWhatIsSaidOnItNow) {
  const auto id = open("A");
  const auto found = [&](const char* words, bool outsider = false) {
    store::TicketFilter f;
    f.place = store::TicketPlace::both;
    f.words = store::words_query(GetParam(), words, outsider);
    return !store::list_tickets(db(), f).tickets.empty();
  };
  EXPECT_TRUE(found("subject"));
  EXPECT_FALSE(found("crème"));
  EXPECT_EQ(done([&](Desk& d) { return comment(d, id, "The CRÈME was off-line", true); }),
            Problems{});
  EXPECT_EQ(done([&](Desk& d) { return comment(d, id, "secret", false); }), Problems{});
  for (const char* words :
       {"creme", "subject creme", "\"off line\"", "off-line", "cre*", "creme -tea", "secret"}) {
    EXPECT_TRUE(found(words)) << words;
  }
  for (const char* words : {"\"line off\"", "creme tea", "creme -subject"}) {
    EXPECT_FALSE(found(words)) << words;
  }
  EXPECT_FALSE(found("secret", true));
  EXPECT_TRUE(found("creme", true));
  at_desk([&](Desk& d) {
    auto t = d.ticket(id);
    t.subject = "Something else";
    t.said_at = now_;
    EXPECT_TRUE(d.put(t).ok());
  });
  EXPECT_FALSE(found("subject"));
  EXPECT_TRUE(found("else secret"));
}

TEST_P(DeskTest, WhatIsArchivedComesBackWhenReopened) {
  const auto id = open("A");
  EXPECT_EQ(done([&](Desk& d) { return set_status(d, id, TicketStatus::closed); }), Problems{});
  EXPECT_EQ(done([&](Desk& d) { return archive(d, id); }), Problems{});
  store::TicketFilter working, archived;
  archived.place = store::TicketPlace::archive;
  EXPECT_TRUE(store::list_tickets(db(), working).tickets.empty());
  EXPECT_EQ(store::list_tickets(db(), archived).tickets.size(), 1U);
  EXPECT_EQ(done([&](Desk& d) { return reopen(d, id); }), Problems{});
  EXPECT_EQ(store::list_tickets(db(), working).tickets.size(), 1U);
  EXPECT_TRUE(store::list_tickets(db(), archived).tickets.empty());
}

TEST_P(DeskTest, ARecordOfAnEarlierTimeChangesNothing) {
  const auto id = open("A");
  auto older = ticket(id);
  older.subject = "Older";
  older.said_at -= std::chrono::hours{1};
  at_desk([&](Desk& d) { EXPECT_EQ(d.put(older).saved.change, store::Change::unchanged); });
  EXPECT_EQ(ticket(id).subject, "Subject of A");
}

TEST_P(DeskTest, AccessIsByRole) {
  db().transaction([&] {
    person("fin", "finance");
    person("ven", "vendor");
  });
  EXPECT_EQ(access_of(db(), "root of this machine").right, Right::all);
  EXPECT_EQ(access_of(db(), "ann").right, Right::all);
  EXPECT_EQ(access_of(db(), "fin").right, Right::read);
  const Access cus = access_of(db(), "cus");
  EXPECT_EQ(cus.right, Right::own);
  EXPECT_THROW((void)access_of(db(), "ven"), Error);
  EXPECT_THROW(require_all(cus, "cus"), Error);
  store::Ticket theirs;
  theirs.requester_id = cus_;
  EXPECT_NO_THROW(require_sight(cus, theirs));
  theirs.requester_id = ann_;
  EXPECT_THROW(require_sight(cus, theirs), Error);
}

}  // namespace
}  // namespace tocsin::ticket
