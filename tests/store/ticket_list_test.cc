// Lists of tickets: every filter, both orders, page by page, against a plain look at all of them.

#include "store/ticket_list.h"

#include <algorithm>

#include "store/people.h"
#include "store/ticket_text.h"
#include "support/databases.h"

namespace tocsin::store {
namespace {

class TicketListTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped()) return;
    db().transaction([&] {
      for (int i = 0; i < 3; ++i) {
        Organization o;
        o.source = "t";
        o.external_id = o.name = fmt::format("org{}", i);
        organizations_[i] = save_organization(db(), o, now_).id;
        Person p;
        p.source = "t";
        p.external_id = p.name = fmt::format("person{}", i);
        people_[i] = save_person(db(), p, now_).id;
        Team team;
        team.source = "t";
        team.external_id = team.name = fmt::format("team{}", i);
        teams_[i] = save_team(db(), team, now_).id;
      }
      for (int i = 0; i < 400; ++i) add(i);
    });
  }

  // Coprime steps, so that every combination of values occurs.
  void add(int i) {
    Ticket t;
    t.source = "t";
    t.external_id = t.number = fmt::format("{}", i);
    t.subject = i % 5 == 0 ? "Printer is cold" : "Kettle is cold";
    t.created_at = t.updated_at = t.said_at = now_ + std::chrono::minutes{i * 37 % 200};
    t.status = static_cast<TicketStatus>(i % 6);
    t.priority = static_cast<TicketPriority>(i / 6 % 4);
    if (is_unresolved(t.status)) t.urgent_at = urgent_at(t.priority, t.created_at);
    t.organization_id = organizations_[i / 7 % 3];
    t.requester_id = people_[i / 11 % 3];
    if (i % 4 != 0) t.assignee_id = people_[i / 5 % 3];
    t.team_id = teams_[i / 13 % 3];
    t.type = i / 3 % 2 == 0 ? "incident" : "question";
    if (i / 2 % 3 == 0) t.tags = {"vip"};
    ASSERT_TRUE(add_ticket(db(), t));
    if (!is_unresolved(t.status) && i % 10 > 5) {
      t.archived_at = now_;
      save_ticket(db(), t);
    }
    index_ticket(db(), t.id);
    all_.push_back(t);
  }

  std::vector<std::string> plainly(const TicketFilter& f) const {
    std::vector<Ticket> found;
    const auto is = [](const auto& wanted, const auto& has) { return !wanted || wanted == has; };
    const auto in = [](const auto& wanted, const auto& has) {
      return wanted.empty() || std::find(wanted.begin(), wanted.end(), has) != wanted.end();
    };
    for (const Ticket& t : all_) {
      const bool place = f.place == TicketPlace::both ||
                         (f.place == TicketPlace::archive) == t.archived_at.has_value();
      const bool fits =
          place && in(f.status, t.status) && in(f.priority, t.priority) &&
          is(f.organization_id, t.organization_id) && is(f.requester_id, t.requester_id) &&
          is(f.assignee_id, t.assignee_id) && is(f.team_id, t.team_id) &&
          (!f.unassigned || !t.assignee_id) && (f.type.empty() || f.type == t.type) &&
          (f.tag.empty() || in(t.tags, f.tag)) && (f.tag.empty() || !t.tags.empty()) &&
          (f.words.empty() || t.subject.starts_with("Printer")) &&
          (f.order == TicketOrder::newest || t.urgent_at);
      if (fits) found.push_back(t);
    }
    std::sort(found.begin(), found.end(), [&](const Ticket& a, const Ticket& b) {
      return f.order == TicketOrder::newest
                 ? std::pair(a.created_at, a.id) > std::pair(b.created_at, b.id)
                 : std::pair(a.urgent_at, a.id) < std::pair(b.urgent_at, b.id);
    });
    return names(found);
  }

  static std::vector<std::string> names(const std::vector<Ticket>& tickets) {
    std::vector<std::string> out;
    for (const Ticket& t : tickets) out.push_back(t.number);
    return out;
  }

  // All pages, one behind the other.
  std::vector<std::string> paged(TicketFilter f) {
    std::vector<std::string> out;
    for (;;) {
      const auto page = list_tickets(db(), f).tickets;
      for (const std::string& name : names(page)) out.push_back(name);
      if (std::ssize(page) < f.limit) return out;
      f.behind = page.back();
    }
  }

  Instant now_ = at("2026-06-01T08:00:00Z");
  std::int64_t organizations_[3]{}, people_[3]{}, teams_[3]{};
  std::vector<Ticket> all_;
};
TOCSIN_ON_BOTH_DATABASES(TicketListTest);

TEST_P(TicketListTest, EveryFilterInBothOrdersPageByPage) {
  std::vector<TicketFilter> filters(1);
  const auto with = [&](auto set) {
    TicketFilter f;
    set(f);
    filters.push_back(f);
  };
  with([&](auto& f) { f.status = {TicketStatus::waiting, TicketStatus::closed}; });
  with([&](auto& f) { f.priority = {TicketPriority::high}; });
  with([&](auto& f) { f.priority = {TicketPriority::high, TicketPriority::low}; });
  with([&](auto& f) { f.organization_id = organizations_[1]; });
  with([&](auto& f) { f.requester_id = people_[2]; });
  with([&](auto& f) { f.assignee_id = people_[0]; });
  with([&](auto& f) { f.unassigned = true; });
  with([&](auto& f) { f.team_id = teams_[0]; });
  with([&](auto& f) { f.type = "incident"; });
  with([&](auto& f) { f.tag = "vip"; });
  with([&](auto& f) { f.tag = "none"; });
  with([&](auto& f) { f.words = words_query(GetParam(), "printer cold", false); });
  with([&](auto& f) {
    f.words = words_query(GetParam(), "print*", false);
    f.tag = "vip";
    f.status = {TicketStatus::open};
  });
  with([&](auto& f) {
    f.organization_id = organizations_[0];
    f.assignee_id = people_[1];
    f.priority = {TicketPriority::medium};
    f.status = {TicketStatus::open, TicketStatus::in_progress};
  });
  for (TicketFilter f : filters) {
    for (const auto place : {TicketPlace::working, TicketPlace::archive, TicketPlace::both}) {
      for (const auto order : {TicketOrder::newest, TicketOrder::urgent}) {
        for (const std::int64_t limit : {7, 1'000}) {
          f.place = place;
          f.order = order;
          f.limit = limit;
          // What is urgent is not in the archive.
          const bool none = place == TicketPlace::archive && order == TicketOrder::urgent;
          EXPECT_EQ(paged(f), none ? std::vector<std::string>() : plainly(f));
        }
      }
    }
  }
}

TEST_P(TicketListTest, AWordlessSearchIsNone) {
  for (const char* typed : {"", "  ", "-cold", "***", "\"\"", "- -"}) {
    EXPECT_EQ(words_query(GetParam(), typed, false), "") << typed;
  }
}

TEST_P(TicketListTest, NothingThatIsTypedIsAnErrorOfTheDatabase) {
  for (const char* typed :
       {"'", "\"open", "a'b\"c", "a:b*", "(x", "x) OR (y", "NEAR(a b)", "a & !b", "a <-> b", "\\",
        "é'", "-x y", "col:x", "^x", "x + y", "\xFF"}) {
    for (const bool outsider : {false, true}) {
      TicketFilter f;
      f.words = words_query(GetParam(), typed, outsider);
      if (f.words.empty()) continue;
      EXPECT_NO_THROW((void)list_tickets(db(), f)) << typed;
    }
  }
}

}  // namespace
}  // namespace tocsin::store
