#include "sla/policy.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "sla/build.h"
#include "sla/policy_file.h"
#include "support/fixtures.h"

namespace tocsin::sla {
namespace {

using test::hours;
using test::minutes;

std::vector<Policy> read(const std::string& text) {
  return read_policies(text, "x", Calendars());
}

std::string policy(const std::string& name, const std::string& match) {
  std::string out = "[[sla]]\nname = '" + name + "'\nmatch = {" + match + "}\n";
  for (const char* priority : {"critical", "high", "medium", "low"}) {
    out += "targets." + std::string(priority) + " = { resolution = '1h' }\n";
  }
  return out;
}

std::vector<Policy> shipped_or_in(const std::filesystem::path& folder, const Calendars& calendars) {
  const PolicyText found = find_policies(folder);
  return read_policies(found.content, found.where, calendars);
}

TEST(Policies, TheMostSpecificWins) {
  const auto policies =
      read(policy("default", "") + policy("outages", "tag='outage'") +
           policy("second tag", "tag='press'") + policy("incidents", "type='incident'") +
           policy("urgent incidents", "type='incident', priority='critical'") +
           policy("acme", "organization='acme'") +
           policy("acme urgent", "organization='acme', priority='critical'") +
           policy("tagged type", "type='incident', tag='press'"));
  struct Case {
    std::string organization, type;
    std::vector<std::string> tags;
    TicketPriority priority;
    const char* policy;
  };
  using enum TicketPriority;
  const Case cases[] = {
      {"", "", {}, low, "default"},
      {"other", "question", {"x"}, critical, "default"},
      {"", "", {"outage"}, low, "outages"},
      {"", "", {"press", "outage"}, low, "outages"},   // equals: the first in the file
      {"", "incident", {"outage"}, low, "incidents"},  // the type before the tag
      {"", "incident", {}, critical, "urgent incidents"},
      {"acme", "incident", {}, low, "acme"},                // the organization before the type
      {"acme", "incident", {}, critical, "acme urgent"},    // among those of two
      {"acme", "incident", {"press"}, low, "tagged type"},  // two before one
      {"acme", "incident", {"press"}, critical, "acme urgent"},
  };
  for (const Case& c : cases) {
    const TicketFacts ticket{c.organization, c.type, c.tags, c.priority};
    EXPECT_EQ(policy_of(ticket, policies)->name, c.policy)
        << c.organization << " " << c.type << " " << word(c.priority);
  }
  EXPECT_EQ(policy_of({"acme", "", {}, critical}, {}), nullptr);
}

TEST(Policies, APriorityWithoutTargetsIsNotTaken) {
  const auto policies = read(
      "[[sla]]\nname='urgent'\nmatch={type='incident'}\n"
      "targets.critical={first_response='10m', next_response='1h'}\n" +
      policy("default", ""));
  EXPECT_EQ(policy_of({"", "incident", {}, TicketPriority::critical}, policies)->name, "urgent");
  EXPECT_EQ(policy_of({"", "incident", {}, TicketPriority::low}, policies)->name, "default");
}

TEST(Policies, TheShippedOne) {
  const auto policies = shipped_or_in("", Calendars());
  ASSERT_EQ(policies.size(), 1U);
  const Policy& p = policies.front();
  struct Case {
    TicketPriority priority;
    seconds response, resolution;
  };
  using enum TicketPriority;
  const Case cases[] = {{critical, hours{1}, hours{4}},
                        {high, hours{4}, hours{24}},
                        {medium, hours{8}, hours{48}},
                        {low, hours{24}, hours{72}}};
  for (const Case& c : cases) {
    TicketFacts ticket{"", "", {}, c.priority};
    EXPECT_EQ(p.targets_of(ticket), (Targets{c.response, std::nullopt, c.resolution}));
    ticket.priority_client = true;
    EXPECT_EQ(p.targets_of(ticket), (Targets{c.response / 2, std::nullopt, c.resolution / 2}));
  }
  EXPECT_EQ(p.calendar, "24x7");
  EXPECT_TRUE(p.pauses_on(TicketStatus::waiting));
  EXPECT_FALSE(p.pauses_on(TicketStatus::open));
  ASSERT_EQ(p.warn.size(), 1U);
  EXPECT_EQ(p.warn[0].of(hours{4}), hours{1});
}

TEST(Policies, LeadTimesAndFactors) {
  const auto policies = read(
      policy("p", "") + "warn = ['50%', '1%', '30m', '1d12h']\npriority_client_factor = 0.3333");
  const Policy& p = policies.front();
  EXPECT_EQ(p.warn[0].of(seconds{5}), seconds{2});
  EXPECT_EQ(p.warn[1].of(hours{1}), seconds{36});
  EXPECT_EQ(p.warn[2].of(hours{1}), minutes{30});
  EXPECT_EQ(p.warn[3].of(hours{1}), hours{36});
  const TicketFacts client{"", "", {}, TicketPriority::low, true};
  EXPECT_EQ(p.targets_of(client)[2], seconds{1200}) << "1199.88 to the nearest second";
}

TEST(Policies, OwnFileAndOwnCalendar) {
  const tocsin::test::ScratchFolder folder;
  write_file(folder / "sla.toml", policy("mine", "") + "calendar = 'office'");
  EXPECT_THROW((void)shipped_or_in(folder.path(), Calendars()), Error);
  std::filesystem::create_directory(folder / "calendars");
  write_file(folder / "calendars" / "office.toml", test::kOffice);
  const auto policies = shipped_or_in(folder.path(), Calendars::load(folder / "calendars", "UTC"));
  ASSERT_EQ(policies.size(), 1U);
  EXPECT_EQ(policies.front().calendar, "office");
}

TEST(PolicyFile, SaysWhereAndWhy) {
  struct Case {
    std::string text, reason;
  };
  const std::string head = "[[sla]]\nname='a'\n";
  const std::string target = "targets.low={resolution='1h'}\n";
  const Case cases[] = {
      {"[sla]\nname='a'", "x:2: 'name' must be a table"},
      {"[[sla]]\n", "x:1: 'name' is missing"},
      {head, "x:1: 'targets' is missing"},
      {head + "[sla.targets]", "x:3: there are none for any ticket"},
      {head + "targets.urgent={}", "x:3: unknown key 'urgent'"},
      {head + "targets.low={}", "x:3: there is no target"},
      {head + "targets.low={resolve='1h'}", "x:3: unknown key 'resolve'"},
      {head + "targets.low={resolution='soon'}", "x:3: 'soon' is no duration such as"},
      {head + "targets.low={resolution='0s'}", "x:3: '0s' is no duration such as"},
      {head + "targets.low={resolution='1500ms'}", "x:3: '1500ms' is no duration such as"},
      {head + "targets.low={resolution=60}", "x:3: 'resolution' must be a text"},
      {head + "match={priority='high'}\n" + target, "x:4: there are none for any ticket"},
      {head + "match={priority='urgent'}\n" + target,
       "x:3: 'urgent' is not one of critical, high, medium, low"},
      {head + "match={customer='x'}\n" + target, "x:3: unknown key 'customer'"},
      {head + "calendar='office'\n" + target,
       "x:3: there is no calendar 'office': calendars/office.toml"},
      {head + target + "priority_client_factor=0", "x:4: 'priority_client_factor' must be more"},
      {head + target + "priority_client_factor=1.5", "x:4: 'priority_client_factor' must be more"},
      {head + target + "priority_client_factor=nan", "x:4: 'priority_client_factor' must be more"},
      {head + target + "warn=['100%']", "x:4: '100%' is not from 1% to 99%"},
      {head + target + "warn=['25 %']", "x:4: '25 %' is not from 1% to 99%"},
      {head + target + "warn=['%']", "x:4: '%' is not from 1% to 99%"},
      {head + target + "warn=['never']", "x:4: 'never' is no duration such as"},
      {head + target + "pause_on=['asleep']", "x:4: 'asleep' is not one of open, in_progress"},
      {head + target + "pause_on=['closed']", "x:4: clocks of tickets that are closed have"},
      {head + target + head + target, "x:5: there is an sla 'a' already"},
  };
  for (const Case& c : cases) {
    try {
      (void)read(c.text);
      ADD_FAILURE() << c.text << " was taken";
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::config) << c.text;
      EXPECT_TRUE(std::string_view(e.what()).starts_with(c.reason)) << e.what();
    }
  }
}

}  // namespace
}  // namespace tocsin::sla
